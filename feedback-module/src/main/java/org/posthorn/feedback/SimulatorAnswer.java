package org.posthorn.feedback;

import java.time.Instant;
import java.util.List;
import org.posthorn.engine.delivery.Parcel;
import org.posthorn.engine.mail.Content;
import org.posthorn.engine.mail.Mail;
import org.posthorn.engine.mail.MessageHeader;
import org.posthorn.engine.mail.MessageId;
import org.posthorn.engine.mail.ReceivedMail;
import org.posthorn.engine.mime.CleanText;
import org.posthorn.engine.mime.MailDate;
import org.posthorn.engine.mime.MultipartReport;

/// What the simulator's mailboxes write back to a return path: a real report, read by the same code as a stranger's.
final class SimulatorAnswer {
    private static final String LOOPBACK = "127.0.0.1";
    private static final int MAX_HEADER_CHARS = 10 * 1024;

    private SimulatorAnswer() {}

    static ReceivedMail from(SimulatedMailbox mailbox, String address, Parcel parcel, Instant now) {
        Content content = mailbox == SimulatedMailbox.COMPLAINT
                ? complaint(address, parcel, now)
                : outOfTheOffice(address, parcel.mail(), now);
        return new ReceivedMail("", List.of(parcel.mail().envelope().sender()), content, LOOPBACK);
    }

    private static Content complaint(String address, Parcel parcel, Instant now) {
        Mail mail = parcel.mail();
        List<MessageHeader> fields = List.of(
                new MessageHeader("Feedback-Type", "abuse"),
                new MessageHeader("User-Agent", "Amazon SES Mailbox Simulator"),
                new MessageHeader("Version", "1"),
                new MessageHeader("Original-Mail-From", "<" + mail.envelope().sender() + ">"),
                new MessageHeader("Original-Rcpt-To", "<" + address + ">"),
                new MessageHeader("Arrival-Date", MailDate.of(now)));
        return new MultipartReport(
                        MessageId.next(mail.tenant().region(), now),
                        SimulatedMailbox.DOMAIN,
                        now,
                        "complaint@" + SimulatedMailbox.DOMAIN,
                        mail.envelope().sender(),
                        "Email Abuse Report",
                        List.of(),
                        "feedback-report",
                        "This is an email abuse report, made by the mailbox simulator.",
                        List.of(fields),
                        parcel.content().headerSection(MAX_HEADER_CHARS))
                .content();
    }

    private static Content outOfTheOffice(String address, Mail mail, Instant now) {
        MessageId id = MessageId.next(mail.tenant().region(), now);
        return Content.of(String.join(
                "\r\n",
                "Date: " + MailDate.of(now),
                "From: " + CleanText.of(address),
                "To: " + mail.envelope().sender(),
                "Subject: Auto: Out of the office",
                "Message-ID: <" + id + "@" + SimulatedMailbox.DOMAIN + ">",
                "Auto-Submitted: auto-replied",
                "Precedence: bulk",
                "MIME-Version: 1.0",
                "Content-Type: text/plain; charset=us-ascii",
                "",
                "I am out of the office. This answer was made by the mailbox simulator.",
                ""));
    }
}
