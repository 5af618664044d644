package org.posthorn.engine.send;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.posthorn.engine.Limits;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.delivery.Lease;
import org.posthorn.engine.mail.MessageId;
import org.posthorn.engine.mail.MessageTag;

/// Mail that the caller composed.
class RawSendingTest {
    private final SendingRig rig = new SendingRig();

    @Test
    void rawMailPassesByteForByteButForWhatSesReplaces() throws Exception {
        String raw =
                "Received: from x\r\nBcc: hidden@x.test\r\nFrom: a@example.com\r\nX-Custom:  two  blanks \r\n\tfolded\r\n"
                        + "To: b@x.test\r\nMessage-ID: <mine@x>\r\nDate: Mon, 1 Jan 2001 00:00:00 +0000\r\nReturn-Path: <r@example.com>\r\n"
                        + "X-SES-MESSAGE-TAGS: n1=v1, n2=v2\r\nSubject: \u00fc raw\r\n\r\n.\r\n..body \u00fc\r\n\r\n";
        MessageId id = rig.sendRaw(SendingRig.raw(Optional.empty(), List.of(), raw));
        Lease lease = rig.lease();
        assertThat(lease.addresses()).containsExactly("b@x.test", "hidden@x.test");
        assertThat(lease.mail().tags()).containsExactly(new MessageTag("n1", "v1"), new MessageTag("n2", "v2"));
        assertThat(lease.mail().feedbackTo()).contains("r@example.com");
        assertThat(new String(lease.content().bytes(), StandardCharsets.UTF_8))
                .isEqualTo("Received: from x\r\nFrom: a@example.com\r\nX-Custom:  two  blanks \r\n\tfolded\r\n"
                        + "To: b@x.test\r\nSubject: \u00fc raw\r\nMessage-ID: <" + id + "@mail.test>\r\n"
                        + "Date: Tue, 24 Nov 2026 12:00:00 +0000\r\n\r\n.\r\n..body \u00fc\r\n\r\n");
    }

    @Test
    void destinationsAndSourceOfTheCallWinOverTheHeaders() throws Exception {
        rig.sendRaw(SendingRig.raw(
                Optional.of("bounces@example.com"),
                List.of("real@x.test"),
                "From: a@example.com\nTo: shown@x.test\n\nbare line feeds\n"));
        Lease lease = rig.lease();
        assertThat(lease.addresses()).containsExactly("real@x.test");
        assertThat(lease.mail().feedbackTo()).contains("bounces@example.com");
        assertThat(new String(lease.content().bytes(), StandardCharsets.UTF_8))
                .startsWith("From: a@example.com\r\nTo: shown@x.test\r\nMessage-ID:")
                .endsWith("\r\n\r\nbare line feeds\r\n");
    }

    /// Basis: API reference of SendRawEmail, "If you do not provide a value for this parameter, you must specify a From
    /// address in the raw text", and a recording of the real service that takes an empty message with Source and
    /// Destinations. The From field that goes out is a guess.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"''|''", "To: shown@x.test\\n\\nhi|To: shown@x.test", "\\nhi|''"})
    void sourceStandsForAFromHeaderThatIsNotThere(String raw, String headers) throws Exception {
        rig.sendRaw(SendingRig.raw(
                Optional.of("Shop <a@example.com>"), List.of("real@x.test"), raw.replace("\\n", "\r\n")));
        Lease lease = rig.lease();
        assertThat(lease.addresses()).containsExactly("real@x.test");
        assertThat(lease.mail().source()).isEqualTo("Shop <a@example.com>");
        assertThat(new String(lease.content().bytes(), StandardCharsets.UTF_8))
                .startsWith("From: a@example.com\r\n" + (headers.isEmpty() ? "" : headers + "\r\n") + "Message-ID: ")
                .endsWith("+0000\r\n\r\n" + (raw.endsWith("hi") ? "hi" : ""));
    }

    @Test
    void sourceStandsForNoFromHeaderThatIsEmptyOrOfMailThatCameOverSmtp() {
        assertThatThrownBy(() -> rig.sendRaw(
                        SendingRig.raw(Optional.of("a@example.com"), List.of("b@x.test"), "From: \r\n\r\nx")))
                .hasMessage("Empty required header 'From'.");
        assertThatThrownBy(() -> rig.sender()
                        .send(
                                SendingRig.CALLER,
                                Sender.SMTP,
                                SendingRig.raw(
                                        Optional.of("a@example.com"), List.of("b@x.test"), "To: b@x.test\r\n\r\nx")))
                .hasMessage("Missing required header 'From'.");
        assertThatThrownBy(() -> rig.sendRaw(SendingRig.raw(Optional.of("a@example.com"), List.of(), "")))
                .hasMessage("Missing required header 'To'.");
    }

    // SES's texts, as its users quote them.
    @ParameterizedTest(name = "{1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "To: b@x.test\\n\\nx|Missing required header 'From'.",
                "From: a@example.com\\n\\nx|Missing required header 'To'.",
                "From: a@example.com\\nTo: b@x.test\\nTo: c@x.test\\nSubject: 1\\nSubject: 2\\n\\nx|Duplicate header 'Subject'.",
                "From: a@example.com\\nno colon here\\n\\nx|Illegal header 'no colon here'.",
                "From: a@example.com\\nbad name: x\\n\\nx|Illegal header 'bad name'.",
                "From: a@example.com\\n: x\\n\\nx|Empty header names are illegal.",
                "From: a@\\nTo: b@x.test\\n\\nx|Missing domain",
                "From: nobody\\nTo: b@x.test\\n\\nx|Missing final '@domain'",
                "From: a@example.com\\nTo: b c@x.test\\n\\nx|Local address contains control or whitespace",
                "From: a@example.com\\nTo: b@x.test\\nContent-Type: application/x; name=\"a.EXE\"\\n\\nx|Illegal filename 'a.EXE'.",
                "From: a@example.com\\nTo: b@x.test\\nContent-Type: multipart; name=a\\n\\nx|Expected '/', got ;",
                "From: a@example.com\\nTo: b@x.test\\nContent-Type: multipart/mixed\\n\\nx|Missing start boundary"
            })
    void malformedRawMailIsRefusedInSessWords(String raw, String message) {
        assertThatThrownBy(() -> rig.sendRaw(SendingRig.raw(Optional.empty(), List.of(), raw.replace("\\n", "\r\n"))))
                .isInstanceOfSatisfying(
                        SesException.class, e -> assertThat(e.error()).isEqualTo(SesError.INVALID_PARAMETER_VALUE))
                .hasMessage(message);
    }

    @Test
    void bannedAttachmentsAreFoundInNestedParts() {
        String raw =
                "From: a@example.com\r\nTo: b@x.test\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=o\r\n\r\n"
                        + "--o\r\nContent-Type: multipart/mixed; boundary=i\r\n\r\n--i\r\nContent-Type: application/octet-stream\r\n"
                        + "Content-Disposition: attachment; filename*=UTF-8''a%2Evbs\r\n\r\nx\r\n--i--\r\n--o--\r\n";
        assertThatThrownBy(() -> rig.sendRaw(SendingRig.raw(Optional.empty(), List.of(), raw)))
                .hasMessage("Illegal filename 'a.vbs'.");
        assertThat(rig.sendRaw(SendingRig.raw(Optional.empty(), List.of(), raw.replace("a%2Evbs", "a%2Epdf"))))
                .isNotNull();
    }

    @Test
    void partsNestedTooDeepAreRefused() {
        StringBuilder raw = new StringBuilder("From: a@example.com\r\nTo: b@x.test\r\n");
        for (int i = 0; i < 200; i++) {
            raw.append("Content-Type: multipart/mixed; boundary=b" + i + "\r\n\r\n--b" + i + "\r\n");
        }
        assertThatThrownBy(() -> rig.sendRaw(SendingRig.raw(Optional.empty(), List.of(), raw.toString())))
                .hasMessage("Illegal content.");
    }

    @Test
    void rawMailOverTheLimitIsRefusedWithItsLength() {
        String raw = "From: a@example.com\r\nTo: b@x.test\r\n\r\n" + "x".repeat(Limits.API_MESSAGE_BYTES);
        assertThatThrownBy(() -> rig.sendRaw(SendingRig.raw(Optional.empty(), List.of(), raw)))
                .hasMessage("Message length is more than 10485760 bytes long: '" + raw.length() + "'.");
    }

    @Test
    void fromSenderAndSourceMustAllBeVerified() {
        assertThatThrownBy(() -> rig.sendRaw(SendingRig.raw(
                        Optional.of("s@one.test"),
                        List.of(),
                        "From: F <f@two.test>\r\nSender: x@three.test\r\nTo: b@x.test\r\n\r\nx")))
                .hasMessage(
                        "Email address is not verified. The following identities failed the check in region US-EAST-1: "
                                + "s@one.test, F <f@two.test>, x@three.test");
    }
}
