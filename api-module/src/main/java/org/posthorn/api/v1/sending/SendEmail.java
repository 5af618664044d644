package org.posthorn.api.v1.sending;

import java.util.List;
import java.util.Optional;
import org.posthorn.api.call.Action;
import org.posthorn.engine.mail.MessageId;
import org.posthorn.engine.mail.MessageTag;
import org.posthorn.engine.send.Caller;
import org.posthorn.engine.send.Email;
import org.posthorn.engine.send.Sender;

/// Composes one message of a subject and a text or HTML body, or both, and queues it.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference/API_SendEmail.html
public final class SendEmail implements Action<SendEmail.Request, SendEmail.Response> {
    public record Request(
            String source,
            Destination destination,
            Message message,
            List<String> replyToAddresses,
            Optional<String> returnPath,
            Optional<String> sourceArn,
            Optional<String> returnPathArn,
            List<MessageTag> tags,
            Optional<String> configurationSetName) {
        Email toEmail() {
            Body body = message.body();
            return new Email(
                    source,
                    destination.toAddresses(),
                    destination.ccAddresses(),
                    destination.bccAddresses(),
                    replyToAddresses,
                    returnPath,
                    sourceArn,
                    returnPathArn,
                    message.subject().toText(),
                    body.text().map(Content::toText),
                    body.html().map(Content::toText),
                    tags,
                    configurationSetName);
        }
    }

    record Response(String messageId) {}

    private final Sender sender;

    SendEmail(Sender sender) {
        this.sender = sender;
    }

    @Override
    public Response perform(Request request, Caller caller) {
        MessageId id = sender.send(caller, request.toEmail());
        return new Response(id.toString());
    }
}
