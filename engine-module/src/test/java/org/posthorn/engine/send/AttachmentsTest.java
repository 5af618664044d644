package org.posthorn.engine.send;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.mail.BodyPart;
import jakarta.mail.internet.ContentType;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.internet.MimePart;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.event.EventLog;
import org.posthorn.engine.event.MailEvent;
import org.posthorn.engine.mail.Content;
import org.posthorn.engine.mail.MessageId;
import org.posthorn.engine.mime.Attachment;
import org.posthorn.engine.mime.TransferEncoding;

/// Files of a message in parts, and pictures of its HTML.
class AttachmentsTest {
    private static final byte[] PICTURE = new byte[3_000];

    static {
        new Random(1).nextBytes(PICTURE);
    }

    private final SendingRig rig = new SendingRig();
    private Content last = Content.of("");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "report.pdf",
                "\u00dcbersicht 2026.pdf",
                "\u8acb\u6c42\u66f8\u3001\u4eca\u6708\u306e\u3082\u306e\u3092\u304a\u9001\u308a\u3057\u307e\u3059\u3002\u3054\u78ba\u8a8d\u304f\u3060\u3055\u3044.pdf",
                "a \"quoted\" \\ name; x=y.pdf",
                "a  very long name of a file that somebody has in the English language, and with two  blanks.pdf"
            })
    void aFileOfAnyNameArrivesByteForByte(String name) throws Exception {
        MimeMessage sent = sent(parts(List.of(Attachment.of(name, PICTURE))));
        MimeMultipart mixed = (MimeMultipart) sent.getContent();
        assertThat(mixed.getContentType()).startsWith("multipart/mixed;");
        assertThat(mixed.getCount()).isEqualTo(2);
        assertThat(mixed.getBodyPart(0).getContentType()).startsWith("text/plain");
        BodyPart file = mixed.getBodyPart(1);
        assertThat(file.getFileName()).isEqualTo(name);
        assertThat(file.getDisposition()).isEqualTo("attachment");
        assertThat(file.getContentType()).startsWith("application/pdf;");
        assertThat(bytes(file)).isEqualTo(PICTURE);
        assertLinesAreShort();
    }

    @Test
    void aNameEndsNoFieldAndAnUnknownKindIsBytes() throws Exception {
        BodyPart file = file(Attachment.of("a\r\nBcc: evil@x.test\r\n\r\nx.unknownkind", PICTURE));
        assertThat(file.getFileName()).isEqualTo("a  Bcc: evil@x.test    x.unknownkind");
        assertThat(file.getHeader("Bcc")).isNull();
        assertThat(file.getContentType()).startsWith("application/octet-stream;");
    }

    @Test
    void picturesOfTheHtmlStandWithItAndFilesBeside() throws Exception {
        Body.Parts body = new Body.Parts(
                Text.utf8("s"),
                Optional.of(Text.utf8("plain")),
                Optional.of(Text.utf8("<img src=\"cid:logo@example.com\">")),
                List.of(),
                List.of(
                        Attachment.inline("logo.png", "logo@example.com", PICTURE),
                        Attachment.of("terms.txt", "terms\r\n".getBytes(StandardCharsets.UTF_8)),
                        Attachment.inline("other.gif", "<other>", PICTURE)));
        MimeMultipart mixed = (MimeMultipart) sent(body).getContent();
        MimeMultipart alternative = (MimeMultipart) mixed.getBodyPart(0).getContent();
        assertThat(alternative.getContentType()).startsWith("multipart/alternative;");
        assertThat(alternative.getBodyPart(0).getContent()).isEqualTo("plain");
        MimeMultipart related = (MimeMultipart) alternative.getBodyPart(1).getContent();
        assertThat(related.getContentType()).startsWith("multipart/related; type=\"text/html\";");
        assertThat(related.getCount()).isEqualTo(3);
        assertThat(related.getBodyPart(0).getContent()).isEqualTo("<img src=\"cid:logo@example.com\">");
        MimePart logo = (MimePart) related.getBodyPart(1);
        assertThat(logo.getContentID()).isEqualTo("<logo@example.com>");
        assertThat(logo.getDisposition()).isEqualTo("inline");
        assertThat(logo.getContentType()).startsWith("image/png;");
        assertThat(((MimePart) related.getBodyPart(2)).getContentID()).isEqualTo("<other>");
        assertThat(mixed.getCount()).isEqualTo(2);
        assertThat(mixed.getBodyPart(1).getContent()).isEqualTo("terms\r\n");
    }

    @ParameterizedTest
    @CsvSource({
        ", 'plain\r\ntext\r\n', 7bit",
        ", 'bare\nlines\n', base64",
        "SEVEN_BIT, '\u00fc', base64",
        "BASE64, 'plain\r\n', base64",
        "QUOTED_PRINTABLE, '\u00fc\r\ntext \r\n', quoted-printable",
        "QUOTED_PRINTABLE, 'a\nb\r\u00fc ', quoted-printable"
    })
    void aFileIsWrittenAsAskedWhereThatBringsEveryByteThrough(TransferEncoding asked, String text, String written)
            throws Exception {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        BodyPart file = file(new Attachment(
                bytes,
                "a.txt",
                Optional.of("text/x-own; charset=utf-8"),
                false,
                Optional.empty(),
                Optional.of("Beschreibung, \u00fcbrigens"),
                Optional.ofNullable(asked)));
        assertThat(file.getHeader("Content-Transfer-Encoding")).containsExactly(written);
        assertThat(bytes(file)).isEqualTo(bytes);
        assertThat(file.getContentType()).isEqualTo("text/x-own; charset=utf-8; name=\"a.txt\"");
        assertThat(file.getDescription()).isEqualTo("Beschreibung, \u00fcbrigens");
    }

    // Of the texts only that for the name is SES's.
    @Test
    void filesThatCanNotBeCarriedAreRefused() {
        assertRefused(parts(List.of(Attachment.of("run.EXE", PICTURE))), "Illegal filename 'run.EXE'.");
        assertRefused(parts(List.of(typed("nothing"))), "Expected '/', got null");
        assertRefused(parts(List.of(typed("text/plain\r\nBcc: x"))), "Invalid content type <text/plain\r\nBcc: x>.");
        assertRefused(parts(List.of(Attachment.inline("a.png", "a b", PICTURE))), "Invalid content id <a b>.");
        assertRefused(parts(Collections.nCopies(501, Attachment.of("a.png", PICTURE))), "Illegal content.");
    }

    @Test
    void aLongTypeIsFoldedAndStaysOneField() throws Exception {
        String type = "application/vnd.example.some-long-name+json; profile=\"https://example.com/profiles/one\"";
        BodyPart file = file(typed(type + "; charset=utf-8; version=\"1 2 3\""));
        ContentType read = new ContentType(file.getContentType());
        assertThat(read.getParameter("profile")).isEqualTo("https://example.com/profiles/one");
        assertThat(read.getParameter("version")).isEqualTo("1 2 3");
        assertThat(read.getParameter("name")).isEqualTo("a.bin");
        assertThat(bytes(file)).isEqualTo(PICTURE);
    }

    @Test
    void whatCallsItselfPartsIsBytes() throws Exception {
        assertThat(file(typed("multipart/mixed; boundary=x")).getContentType()).startsWith("application/octet-stream;");
        assertThat(file(typed("message/rfc822")).getContentType()).startsWith("application/octet-stream;");
        byte[] mail = "From: a@example.com\r\n\r\nx".getBytes(StandardCharsets.UTF_8);
        assertThat(file(new Attachment(
                                mail,
                                "a.eml",
                                Optional.of("message/rfc822"),
                                false,
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty()))
                        .getContentType())
                .startsWith("message/rfc822;");
    }

    @Test
    void aFileThatAScannerRejectsIsRejectedAfterItWasAccepted() throws Exception {
        String virus = "X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + "EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*";
        MessageId id = send(parts(List.of(Attachment.of("a.txt", virus.getBytes(StandardCharsets.UTF_8)))));
        assertThat(rig.engine().store().queue().lease(1, Duration.ZERO)).isEmpty();
        assertThat(rig.engine().store().events().readAfter(0, 10, Duration.ZERO))
                .extracting(EventLog.Entry::event)
                .anySatisfy(event -> assertThat(event).isInstanceOfSatisfying(MailEvent.Reject.class, reject -> {
                    assertThat(reject.messageId()).isEqualTo(id);
                    assertThat(reject.reason()).isEqualTo("Bad content");
                }));
    }

    private static Attachment typed(String type) {
        return new Attachment(
                PICTURE, "a.bin", Optional.of(type), false, Optional.empty(), Optional.empty(), Optional.empty());
    }

    private BodyPart file(Attachment attachment) throws Exception {
        return ((MimeMultipart) sent(parts(List.of(attachment))).getContent()).getBodyPart(1);
    }

    private static byte[] bytes(BodyPart part) throws Exception {
        return part.getInputStream().readAllBytes();
    }

    private void assertRefused(Body body, String text) {
        assertThatThrownBy(() -> send(body))
                .isInstanceOfSatisfying(
                        SesException.class, e -> assertThat(e.error()).isEqualTo(SesError.INVALID_PARAMETER_VALUE))
                .hasMessage(text);
    }

    private MimeMessage sent(Body body) throws Exception {
        send(body);
        last = rig.lease().content();
        return SendingRig.parsed(last);
    }

    /// RFC 5322 §2.1.1; a Message-ID is never folded.
    private void assertLinesAreShort() {
        assertThat(new String(last.bytes(), StandardCharsets.UTF_8).split("\r\n"))
                .filteredOn(line -> line.length() > 78 && !line.startsWith("Message-ID: "))
                .isEmpty();
    }

    private MessageId send(Body body) {
        return rig.send(new Email(Addressing.of("a@example.com", List.of("b@x.test")), body, Handling.PLAIN));
    }

    private static Body.Parts parts(List<Attachment> attachments) {
        return new Body.Parts(Text.utf8("s"), Optional.of(Text.utf8("t")), Optional.empty(), List.of(), attachments);
    }
}
