package org.posthorn.feedback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.posthorn.engine.event.MailEvent;
import org.posthorn.engine.event.MailEvent.Bounce;
import org.posthorn.engine.mail.Content;
import org.posthorn.engine.mail.Mail;
import org.posthorn.engine.mail.ReceivedMail;

/// Reports made to break a parser: each is answered in bounded time, none makes up an event.
class HostileReportTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final String REPORT_HEAD = """
            From: MAILER-DAEMON@relay.example.net
            Content-Type: multipart/report; report-type=delivery-status; boundary=b1

            """;

    /// Bounces in words, put together at random: whatever comes out names recipients of the message only.
    @RepeatedTest(100)
    void textInPiecesOfDialectsIsReadInBoundedTime(RepetitionInfo round) throws Exception {
        Random random = new Random(round.getCurrentRepetition());
        String[] pieces = {
            "Hi. This is the qmail-send program at a.example.\n",
            "I'm afraid I wasn't able to deliver your message to the following addresses.\n",
            "This is a permanent error; I've given up.\n",
            "   ----- The following addresses had permanent fatal errors -----\n",
            "   ----- Transcript of session follows -----\n",
            "Delivery to the following recipient failed permanently:\n",
            "<ann@example.com>:\n",
            "<eve@elsewhere.example>:\n",
            "     ann@example.com\n",
            "550 5.1.1 unknown\n",
            "\n",
            " ".repeat(5_000) + "\n",
            "<".repeat(3_000) + "@\n",
            "--- Below this line is a copy of the message.\n",
        };
        StringBuilder text = new StringBuilder("Subject: failure\n\n");
        for (int i = 0; i < 30; i++) {
            text.append(pieces[random.nextInt(pieces.length)]);
        }
        Mail mail = outbox.send("ann@example.com", "bob@example.com");
        assertTimeoutPreemptively(
                LIMIT,
                () -> assertThat(receiver.receive(Sample.received(text.toString(), mail))
                                .code())
                        .isEqualTo(250));
        assertThat(outbox.feedbackEvents())
                .allSatisfy(event -> assertThat(((MailEvent.Bounce) event).recipients())
                        .extracting(MailEvent.BouncedRecipient::address)
                        .containsExactly("ann@example.com"));
    }

    private final Outbox outbox = new Outbox();
    private final FeedbackReceiver receiver = outbox.receiver();

    static Stream<Named<String>> mailInTheShapeOfReports() {
        return Stream.of(
                Named.of("nothing at all", ""),
                Named.of("only a blank line", "\n"),
                Named.of("no blank line", "Subject: x"),
                Named.of("nested 5,000 deep", nested(5_000)),
                Named.of("100,000 header fields", "X-A: b\n".repeat(100_000) + "\nbody\n"),
                Named.of("one header field of 5 MB", "Subject: " + "a".repeat(5_000_000) + "\n\nbody\n"),
                Named.of("one field folded 200,000 times", "Subject: a\n" + " b\n".repeat(200_000) + "\nbody\n"),
                Named.of("100,000 empty parts", REPORT_HEAD + "--b1\n\n".repeat(100_000)),
                Named.of("a boundary of 100 KB", REPORT_HEAD.replace("b1", "\"" + "b".repeat(100_000) + "\"")),
                Named.of("no boundary", REPORT_HEAD.replace("; boundary=b1", "") + "--b1\n\nx\n--b1--\n"),
                Named.of(
                        "an unknown charset",
                        report("message/delivery-status; charset=\"x-no-such\"", "\u00ff\u00fe\n")),
                Named.of(
                        "broken base64",
                        report("message/delivery-status\nContent-Transfer-Encoding: base64", "=%!@=\n")),
                Named.of(
                        "an unknown encoding",
                        report("message/delivery-status\nContent-Transfer-Encoding: x-z", "a\n")),
                Named.of("fields without names", report("message/delivery-status", ":\n: :\n \n\t\n:::\n")),
                Named.of("an action of 1 MB", status("Action: " + "failed".repeat(170_000))),
                Named.of("NULs", "\0".repeat(10_000)),
                Named.of("a feedback report without a type", report("message/feedback-report", "Version: 1\n")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("mailInTheShapeOfReports")
    void isMailLikeAnyOther(String text) throws Exception {
        Mail mail = outbox.send("ann@example.com");
        ReceivedMail received = Sample.received(text, mail);

        int code = assertTimeoutPreemptively(
                LIMIT, () -> receiver.receive(received).code());

        assertThat(code).isEqualTo(250);
        assertThat(outbox.feedbackEvents()).isEmpty();
        assertThat(outbox.feedbackMail()).hasSize(1);
    }

    @Test
    void aReportWithTenThousandRecipientsIsReadUpToItsLimit() throws Exception {
        Mail mail = outbox.send("ann@example.com", "bob@example.com");
        String group = "\nFinal-Recipient: rfc822; nobody@example.com\nAction: failed\nStatus: 5.1.1\n";
        String text = report(
                "message/delivery-status",
                "Reporting-MTA: dns; x\n\nFinal-Recipient: rfc822; bob@example.com\nAction: failed\n"
                        + group.repeat(10_000));

        int code = assertTimeoutPreemptively(
                LIMIT, () -> receiver.receive(Sample.received(text, mail)).code());

        assertThat(code).isEqualTo(250);
        assertThat(outbox.feedbackEvents())
                .singleElement()
                .satisfies(event -> assertThat(((Bounce) event).recipients())
                        .extracting(MailEvent.BouncedRecipient::address)
                        .containsExactly("bob@example.com"));
    }

    @Test
    void controlCharactersAndLengthOfADiagnosticAreTamed() throws Exception {
        Mail mail = outbox.send("ann@example.com");
        String text =
                status("Action: failed\nDiagnostic-Code: smtp; 550 \u001b[31m\r\u0007caf\u00e9 " + "x".repeat(5_000));

        receiver.receive(Sample.received(text, mail));

        assertThat(outbox.feedbackEvents()).singleElement().satisfies(event -> {
            String diagnostic = ((Bounce) event).recipients().getFirst().diagnosticCode();
            assertThat(diagnostic).startsWith("smtp; 550 [31m").hasSizeLessThanOrEqualTo(1_000);
            assertThat(diagnostic.chars()).allMatch(c -> c >= ' ' && c < 127);
        });
    }

    @Test
    void aReportCutAnywhereMakesTheRightBounceOrNone() throws Exception {
        byte[] whole = Sample.of("postfix-unknown-user", outbox.send("ann@example.com"))
                .content()
                .bytes();
        for (int length = 0; length < whole.length; length += 23) {
            Mail mail = outbox.send("ann@example.com");
            int code = receive(Arrays.copyOf(whole, length), mail);
            assertThat(code).as("cut at %d", length).isEqualTo(250);
        }
        assertThat(outbox.feedbackEvents())
                .isNotEmpty()
                .allSatisfy(event -> assertThat(((Bounce) event).recipients())
                        .extracting(MailEvent.BouncedRecipient::address)
                        .containsExactly("ann@example.com"));
    }

    @Test
    void aReportWithBytesTurnedIsAlwaysAnswered() {
        byte[] whole = Sample.of("gmail-over-quota", outbox.send("ann@gmail.example"))
                .content()
                .bytes();
        Random random = new Random(20261124);
        for (int round = 0; round < 300; round++) {
            byte[] turned = whole.clone();
            for (int i = 0; i < 40; i++) {
                turned[random.nextInt(turned.length)] = (byte) random.nextInt(256);
            }
            assertThat(receive(turned, outbox.send("ann@gmail.example"))).isEqualTo(250);
        }
    }

    private int receive(byte[] bytes, Mail about) {
        String to = about.envelope().sender();
        return receiver.receive(new ReceivedMail("", List.of(to), new Content(bytes), "192.0.2.99"))
                .code();
    }

    private static String report(String type, String body) {
        return REPORT_HEAD + "--b1\nContent-Type: text/plain\n\nx\n--b1\nContent-Type: " + type + "\n\n" + body
                + "\n--b1--\n";
    }

    private static String status(String fields) {
        return report(
                "message/delivery-status",
                "Reporting-MTA: dns; x\n\nFinal-Recipient: rfc822; ann@example.com\n" + fields + "\n");
    }

    private static String nested(int depth) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < depth; i++) {
            text.append("Content-Type: multipart/report; boundary=b")
                    .append(i)
                    .append("\n\n--b")
                    .append(i)
                    .append('\n');
        }
        return text.append("Content-Type: message/delivery-status\n\nAction: failed\n")
                .toString();
    }
}
