package org.posthorn.api.v1.template;

import java.util.List;
import java.util.Optional;
import org.posthorn.api.call.Action;
import org.posthorn.api.codec.TemplateDataJson;
import org.posthorn.api.v1.sending.Destination;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.mail.MessageId;
import org.posthorn.engine.mail.MessageTag;
import org.posthorn.engine.send.Arns;
import org.posthorn.engine.send.Body;
import org.posthorn.engine.send.Email;
import org.posthorn.engine.send.Handling;
import org.posthorn.engine.send.TemplatedSender;

/// Sends one message made of a template and its data.
///
/// Differs from SES: a template of another account is not found by its ARN; `TemplateArn` is not looked at.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference/API_SendTemplatedEmail.html
final class SendTemplatedEmail implements Action<SendTemplatedEmail.Request, SendTemplatedEmail.Response> {
    record Request(
            String source,
            Destination destination,
            List<String> replyToAddresses,
            Optional<String> returnPath,
            Optional<String> sourceArn,
            Optional<String> returnPathArn,
            List<MessageTag> tags,
            Optional<String> configurationSetName,
            String template,
            Optional<String> templateArn,
            String templateData) {}

    record Response(String messageId) {}

    private final TemplatedSender sender;

    SendTemplatedEmail(TemplatedSender sender) {
        this.sender = sender;
    }

    @Override
    public Response perform(Request request, Caller caller) {
        Email email = new Email(
                request.destination()
                        .from(request.source())
                        .withReplyTo(request.replyToAddresses())
                        .withReturnPath(request.returnPath())
                        .withArns(Arns.of(request.sourceArn(), request.returnPathArn())),
                Body.Parts.ofTemplate(List.of(), List.of()),
                Handling.of(request.tags(), request.configurationSetName()));
        MessageId id = sender.send(
                caller,
                "SendTemplatedEmail",
                email,
                sender.stored(caller, request.template()),
                TemplateDataJson.parse("templateData", Optional.of(request.templateData())));
        return new Response(id.toString());
    }
}
