package org.posthorn.api.v1.sending;

import java.util.List;
import java.util.Optional;
import org.posthorn.api.call.Action;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.mail.Content;
import org.posthorn.engine.mail.MessageId;
import org.posthorn.engine.mail.MessageTag;
import org.posthorn.engine.send.Addressing;
import org.posthorn.engine.send.Arns;
import org.posthorn.engine.send.Body;
import org.posthorn.engine.send.Email;
import org.posthorn.engine.send.Handling;
import org.posthorn.engine.send.Sender;

/// Queues one message that the caller has composed.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference/API_SendRawEmail.html
final class SendRawEmail implements Action<SendRawEmail.Request, SendRawEmail.Response> {
    record Request(
            Optional<String> source,
            List<String> destinations,
            RawMessage rawMessage,
            Optional<String> fromArn,
            Optional<String> sourceArn,
            Optional<String> returnPathArn,
            List<MessageTag> tags,
            Optional<String> configurationSetName) {
        Email toEmail() {
            return new Email(
                    Addressing.of(source, destinations, List.of(), List.of())
                            .withArns(new Arns(sourceArn, fromArn, returnPathArn)),
                    new Body.Raw(new Content(rawMessage.data())),
                    Handling.of(tags, configurationSetName));
        }
    }

    record Response(String messageId) {}

    private final Sender sender;

    SendRawEmail(Sender sender) {
        this.sender = sender;
    }

    @Override
    public Response perform(Request request, Caller caller) {
        MessageId id = sender.send(caller, "SendRawEmail", request.toEmail());
        return new Response(id.toString());
    }
}
