package org.posthorn.api.v1.receipt;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.posthorn.api.call.Action;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.mail.MessageHeader;
import org.posthorn.engine.mail.MessageId;
import org.posthorn.engine.receipt.ReceiptBounce;
import org.posthorn.engine.record.Required;
import org.posthorn.engine.send.BounceSender;

/// Bounces a message that came in within the last 24 hours.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference/API_SendBounce.html
///
/// Differs from SES: a message whose sender neither SPF nor DKIM proves is not bounced, since the bounce may go to
/// somebody who never wrote it; the default of `ReportingMta` is our own name; `RecipientArn` is not heeded, since
/// received mail is that of the account that verified the domain.
final class SendBounce implements Action<SendBounce.Request, SendBounce.Response> {
    record Request(
            String originalMessageId,
            String bounceSender,
            Optional<String> explanation,
            Optional<MessageDsn> messageDsn,
            @Required List<BouncedRecipientInfo> bouncedRecipientInfoList,
            Optional<String> bounceSenderArn) {}

    record Response(String messageId) {}

    record MessageDsn(String reportingMta, Optional<Instant> arrivalDate, List<ExtensionField> extensionFields) {}

    record BouncedRecipientInfo(
            String recipient,
            Optional<String> recipientArn,
            Optional<BounceType> bounceType,
            Optional<RecipientDsnFields> recipientDsnFields) {
        /// By its own fields, or else by the type.
        ReceiptBounce.Recipient told() {
            return recipientDsnFields
                    .map(fields -> fields.told(recipient))
                    .or(() ->
                            bounceType.map(type -> new ReceiptBounce.Recipient(recipient, type.status, type.diagnosis)))
                    .orElseThrow(() -> invalid("Either BounceType or RecipientDsnFields must be specified."));
        }

        List<String> names() {
            return Stream.concat(
                            Stream.of(recipient),
                            recipientDsnFields.flatMap(RecipientDsnFields::finalRecipient).stream())
                    .toList();
        }
    }

    /// What is told for each is what SES's console fills in for a bounce action; that it is the same here is a guess.
    enum BounceType {
        DoesNotExist("5.1.1", "smtp; 550 5.1.1 Mailbox does not exist"),
        MessageTooLarge("5.3.4", "smtp; 552 5.3.4 Message too large"),
        ExceededQuota("5.2.2", "smtp; 552 5.2.2 Mailbox full"),
        ContentRejected("5.6.1", "smtp; 500 5.6.1 Message content rejected"),
        Undefined("5.0.0", "smtp; 554 5.0.0 Unknown failure"),
        TemporaryFailure("4.0.0", "smtp; 450 4.0.0 Temporary failure");

        private final String status;
        private final String diagnosis;

        BounceType(String status, String diagnosis) {
            this.status = status;
            this.diagnosis = diagnosis;
        }
    }

    record RecipientDsnFields(
            Optional<String> finalRecipient,
            DsnAction action,
            Optional<String> remoteMta,
            String status,
            Optional<String> diagnosticCode,
            Optional<Instant> lastAttemptDate,
            List<ExtensionField> extensionFields) {
        ReceiptBounce.Recipient told(String recipient) {
            return new ReceiptBounce.Recipient(
                    finalRecipient.orElse(recipient),
                    action.name(),
                    status,
                    diagnosticCode.filter(code -> !code.isBlank()),
                    remoteMta.filter(mta -> !mta.isBlank()),
                    lastAttemptDate,
                    headers(extensionFields));
        }
    }

    enum DsnAction {
        failed,
        delayed,
        delivered,
        relayed,
        expanded
    }

    record ExtensionField(String name, String value) {}

    private static final int NAME_CHARS = 50;
    private static final int VALUE_CHARS = 2048;

    private final BounceSender bounces;

    SendBounce(BounceSender bounces) {
        this.bounces = bounces;
    }

    @Override
    public Response perform(Request request, Caller caller) {
        List<BouncedRecipientInfo> recipients = request.bouncedRecipientInfoList();
        ReceiptBounce bounce = new ReceiptBounce(
                Optional.empty(),
                request.explanation().filter(text -> !text.isBlank()),
                request.messageDsn().map(MessageDsn::reportingMta),
                request.messageDsn().flatMap(MessageDsn::arrivalDate),
                headers(request.messageDsn().map(MessageDsn::extensionFields).orElse(List.of())),
                recipients.stream().map(BouncedRecipientInfo::told).toList());
        MessageId id = bounces.send(
                caller,
                request.originalMessageId(),
                request.bounceSender(),
                request.bounceSenderArn(),
                bounce,
                recipients.stream().map(BouncedRecipientInfo::names).toList());
        return new Response(id.toString());
    }

    /// The rules are the API Reference's ("ExtensionField"); the texts are guesses.
    private static List<MessageHeader> headers(List<ExtensionField> fields) {
        return fields.stream().map(SendBounce::header).toList();
    }

    private static MessageHeader header(ExtensionField field) {
        String name = field.name();
        if (name.isEmpty() || name.length() > NAME_CHARS || !name.chars().allMatch(SendBounce::isNameChar)) {
            throw invalid("Invalid extension field name: " + name);
        }
        String value = field.value();
        if (value.length() > VALUE_CHARS || value.indexOf('\r') >= 0 || value.indexOf('\n') >= 0) {
            throw invalid("Invalid value of extension field " + name);
        }
        return new MessageHeader(name, value);
    }

    private static boolean isNameChar(int c) {
        return c == '-' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    private static SesException invalid(String text) {
        return new SesException(SesError.INVALID_PARAMETER_VALUE, text);
    }
}
