package org.posthorn.feedback;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.posthorn.engine.event.MailEvent.Bounce;
import org.posthorn.engine.event.MailEvent.BouncedRecipient;
import org.posthorn.engine.event.MailEvent.Complaint;
import org.posthorn.engine.mail.Mail;
import org.posthorn.engine.mail.MessageHeader;
import org.posthorn.engine.mail.MessageId;
import org.posthorn.engine.mail.Submission;
import org.posthorn.engine.mime.MailDate;
import org.posthorn.engine.mime.MultipartReport;

/// Writes the mail that brings a bounce or a complaint back to the sender, in the form of SES (SES
/// Developer Guide, "Receiving Amazon SES notifications through email").
///
/// Differs from SES: the From address is `MAILER-DAEMON@` or `complaints@` our own mail domain, since we can't speak
/// for amazonses.com; and the third part is always `text/rfc822-headers`, since the content is not kept once nobody
/// waits for it.
final class FeedbackMail {
    private static final String USER_AGENT = "Posthorn";

    private final String domain;

    /// @param domain the installation's host name in mail (`mail.domain`)
    FeedbackMail(String domain) {
        this.domain = domain;
    }

    /// @param to a bare address
    Submission bounce(MessageId id, Instant now, Mail about, String to, Bounce bounce) {
        List<List<MessageHeader>> groups = new ArrayList<>();
        groups.add(List.of(new MessageHeader("Reporting-MTA", typed(bounce.reportingMta()))));
        bounce.recipients().forEach(recipient -> groups.add(group(recipient)));
        String text = "An error occurred while trying to deliver the mail to the following recipients:\n"
                + bounce.recipients().stream().map(BouncedRecipient::address).collect(Collectors.joining("\n"));
        MultipartReport report = new MultipartReport(
                id,
                domain,
                now,
                "MAILER-DAEMON@" + domain,
                to,
                "Delivery Status Notification (Failure)",
                List.of(),
                "delivery-status",
                text,
                groups,
                bounce.originalHeaders());
        return ForwardedMail.submission(id, about, to, report.content(), now);
    }

    /// @param to a bare address
    Submission complaint(MessageId id, Instant now, Mail about, String to, Complaint complaint) {
        String arrival = MailDate.of(complaint.arrivalDate().orElse(about.acceptedAt()));
        List<MessageHeader> fields = new ArrayList<>();
        fields.add(new MessageHeader("Feedback-Type", complaint.feedbackType().orElse("other")));
        fields.add(new MessageHeader("User-Agent", complaint.userAgent().orElse(USER_AGENT)));
        fields.add(new MessageHeader("Version", "1"));
        fields.add(
                new MessageHeader("Original-Mail-From", "<" + about.envelope().sender() + ">"));
        complaint
                .recipients()
                .forEach(address -> fields.add(new MessageHeader("Original-Rcpt-To", "<" + address + ">")));
        fields.add(new MessageHeader("Arrival-Date", arrival));
        domainOf(about.source()).ifPresent(name -> fields.add(new MessageHeader("Reported-Domain", name)));
        MultipartReport report = new MultipartReport(
                id,
                domain,
                now,
                "complaints@" + domain,
                to,
                "Email Abuse Report",
                List.of(),
                "feedback-report",
                "This is an email abuse report for an email message from " + domain + " on " + arrival,
                List.of(fields),
                complaint.originalHeaders());
        return ForwardedMail.submission(id, about, to, report.content(), now);
    }

    private static List<MessageHeader> group(BouncedRecipient recipient) {
        return List.of(
                new MessageHeader("Final-Recipient", "rfc822; " + recipient.address()),
                new MessageHeader("Action", recipient.action()),
                new MessageHeader("Status", recipient.status().toString()),
                new MessageHeader("Diagnostic-Code", recipient.diagnosticCode()));
    }

    /// The reporting host with its type, which an event may leave out.
    private static String typed(String mta) {
        return mta.indexOf(';') >= 0 ? mta : "dns; " + mta;
    }

    private static Optional<String> domainOf(String source) {
        int at = source.lastIndexOf('@');
        return at < 0
                ? Optional.empty()
                : Optional.of(source.substring(at + 1).replace(">", "").strip());
    }
}
