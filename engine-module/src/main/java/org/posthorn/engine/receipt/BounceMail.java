package org.posthorn.engine.receipt;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.posthorn.engine.mail.Content;
import org.posthorn.engine.mail.Mail;
import org.posthorn.engine.mail.MailDomain;
import org.posthorn.engine.mail.MessageHeader;
import org.posthorn.engine.mail.MessageId;
import org.posthorn.engine.mail.Submission;
import org.posthorn.engine.mime.MailDate;
import org.posthorn.engine.mime.MultipartReport;

/// Composes the bounce of a message that came in, to its envelope's sender and from nobody (RFC 3464, RFC 6522), so
/// that it can't be bounced itself. Whoever sends it asks [Mail#isUnanswerable] first.
@Singleton
public final class BounceMail {
    /// Of the original's header, the third part of the report.
    public static final int HEADER_CHARS = 10 * 1024;

    private static final String SUBJECT = "Delivery Status Notification (Failure)";
    private static final String WORDS =
            "An error occurred while trying to deliver the mail to the following recipients:";
    private static final int MOST_EXPLANATION_CHARS = 10_000;

    private final String host;

    /// @param host our name in mail
    @Inject
    public BounceMail(@MailDomain String host) {
        this.host = host;
    }

    /// @param headers of the original: its header section, or a part of it
    public Submission compose(MessageId id, Instant now, Mail original, String headers, ReceiptBounce bounce) {
        List<MessageHeader> threading = OriginalFields.messageId(headers).stream()
                .flatMap(of ->
                        List.of(new MessageHeader("In-Reply-To", of), new MessageHeader("References", of)).stream())
                .toList();
        String to = original.envelope().sender();
        MultipartReport report = new MultipartReport(
                id,
                host,
                now,
                bounce.from().orElse("MAILER-DAEMON@" + host),
                to,
                SUBJECT,
                threading,
                "delivery-status",
                words(bounce),
                groups(original, bounce),
                headers.substring(0, Math.min(headers.length(), HEADER_CHARS)));
        Content content = report.content();
        return new Submission(Mail.feedback(id, original.tenant(), now, to, content.sizeBytes()), content);
    }

    private static String words(ReceiptBounce bounce) {
        String addresses = bounce.recipients().stream()
                .map(ReceiptBounce.Recipient::address)
                .collect(Collectors.joining("\n"));
        return bounce.explanation()
                .map(text -> text.substring(0, Math.min(text.length(), MOST_EXPLANATION_CHARS)))
                .orElseGet(() -> WORDS + "\n" + addresses);
    }

    private List<List<MessageHeader>> groups(Mail original, ReceiptBounce bounce) {
        List<List<MessageHeader>> groups = new ArrayList<>();
        List<MessageHeader> message = new ArrayList<>();
        message.add(new MessageHeader("Reporting-MTA", bounce.reportingMta().orElse("dns; " + host)));
        message.add(new MessageHeader(
                "Arrival-Date", MailDate.of(bounce.arrivalDate().orElse(original.acceptedAt()))));
        message.addAll(bounce.fields());
        groups.add(message);
        bounce.recipients().forEach(recipient -> groups.add(group(recipient)));
        return groups;
    }

    private static List<MessageHeader> group(ReceiptBounce.Recipient recipient) {
        List<MessageHeader> group = new ArrayList<>();
        group.add(new MessageHeader("Final-Recipient", typed(recipient.address())));
        group.add(new MessageHeader("Action", recipient.action()));
        group.add(new MessageHeader("Status", recipient.status()));
        add(group, "Remote-MTA", recipient.remoteMta());
        add(group, "Diagnostic-Code", recipient.diagnosticCode());
        add(group, "Last-Attempt-Date", recipient.lastAttempt().map(MailDate::of));
        group.addAll(recipient.fields());
        return group;
    }

    private static void add(List<MessageHeader> group, String name, Optional<String> value) {
        value.ifPresent(known -> group.add(new MessageHeader(name, known)));
    }

    /// An address with its type; one beyond ASCII in the form for 7 bit (RFC 6533 §3, `utf-8-addr-xtext`).
    static String typed(String address) {
        if (address.chars().allMatch(c -> c < 128)) {
            return "rfc822; " + address;
        }
        StringBuilder typed = new StringBuilder("utf-8; ");
        address.codePoints().forEach(c -> {
            if (c > ' ' && c < 127 && c != '\\' && c != '+' && c != '=') {
                typed.appendCodePoint(c);
            } else {
                typed.append("\\x{")
                        .append(Integer.toHexString(c).toUpperCase(Locale.ROOT))
                        .append('}');
            }
        });
        return typed.toString();
    }
}
