package org.posthorn.feedback;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.posthorn.engine.event.KeptReports;
import org.posthorn.engine.mail.Content;
import org.posthorn.engine.mail.Mail;
import org.posthorn.engine.mail.MailKind;
import org.posthorn.engine.mail.ReceivedMail;
import org.posthorn.engine.settings.KeptReport;

class UnmatchedTest {
    private final Outbox outbox = new Outbox();
    private final FeedbackReceiver receiver = outbox.receiver();

    @Test
    void thePostmasterGetsACopyFromTheNullSenderAndTheReportIsKept() throws Exception {
        report(Content.of("Subject: Complaint\r\n\r\nabout something\r\n"));

        assertThat(outbox.kept().list()).singleElement().satisfies(report -> {
            assertThat(report.number()).isEqualTo(1);
            assertThat(report.why()).isEqualTo("it names no message of ours");
            assertThat(report.toPostmaster()).isTrue();
        });
        Mail copy = outbox.feedbackMail().getFirst();
        assertThat(copy.envelope().sender()).isEmpty();
        assertThat(copy.envelope().recipients()).containsExactly(Outbox.POSTMASTER);
        assertThat(outbox.content(copy))
                .contains("Auto-Submitted: auto-generated\r\n", "posthorn reports show 1\r\n")
                .containsSubsequence(
                        "Content-Type: message/rfc822\r\n",
                        "\r\n\r\nSubject: Complaint\r\n\r\nabout something\r\n",
                        "\r\n--=_");
    }

    @Test
    void whatIsNotPlainTextGoesToThePostmasterAsAFile() throws Exception {
        report(new Content("Subject: \u00e4\r\n\r\n\u00fc\r\n".getBytes(StandardCharsets.ISO_8859_1)));
        report(Content.of("X: " + "y".repeat(1_000) + "\r\n\r\n"));
        report(Content.of("X: bare\nline end\r\n\r\n"));

        for (Mail copy : outbox.feedbackMail()) {
            String text = outbox.content(copy);
            assertThat(text).contains("Content-Transfer-Encoding: base64\r\n").doesNotContain("message/rfc822");
            assertThat(text.lines().allMatch(line -> line.length() <= 998)).isTrue();
            assertThat(text.chars().allMatch(c -> c < 128)).isTrue();
        }
        assertThat(outbox.feedbackMail()).hasSize(3);
    }

    @Test
    void onlyTheBeginningOfAVeryLargeReportIsKeptAndSentOn() throws Exception {
        byte[] large =
                ("Subject: large\r\n\r\n" + "0123456789abcdef\r\n".repeat(1 << 16)).getBytes(StandardCharsets.US_ASCII);
        report(new Content(large));

        assertThat(outbox.kept().list()).extracting(KeptReport::sizeBytes).containsExactly(large.length);
        assertThat(outbox.kept().content(1).orElseThrow().sizeBytes()).isEqualTo(KeptReports.MOST_BYTES);
        assertThat(outbox.content(outbox.feedbackMail().getFirst()))
                .contains("Size:     " + large.length + " bytes; the first 131072 are attached\r\n")
                .hasSizeLessThan(KeptReports.MOST_BYTES + 4_096);
    }

    @Test
    void aFloodOfThemReachesThePostmasterNoMoreThanTwentyTimesAnHour() {
        for (int i = 0; i < 50; i++) {
            report(Content.of("Subject: number " + i + "\r\n\r\n"));
        }

        assertThat(outbox.feedbackMail()).hasSize(Unmatched.COPIES_AN_HOUR);
        assertThat(outbox.kept().list()).hasSize(50);
        assertThat(outbox.kept().list().stream().filter(KeptReport::toPostmaster))
                .hasSize(Unmatched.COPIES_AN_HOUR);
        assertThat(receiver.unmatched()).isEqualTo(50);
    }

    @Test
    void aCopyThatComesBackMakesNoOther() throws Exception {
        report(Content.of("Subject: one\r\n\r\n"));
        report(Content.of(outbox.content(outbox.feedbackMail().getFirst())));

        assertThat(outbox.kept().list()).hasSize(2);
        assertThat(outbox.feedbackMail()).hasSize(1);
    }

    @Test
    void strangersWordsCannotAddFieldsToTheCopy() throws Exception {
        ReceivedMail mail = new ReceivedMail(
                "a\r\nBcc: x@y.test\r\n\r\n@x.test",
                List.of("fbl@" + Outbox.DOMAIN),
                Content.of("Subject: a\r\n\r\n"),
                "192.0.2.99");
        assertThat(receiver.receive(mail)).hasToString("250 2.0.0 Ok");

        assertThat(outbox.content(outbox.feedbackMail().getFirst())).doesNotContain("\nBcc:");
    }

    @Test
    void whatAProgramWroteToASenderWhoAskedForNothingIsKept() {
        Mail mail = outbox.submit(MailKind.SENT, Optional.empty(), "ann@example.com");
        ReceivedMail unreadable = new ReceivedMail(
                "", List.of(mail.envelope().sender()), Content.of("Subject: hm\r\n\r\nbeep\r\n"), "192.0.2.99");

        assertThat(receiver.receive(unreadable)).hasToString("250 2.0.0 Ok");

        assertThat(outbox.kept().list())
                .singleElement()
                .extracting(KeptReport::why)
                .isEqualTo("it is no report that can be read, and the sender of its message takes no answers");
    }

    private void report(Content content) {
        assertThat(receiver.receive(new ReceivedMail("", List.of("fbl@" + Outbox.DOMAIN), content, "192.0.2.99")))
                .hasToString("250 2.0.0 Ok");
    }
}
