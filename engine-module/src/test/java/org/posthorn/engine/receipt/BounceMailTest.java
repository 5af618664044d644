package org.posthorn.engine.receipt;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.posthorn.engine.mail.Content;
import org.posthorn.engine.mail.Envelope;
import org.posthorn.engine.mail.Mail;
import org.posthorn.engine.mail.MailKind;
import org.posthorn.engine.mail.MessageHeader;
import org.posthorn.engine.mail.MessageId;
import org.posthorn.engine.mail.Receipt;
import org.posthorn.engine.mail.SmtpClient;
import org.posthorn.engine.mail.Submission;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.mail.Verdicts;
import org.posthorn.engine.mail.Verdicts.Verdict;

class BounceMailTest {
    private static final Instant NOW = Instant.parse("2026-11-26T09:00:00Z");
    private static final MessageId ID = MessageId.parse("0100019a0d6d5a00-6e28d825-fd0b-4a1e-b88e-f75dd0bf8a00-000000")
            .orElseThrow();
    private static final ReceiptBounce.Recipient GONE =
            new ReceiptBounce.Recipient("gone@example.com", "5.1.1", "smtp; 550 5.1.1 Mailbox does not exist");

    private final BounceMail bounces = new BounceMail("mail.test");

    @Test
    void itIsAReportFromNobodyToTheEnvelopesSender() {
        Submission bounce = bounces.compose(
                ID,
                NOW,
                received("ann@far.test"),
                "From: other@far.test\r\nMessage-ID: <1.2@far.test>\r\nSubject: Hello\r\n\r\n",
                ReceiptBounce.of(List.of(GONE)));

        assertThat(bounce.mail().kind()).isEqualTo(MailKind.FEEDBACK);
        assertThat(bounce.mail().envelope()).isEqualTo(new Envelope("", List.of("ann@far.test")));
        assertThat(bounce.mail().feedbackTo()).isEmpty();
        assertThat(text(bounce)).isEqualTo("""
                Date: Thu, 26 Nov 2026 09:00:00 +0000
                From: MAILER-DAEMON@mail.test
                To: ann@far.test
                Subject: Delivery Status Notification (Failure)
                Message-ID: <0100019a0d6d5a00-6e28d825-fd0b-4a1e-b88e-f75dd0bf8a00-000000@mail.test>
                In-Reply-To: <1.2@far.test>
                References: <1.2@far.test>
                Auto-Submitted: auto-replied
                MIME-Version: 1.0
                Content-Type: multipart/report; report-type=delivery-status;
                \tboundary="=_0100019a0d6d5a00-6e28d825-fd0b-4a1e-b88e-f75dd0bf8a00-000000"

                --=_0100019a0d6d5a00-6e28d825-fd0b-4a1e-b88e-f75dd0bf8a00-000000
                Content-Type: text/plain; charset=us-ascii

                An error occurred while trying to deliver the mail to the following recipients:
                gone@example.com

                --=_0100019a0d6d5a00-6e28d825-fd0b-4a1e-b88e-f75dd0bf8a00-000000
                Content-Type: message/delivery-status

                Reporting-MTA: dns; mail.test
                Arrival-Date: Thu, 26 Nov 2026 08:00:00 +0000

                Final-Recipient: rfc822; gone@example.com
                Action: failed
                Status: 5.1.1
                Diagnostic-Code: smtp; 550 5.1.1 Mailbox does not exist

                --=_0100019a0d6d5a00-6e28d825-fd0b-4a1e-b88e-f75dd0bf8a00-000000
                Content-Type: text/rfc822-headers

                From: other@far.test
                Message-ID: <1.2@far.test>
                Subject: Hello

                --=_0100019a0d6d5a00-6e28d825-fd0b-4a1e-b88e-f75dd0bf8a00-000000--
                """.replace("\n", "\r\n"));
    }

    @Test
    void whatStrangersAndCallersWriteGetsNoLineOfItsOwn() {
        String evil = "x\r\nX-Evil: yes\r\n\r\n--=_" + ID;
        Submission bounce = bounces.compose(
                ID,
                NOW,
                received("ann@far.test"),
                "Message-ID: <a\u0000b@far.test>\r\n",
                new ReceiptBounce(
                        Optional.of("Us " + evil + " <bounce@example.com>"),
                        Optional.of("Nobody\u0007 here: caf\u00e9"),
                        Optional.of("dns; " + evil),
                        Optional.empty(),
                        List.of(new MessageHeader("X-Field", evil)),
                        List.of(new ReceiptBounce.Recipient(
                                "gone@example.com",
                                "failed",
                                evil,
                                Optional.of(evil),
                                Optional.of(evil),
                                Optional.of(NOW),
                                List.of(new MessageHeader("X-More", evil))))));

        String text = text(bounce);
        assertThat(text.lines()).noneMatch(line -> line.startsWith("X-Evil"));
        assertThat(text.lines().filter(line -> line.startsWith("--=_" + ID)))
                .as("the boundaries, and no more")
                .hasSize(4);
        assertThat(text)
                .contains("\r\nContent-Type: text/plain; charset=utf-8\r\n", "\r\nNobody  here: caf=C3=A9\r\n")
                .contains("\r\nRemote-MTA: x X-Evil: yes\r\n --=_" + ID + "\r\n")
                .contains("\r\nLast-Attempt-Date: Thu, 26 Nov 2026 09:00:00 +0000\r\n")
                .doesNotContain("In-Reply-To");
    }

    @Test
    void anAddressBeyondAsciiIsWrittenForSevenBit() {
        assertThat(BounceMail.typed("j\u00f6rg+x@b\u00fccher.example"))
                .isEqualTo("utf-8; j\\x{F6}rg\\x{2B}x@b\\x{FC}cher.example");
        assertThat(BounceMail.typed("\ud83d\ude00@x.test")).isEqualTo("utf-8; \\x{1F600}@x.test");
        assertThat(BounceMail.typed("a+b@x.test")).isEqualTo("rfc822; a+b@x.test");
    }

    @Test
    void theHeaderOfTheOriginalIsCut() {
        String headers = "Subject: " + "y".repeat(50) + "\r\n";
        Submission bounce = bounces.compose(
                ID, NOW, received("ann@far.test"), headers.repeat(1_000), ReceiptBounce.of(List.of(GONE)));

        assertThat(bounce.content().sizeBytes()).isBetween(BounceMail.HEADER_CHARS, BounceMail.HEADER_CHARS + 2_000);
    }

    @Test
    void theFieldsThatTellWhichMessageItIsAreKept() {
        String header =
                "Received: x\r\n by y\r\nMESSAGE-ID : <1@x>\r\nSubject: a\r\n b\r\nSubject: second\r\nno field\r\n"
                        + "From: " + "x".repeat(3_000) + "\r\nTo: ann@x.test\r\n\r\nDate: of the body\r\n";

        assertThat(OriginalFields.telling(Content.of(header)))
                .isEqualTo("MESSAGE-ID : <1@x>\r\nSubject: a\r\n b\r\nTo: ann@x.test\r\n");
        assertThat(OriginalFields.messageId("Message-Id:\r\n <a.b@c.d>\r\nX: y\r\n"))
                .contains("<a.b@c.d>");
        for (String odd : List.of("<a b@c>", "a@b", "<a@b> <c@d>", "<@>", "<a@>", "<<a@b>", "<a@b", "", "<\u00e9@b>")) {
            assertThat(OriginalFields.messageId("Message-ID: " + odd + "\r\n"))
                    .as(odd)
                    .isEmpty();
        }
    }

    @Test
    void anIdOfABounceFollowsFromTheOriginal() {
        MessageId other = new MessageId(ID.regionAndTime(), ID.high(), ID.low() + 1);

        assertThat(ID.derived("bounce")).isEqualTo(ID.derived("bounce")).isNotEqualTo(ID);
        assertThat(ID.derived("bounce")).isNotEqualTo(ID.derived("bounce 2")).isNotEqualTo(other.derived("bounce"));
        assertThat(ID.derived("bounce").acceptedAt()).isEqualTo(ID.acceptedAt());
        assertThat(MessageId.parse(ID.derived("bounce").toString())).contains(ID.derived("bounce"));
    }

    private static Mail received(String sender) {
        Verdicts verdicts = new Verdicts(
                Verdict.PASS, Verdict.GRAY, Verdict.GRAY, Optional.empty(), Verdict.DISABLED, Verdict.DISABLED);
        Instant arrived = NOW.minusSeconds(3_600);
        return Mail.received(
                MessageId.next("us-east-1", arrived),
                new Tenant("123456789012", "us-east-1"),
                arrived,
                new Envelope(sender, List.of("gone@example.com")),
                100,
                new Receipt(
                        new SmtpClient("192.0.2.1", "far.test", Optional.empty()), verdicts, true, Optional.empty()));
    }

    private static String text(Submission submission) {
        return new String(submission.content().bytes(), StandardCharsets.US_ASCII);
    }
}
