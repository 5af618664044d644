package org.posthorn.api.v2.sending;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.posthorn.api.call.Action;
import org.posthorn.api.codec.TemplateDataJson;
import org.posthorn.api.v2.Route;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.mail.MessageHeader;
import org.posthorn.engine.mail.MessageTag;
import org.posthorn.engine.record.Required;
import org.posthorn.engine.send.Arns;
import org.posthorn.engine.send.Body;
import org.posthorn.engine.send.Email;
import org.posthorn.engine.send.TemplatedSender;
import org.posthorn.engine.send.TenantUse;
import org.posthorn.engine.template.TemplateData;

/// Sends a message made of one template to each of up to 50 destinations, each with data, tags and headers of its own.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendBulkEmail.html
@Route(method = "POST", path = "/outbound-bulk-emails")
final class SendBulkEmail implements Action<SendBulkEmail.Request, SendBulkEmail.Response> {
    record Request(
            Optional<String> fromEmailAddress,
            Optional<String> fromEmailAddressIdentityArn,
            List<String> replyToAddresses,
            Optional<String> feedbackForwardingEmailAddress,
            Optional<String> feedbackForwardingEmailAddressIdentityArn,
            List<MessageTag> defaultEmailTags,
            BulkEmailContent defaultContent,
            @Required List<BulkEmailEntry> bulkEmailEntries,
            Optional<String> configurationSetName,
            Optional<String> endpointId,
            Optional<String> tenantName,
            Optional<ConfigurationOverrides> configurationOverrides) {}

    record BulkEmailContent(Optional<Template> template) {}

    record BulkEmailEntry(
            Destination destination,
            List<MessageTag> replacementTags,
            Optional<ReplacementEmailContent> replacementEmailContent,
            List<Message.Header> replacementHeaders) {
        private Optional<String> data() {
            return replacementEmailContent
                    .flatMap(ReplacementEmailContent::replacementTemplate)
                    .flatMap(ReplacementTemplate::replacementTemplateData)
                    .filter(text -> !text.isBlank());
        }
    }

    record ReplacementEmailContent(Optional<ReplacementTemplate> replacementTemplate) {}

    record ReplacementTemplate(Optional<String> replacementTemplateData) {}

    record Response(List<BulkEmailEntryResult> bulkEmailEntryResults) {}

    private final TemplatedSender sender;

    SendBulkEmail(TemplatedSender sender) {
        this.sender = sender;
    }

    @Override
    public Response perform(Request request, Caller caller) {
        if (request.fromEmailAddress().isEmpty()) {
            throw new SesException(SesError.INVALID_PARAMETER_VALUE, "Source cannot be empty");
        }
        Template template = request.defaultContent()
                .template()
                .orElseThrow(() -> new SesException(
                        SesError.INVALID_PARAMETER_VALUE, "DefaultContent must have a Template.")); // a guess
        TemplateData defaults = template.data("defaultContent.template.templateData");
        return new Response(sender
                .sendBulk(
                        caller,
                        "SendBulkTemplatedEmail",
                        template.source(caller, sender),
                        request.configurationSetName(),
                        request.bulkEmailEntries().stream()
                                .map(entry -> destination(request, template, entry, defaults))
                                .toList())
                .stream()
                .map(BulkEmailEntryResult::of)
                .toList());
    }

    private static TemplatedSender.Destination destination(
            Request request, Template template, BulkEmailEntry entry, TemplateData defaults) {
        Map<String, MessageTag> tags = new LinkedHashMap<>();
        request.defaultEmailTags().forEach(tag -> tags.put(tag.name(), tag));
        entry.replacementTags().forEach(tag -> tags.put(tag.name(), tag));
        Email email = new Email(
                entry.destination()
                        .from(request.fromEmailAddress())
                        .withReplyTo(request.replyToAddresses())
                        .withReturnPath(request.feedbackForwardingEmailAddress())
                        .withArns(Arns.of(
                                request.fromEmailAddressIdentityArn(),
                                request.feedbackForwardingEmailAddressIdentityArn())),
                Body.Parts.ofTemplate(
                        headers(template.headers(), entry.replacementHeaders()),
                        Attachment.toFiles(template.attachments())),
                ConfigurationOverrides.handling(
                                List.copyOf(tags.values()),
                                request.configurationSetName(),
                                request.configurationOverrides())
                        .withSendingTenant(
                                request.tenantName().map(name -> new TenantUse(name, template.storedName()))));
        return new TemplatedSender.Destination(
                email,
                entry.data()
                        .map(own -> TemplateDataJson.parse("bulkEmailEntries.replacementTemplateData", Optional.of(own))
                                .over(defaults))
                        .orElse(defaults));
    }

    /// Those of an entry stand in the place of the template's of the same name, in any case.
    private static List<MessageHeader> headers(List<Message.Header> usual, List<Message.Header> own) {
        List<Message.Header> all = new ArrayList<>(usual.stream()
                .filter(header -> own.stream().noneMatch(other -> other.name().equalsIgnoreCase(header.name())))
                .toList());
        all.addAll(own);
        return Message.Header.toFields(all);
    }
}
