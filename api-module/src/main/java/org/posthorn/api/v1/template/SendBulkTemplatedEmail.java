package org.posthorn.api.v1.template;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.posthorn.api.call.Action;
import org.posthorn.api.codec.TemplateDataJson;
import org.posthorn.api.v1.sending.Destination;
import org.posthorn.engine.SesException;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.mail.MessageTag;
import org.posthorn.engine.record.Required;
import org.posthorn.engine.send.Arns;
import org.posthorn.engine.send.Body;
import org.posthorn.engine.send.Email;
import org.posthorn.engine.send.Handling;
import org.posthorn.engine.send.TemplatedSender;
import org.posthorn.engine.template.TemplateData;

/// Sends a message made of one template to each of up to 50 destinations, each with data of its own.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference/API_SendBulkTemplatedEmail.html
final class SendBulkTemplatedEmail implements Action<SendBulkTemplatedEmail.Request, SendBulkTemplatedEmail.Response> {
    record Request(
            String source,
            Optional<String> sourceArn,
            List<String> replyToAddresses,
            Optional<String> returnPath,
            Optional<String> returnPathArn,
            Optional<String> configurationSetName,
            List<MessageTag> defaultTags,
            String template,
            Optional<String> templateArn,
            String defaultTemplateData,
            @Required List<BulkEmailDestination> destinations) {}

    record Response(List<BulkEmailDestinationStatus> status) {}

    record BulkEmailDestination(
            Destination destination, List<MessageTag> replacementTags, Optional<String> replacementTemplateData) {}

    record BulkEmailDestinationStatus(BulkEmailStatus status, Optional<String> error, Optional<String> messageId) {
        static BulkEmailDestinationStatus of(TemplatedSender.Status status) {
            return switch (status) {
                case TemplatedSender.Status.Accepted accepted ->
                    new BulkEmailDestinationStatus(
                            BulkEmailStatus.Success,
                            Optional.empty(),
                            Optional.of(accepted.id().toString()));
                case TemplatedSender.Status.Refused refused ->
                    new BulkEmailDestinationStatus(
                            BulkEmailStatus.of(refused.why()),
                            Optional.of(refused.why().getMessage()),
                            Optional.empty());
                case TemplatedSender.Status.Unavailable unavailable ->
                    new BulkEmailDestinationStatus(
                            BulkEmailStatus.TransientFailure,
                            Optional.of("Service is temporarily unavailable."),
                            Optional.empty());
            };
        }
    }

    enum BulkEmailStatus {
        Success,
        MessageRejected,
        MailFromDomainNotVerified,
        ConfigurationSetDoesNotExist,
        TemplateDoesNotExist,
        AccountSuspended,
        AccountThrottled,
        AccountDailyQuotaExceeded,
        InvalidSendingPoolName,
        AccountSendingPaused,
        ConfigurationSetSendingPaused,
        InvalidParameterValue,
        TransientFailure,
        Failed;

        private static BulkEmailStatus of(SesException why) {
            return switch (why.error()) {
                case MESSAGE_REJECTED -> MessageRejected;
                case MAIL_FROM_DOMAIN_NOT_VERIFIED -> MailFromDomainNotVerified;
                case CONFIGURATION_SET_DOES_NOT_EXIST -> ConfigurationSetDoesNotExist;
                case CONFIGURATION_SET_SENDING_PAUSED -> ConfigurationSetSendingPaused;
                case TEMPLATE_DOES_NOT_EXIST -> TemplateDoesNotExist;
                case ACCOUNT_SENDING_PAUSED, SENDING_PAUSED -> AccountSendingPaused;
                case INVALID_PARAMETER_VALUE -> InvalidParameterValue;
                case DAILY_QUOTA_EXCEEDED -> AccountDailyQuotaExceeded;
                case SENDING_RATE_EXCEEDED, THROTTLING -> AccountThrottled;
                default -> Failed;
            };
        }
    }

    private final TemplatedSender sender;

    SendBulkTemplatedEmail(TemplatedSender sender) {
        this.sender = sender;
    }

    @Override
    public Response perform(Request request, Caller caller) {
        TemplateData defaults =
                TemplateDataJson.parse("defaultTemplateData", Optional.of(request.defaultTemplateData()));
        return new Response(sender
                .sendBulk(
                        caller,
                        "SendBulkTemplatedEmail",
                        sender.stored(caller, request.template()),
                        request.configurationSetName(),
                        request.destinations().stream()
                                .map(destination -> destination(request, destination, defaults))
                                .toList())
                .stream()
                .map(BulkEmailDestinationStatus::of)
                .toList());
    }

    private static TemplatedSender.Destination destination(
            Request request, BulkEmailDestination bulk, TemplateData defaults) {
        Map<String, MessageTag> tags = new LinkedHashMap<>();
        request.defaultTags().forEach(tag -> tags.put(tag.name(), tag));
        bulk.replacementTags().forEach(tag -> tags.put(tag.name(), tag));
        Email email = new Email(
                bulk.destination()
                        .from(request.source())
                        .withReplyTo(request.replyToAddresses())
                        .withReturnPath(request.returnPath())
                        .withArns(Arns.of(request.sourceArn(), request.returnPathArn())),
                Body.Parts.ofTemplate(List.of(), List.of()),
                Handling.of(List.copyOf(tags.values()), request.configurationSetName()));
        Optional<String> own = bulk.replacementTemplateData().filter(text -> !text.isBlank());
        return new TemplatedSender.Destination(
                email,
                own.isEmpty()
                        ? defaults
                        : TemplateDataJson.parse("destinations.replacementTemplateData", own)
                                .over(defaults));
    }
}
