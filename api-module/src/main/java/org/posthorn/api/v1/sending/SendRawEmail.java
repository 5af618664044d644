package org.posthorn.api.v1.sending;

import java.util.List;
import java.util.Optional;
import org.posthorn.api.call.Action;
import org.posthorn.engine.Limits;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.mail.MessageId;
import org.posthorn.engine.mail.MessageTag;
import org.posthorn.engine.send.RawEmail;
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
        RawEmail toRawEmail() {
            return new RawEmail(
                    source,
                    destinations,
                    new org.posthorn.engine.mail.Content(rawMessage.data()),
                    sourceArn,
                    fromArn,
                    returnPathArn,
                    tags,
                    configurationSetName,
                    Limits.API_MESSAGE_BYTES);
        }
    }

    record Response(String messageId) {}

    private final Sender sender;

    SendRawEmail(Sender sender) {
        this.sender = sender;
    }

    @Override
    public Response perform(Request request, Caller caller) {
        MessageId id = sender.sendRaw(caller, request.toRawEmail());
        return new Response(id.toString());
    }
}
