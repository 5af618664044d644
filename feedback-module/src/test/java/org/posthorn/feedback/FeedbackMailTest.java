package org.posthorn.feedback;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.posthorn.engine.Golden;
import org.posthorn.engine.bounce.BounceClass;
import org.posthorn.engine.bounce.BounceSubType;
import org.posthorn.engine.bounce.BounceType;
import org.posthorn.engine.event.Evidence;
import org.posthorn.engine.event.MailEvent.Bounce;
import org.posthorn.engine.event.MailEvent.BouncedRecipient;
import org.posthorn.engine.event.MailEvent.Complaint;
import org.posthorn.engine.mail.Content;
import org.posthorn.engine.mail.EnhancedStatus;
import org.posthorn.engine.mail.Mail;
import org.posthorn.engine.mail.MailKind;
import org.posthorn.engine.mail.MessageId;
import org.posthorn.engine.mail.SmtpReply;
import org.posthorn.engine.mail.Submission;

class FeedbackMailTest {
    private static final MessageId ABOUT = MessageId.parse(
                    "0100019a0d6c6fa0-1369468d-e62d-4aae-8c38-e25667dc9e32-000000")
            .orElseThrow();
    private static final MessageId ID = MessageId.parse("0100019a0d6d5a00-6e28d825-fd0b-4a1e-b88e-f75dd0bf8a00-000000")
            .orElseThrow();
    private static final EnhancedStatus NO_USER = new EnhancedStatus(5, 1, 1);
    private static final String HEADERS =
            "From: Sender Name <sender@example.org>\r\nTo: ann@example.com\r\nSubject: Hello\r\n\r\n";

    private final FeedbackMail feedbackMail = new FeedbackMail(Outbox.DOMAIN);
    private final Mail mail =
            Outbox.mail(ABOUT, MailKind.SENT, Optional.of(Outbox.SENDER), "ann@example.com", "bob@example.net");

    @Test
    void aBounceHasTheFormOfSes() {
        Submission submission = bounce(HEADERS, recipient("ann@example.com", "smtp; 550 5.1.1 user unknown"));

        Golden.assertMatches("bounce.eml", text(submission.content()));
        assertThat(submission.mail().envelope().sender()).isEmpty();
        assertThat(submission.mail().envelope().recipients()).containsExactly(Outbox.SENDER);
        assertThat(submission.mail().kind()).isEqualTo(MailKind.FEEDBACK);
        assertThat(submission.mail().sizeBytes()).isEqualTo(submission.content().sizeBytes());
    }

    @Test
    void aBounceOfSeveralRecipientsNamesEachInItsOwnGroup() {
        String suppressed = "smtp; " + BounceClass.SUPPRESSED;

        Submission submission = bounce(
                HEADERS,
                recipient("ann@example.com", "smtp; 550 5.1.1 user unknown"),
                recipient("bob@example.net", suppressed));

        Golden.assertMatches("bounce-of-two.eml", text(submission.content()));
    }

    @Test
    void headersBeyondSevenBitAreQuoted() {
        String headers = "Subject: Gr\u00fc\u00dfe = \u4f60\u597d\nX-Long: " + "y".repeat(1_500) + "\n\nbody";

        Submission submission = bounce(headers, recipient("ann@example.com", "smtp; 550 5.1.1 caf\u00e9"));

        Golden.assertMatches("bounce-quoted-headers.eml", text(submission.content()));
        assertThat(new String(submission.content().bytes(), US_ASCII).lines())
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(998));
    }

    @Test
    void aComplaintHasTheFormOfSes() {
        Complaint complaint = new Complaint(
                ABOUT,
                Outbox.NOW,
                List.of("ann@example.com"),
                Optional.of("Yahoo!-Mail-Feedback/2.0"),
                Optional.of("abuse"),
                Optional.of(Outbox.NOW),
                Optional.empty(),
                HEADERS,
                Optional.of(Evidence.TRUSTED_REPORT));

        Submission submission = feedbackMail.complaint(ID, Outbox.NOW, mail, Outbox.SENDER, complaint);

        Golden.assertMatches("complaint.eml", text(submission.content()));
        assertThat(submission.mail().envelope().sender()).isEmpty();
    }

    @Test
    void aLineBreakInAValueStartsNoNewHeader() {
        Submission submission = bounce(HEADERS, recipient("ann@example.com", "smtp; 550\r\nX-Evil: yes\r\n\r\nx"));

        assertThat(text(submission.content())).contains("Diagnostic-Code: smtp; 550 X-Evil: yes x\r\n");
    }

    @Test
    void everyLineEndsWithCrLf() {
        String text = text(bounce("A: b\nC: d\n\n", recipient("ann@example.com", "smtp; 550 no"))
                .content());

        assertThat(text.replace("\r\n", "")).doesNotContain("\r").doesNotContain("\n");
    }

    @Test
    void itIsReadAsTheReportThatItTells() {
        Submission submission = bounce(
                HEADERS,
                recipient("ann@example.com", "smtp; 550 5.1.1 user unknown"),
                recipient("bob@example.net", "smtp; " + SmtpReply.of(550, "5.1.1 " + "long ".repeat(100))));

        Report report = Recognition.of(
                ReportReader.read(submission.content(), true), List.of("ann@example.com", "bob@example.net"));

        assertThat(report).isInstanceOfSatisfying(Report.Dsn.class, dsn -> {
            assertThat(dsn.reportingMta()).contains("dns; mx.example.com");
            assertThat(dsn.originalHeaders()).isEqualTo(HEADERS.substring(0, HEADERS.length() - 2));
            assertThat(dsn.with(Report.Action.FAILED))
                    .hasSize(2)
                    .allSatisfy((address, told) -> assertThat(told.status()).contains(NO_USER));
        });
    }

    private Submission bounce(String originalHeaders, BouncedRecipient... recipients) {
        Bounce bounce = new Bounce(
                ABOUT,
                Outbox.NOW,
                BounceType.Permanent,
                BounceSubType.General,
                List.of(recipients),
                "mx.example.com",
                Optional.empty(),
                originalHeaders,
                Optional.of(Evidence.TRUSTED_REPORT));
        return feedbackMail.bounce(ID, Outbox.NOW, mail, Outbox.SENDER, bounce);
    }

    private static BouncedRecipient recipient(String address, String diagnosticCode) {
        return new BouncedRecipient(address, "failed", NO_USER, diagnosticCode);
    }

    private static String text(Content content) {
        return new String(content.bytes(), US_ASCII);
    }
}
