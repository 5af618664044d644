package org.posthorn.api.v1.sending;

import java.util.List;
import java.util.Optional;
import org.posthorn.api.call.Action;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.mail.MessageId;
import org.posthorn.engine.mail.MessageTag;
import org.posthorn.engine.send.Arns;
import org.posthorn.engine.send.Email;
import org.posthorn.engine.send.Handling;
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
            return new Email(
                    destination
                            .from(source)
                            .withReplyTo(replyToAddresses)
                            .withReturnPath(returnPath)
                            .withArns(Arns.of(sourceArn, returnPathArn)),
                    message.toParts(),
                    Handling.of(tags, configurationSetName));
        }
    }

    record Response(String messageId) {}

    private final Sender sender;

    SendEmail(Sender sender) {
        this.sender = sender;
    }

    @Override
    public Response perform(Request request, Caller caller) {
        MessageId id = sender.send(caller, "SendEmail", request.toEmail());
        return new Response(id.toString());
    }
}
