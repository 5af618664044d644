package org.posthorn.api.v2.sending;

import java.util.List;
import java.util.Optional;
import org.posthorn.api.call.Action;
import org.posthorn.api.v2.Route;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.mail.MessageId;
import org.posthorn.engine.mail.MessageTag;
import org.posthorn.engine.send.Addressing;
import org.posthorn.engine.send.Arns;
import org.posthorn.engine.send.Email;
import org.posthorn.engine.send.Sender;
import org.posthorn.engine.send.TemplatedSender;
import org.posthorn.engine.send.TenantUse;

/// Sends one message: of parts, composed by the caller, or made of a template.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html
@Route(method = "POST", path = "/outbound-emails")
public final class SendEmail implements Action<SendEmail.Request, SendEmail.Response> {
    /// @param endpointId of an endpoint in several regions, of which there are none; nothing comes of it
    public record Request(
            Optional<String> fromEmailAddress,
            Optional<String> fromEmailAddressIdentityArn,
            Optional<Destination> destination,
            List<String> replyToAddresses,
            Optional<String> feedbackForwardingEmailAddress,
            Optional<String> feedbackForwardingEmailAddressIdentityArn,
            EmailContent content,
            List<MessageTag> emailTags,
            Optional<String> configurationSetName,
            Optional<String> endpointId,
            Optional<String> tenantName,
            Optional<ListManagementOptions> listManagementOptions,
            Optional<ConfigurationOverrides> configurationOverrides) {
        private Addressing addressing() {
            return destination
                    .orElse(Destination.NOBODY)
                    .from(fromEmailAddress)
                    .withReplyTo(replyToAddresses)
                    .withReturnPath(feedbackForwardingEmailAddress)
                    .withArns(Arns.of(fromEmailAddressIdentityArn, feedbackForwardingEmailAddressIdentityArn));
        }

        private Email email() {
            return new Email(
                    addressing(),
                    content.toBody(),
                    ConfigurationOverrides.handling(emailTags, configurationSetName, configurationOverrides)
                            .withList(listManagementOptions.map(ListManagementOptions::toUse))
                            .withSendingTenant(tenantName.map(name ->
                                    new TenantUse(name, content.template().flatMap(Template::storedName)))));
        }
    }

    record Response(String messageId) {}

    private final Sender sender;
    private final TemplatedSender templates;

    SendEmail(Sender sender, TemplatedSender templates) {
        this.sender = sender;
        this.templates = templates;
    }

    @Override
    public Response perform(Request request, Caller caller) {
        EmailContent content = request.content();
        content.checkKind();
        if (content.raw().isEmpty() && request.fromEmailAddress().isEmpty()) {
            throw new SesException(
                    SesError.INVALID_PARAMETER_VALUE, content.simple().isPresent() ? "" : "Source cannot be empty");
        }
        Email email = request.email();
        MessageId id = content.template().isEmpty()
                ? sender.send(caller, "SendEmail", email)
                : templates.send(
                        caller,
                        "SendTemplatedEmail",
                        email,
                        content.template().get().source(caller, templates),
                        content.template().get().data("content.template.templateData"));
        return new Response(id.toString());
    }
}
