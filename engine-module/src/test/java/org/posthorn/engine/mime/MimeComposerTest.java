package org.posthorn.engine.mime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.internet.MimeUtility;
import java.io.ByteArrayInputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.posthorn.engine.Golden;
import org.posthorn.engine.mail.Address;
import org.posthorn.engine.mail.Content;
import org.posthorn.engine.mail.MessageId;

class MimeComposerTest {
    private static final Instant DATE = Instant.parse("2026-11-24T06:05:04.003Z");
    private static final MessageId ID = MessageId.parse("0100019ab3c4d5e6-159ad6eb-077c-46e6-ad09-ae7c05925ed4-000000")
            .orElseThrow();

    private final MimeComposer composer = new MimeComposer("mail.example.com");

    @Test
    void onePlainTextIsASinglePart() {
        golden("text", mail("Hello", Optional.of("First line\nSecond line\r\n"), Optional.empty()));
    }

    @Test
    void textAndHtmlBecomeAlternativesWithTheTextFirst() {
        golden("alternative", mail("Hello", Optional.of("text"), Optional.of("<p>html</p>")));
    }

    @Test
    void mostlyAsciiTextIsQuotedPrintableAndTheSubjectAnEncodedWord() {
        golden(
                "quoted-printable",
                mail("Grüße aus Köln", Optional.of("Viele Grüße = alles Gute\n.\nFrom here"), Optional.empty()));
    }

    @Test
    void otherScriptsAreBase64() {
        golden("base64", mail("こんにちは世界", Optional.of("こんにちは世界。".repeat(10)), Optional.empty()));
    }

    @Test
    void everyTextComesBackAsItWas() throws Exception {
        for (String text : List.of(
                "",
                "a",
                "a\r\n",
                "ü",
                "=\r\n=",
                ".",
                "..\r\n.\r\n",
                "x".repeat(5_000),
                "é".repeat(3_000),
                "tab\tand  blanks  \r\nend ",
                "nul\u0000and\u0007bell",
                "𝄞 clef",
                "mixed ü\r\n\r\n\r\nend\r\n")) {
            Content content = composer.compose(ID, DATE, mail("s", Optional.of(text), Optional.empty()));
            assertFits(content);
            String back = (String) parsed(content).getContent();
            // A message ends with a line break, whether its text did or not.
            assertThat(back.stripTrailing()).isEqualTo(text.stripTrailing());
        }
    }

    @Test
    void everyKindOfLineBreakGoesOutAsCrlf() throws Exception {
        Content content =
                composer.compose(ID, DATE, mail("s", Optional.of("\n1\r2\r\n3\r\r4\n\n5\n\r6\r"), Optional.empty()));
        assertThat(parsed(content).getContent()).isEqualTo("\r\n1\r\n2\r\n3\r\n\r\n4\r\n\r\n5\r\n\r\n6\r\n");
    }

    @Test
    void everySubjectComesBackAsItWas() throws Exception {
        for (String subject : List.of(
                "plain",
                "",
                "Grüße",
                "a".repeat(300),
                "a".repeat(1_200),
                "b " + "a".repeat(20_000) + " c",
                "wörd ".repeat(60),
                "日本語の件名".repeat(30),
                "emoji 😀 and text",
                "=?not?encoded?")) {
            Content content = composer.compose(ID, DATE, mail(subject, Optional.of("t"), Optional.empty()));
            assertFits(content);
            String raw = parsed(content).getHeader("Subject", null);
            assertThat(MimeUtility.decodeText(MimeUtility.unfold(raw)).strip()).isEqualTo(subject.strip());
        }
    }

    @Test
    void aLineBreakInASubjectStartsNoHeader() throws Exception {
        Content content =
                composer.compose(ID, DATE, mail("Hi\r\nBcc: evil@example.com", Optional.of("t"), Optional.empty()));
        assertThat(parsed(content).getHeader("Bcc")).isNull();
        assertThat(parsed(content).getSubject()).isEqualTo("Hi Bcc: evil@example.com");
    }

    @Test
    void aSubjectOfAnyLengthIsComposedAtOnce() {
        for (String subject :
                List.of("a" + " ".repeat(500_000) + "b", "a\r\n ".repeat(100_000), "\n\t".repeat(200_000))) {
            assertTimeout(
                    Duration.ofSeconds(2),
                    () -> composer.compose(ID, DATE, mail(subject, Optional.of("t"), Optional.empty())));
        }
    }

    @Test
    void theCharsetAskedForIsUsed() throws Exception {
        MimeMail mail = new MimeMail(
                Address.parse("a@example.com"),
                List.of(Address.parse("b@example.com")),
                List.of(),
                List.of(),
                new MimeText("Grüße", StandardCharsets.ISO_8859_1),
                Optional.of(new MimeText("Grüße", StandardCharsets.ISO_8859_1)),
                Optional.of(new MimeText("<p>日本</p>", Charset.forName("ISO-2022-JP"))));
        MimeMessage parsed = parsed(composer.compose(ID, DATE, mail));
        assertThat(parsed.getHeader("Subject", null)).isEqualTo("=?ISO-8859-1?Q?Gr=FC=DFe?=");
        MimeMultipart parts = (MimeMultipart) parsed.getContent();
        assertThat(parts.getBodyPart(0).getContentType()).isEqualTo("text/plain; charset=ISO-8859-1");
        assertThat(parts.getBodyPart(0).getContent()).isEqualTo("Grüße");
        assertThat(parts.getBodyPart(1).getContent()).isEqualTo("<p>日本</p>");
    }

    @Test
    void displayNamesThatAreNotAsciiAreEncodedAndOthersPassThrough() throws Exception {
        MimeMail mail = new MimeMail(
                Address.parse("\"Müller, Ann\" <a@example.com>"),
                List.of(
                        Address.parse("=?UTF-8?Q?M=C3=BC?= <b@example.com>"),
                        Address.parse("\"B, C\" <c@example.com>")),
                List.of(Address.parse("d@example.com")),
                List.of(Address.parse("reply@example.com")),
                MimeText.utf8("s"),
                Optional.of(MimeText.utf8("t")),
                Optional.empty());
        Content content = composer.compose(ID, DATE, mail);
        assertFits(content);
        MimeMessage parsed = parsed(content);
        assertThat(parsed.getFrom()[0].toString()).contains("a@example.com");
        assertThat(Address.parseList(parsed.getHeader("From", null)).getFirst().displayName())
                .contains("Müller, Ann");
        assertThat(parsed.getHeader("To", null))
                .isEqualTo("=?UTF-8?Q?M=C3=BC?= <b@example.com>, \"B, C\" <c@example.com>");
        assertThat(parsed.getHeader("Reply-To", null)).isEqualTo("reply@example.com");
    }

    @Test
    void fiftyRecipientsFoldIntoShortLines() throws Exception {
        List<Address> to = java.util.stream.IntStream.range(0, 50)
                .mapToObj(i ->
                        Address.parse("\"Recipient Number " + i + "\" <recipient." + i + "@subdomain.example.com>"))
                .toList();
        MimeMail mail = new MimeMail(
                Address.parse("a@example.com"),
                to,
                List.of(),
                List.of(),
                MimeText.utf8("s"),
                Optional.of(MimeText.utf8("t")),
                Optional.empty());
        Content content = composer.compose(ID, DATE, mail);
        assertFits(content);
        assertThat(parsed(content).getAllRecipients()).hasSize(50);
    }

    private void golden(String name, MimeMail mail) {
        Content content = composer.compose(ID, DATE, mail);
        assertFits(content);
        Golden.assertMatches("mime/" + name + ".eml", new String(content.bytes(), StandardCharsets.UTF_8));
    }

    private static MimeMail mail(String subject, Optional<String> text, Optional<String> html) {
        return new MimeMail(
                Address.parse("Sender <sender@example.com>"),
                List.of(Address.parse("recipient@example.com")),
                List.of(),
                List.of(),
                MimeText.utf8(subject),
                text.map(MimeText::utf8),
                html.map(MimeText::utf8));
    }

    @ParameterizedTest
    @CsvSource({"998, 7bit", "999, quoted-printable"})
    void aLineHas998CharactersAtMostWhetherItEndsOrNot(int length, String encoding) {
        for (String end : List.of("", "\r\n", "\r\nmore")) {
            assertThat(TransferEncoding.of(("x".repeat(length) + end).getBytes(StandardCharsets.US_ASCII))
                            .wireName())
                    .isEqualTo(encoding);
        }
    }

    /// Lines of RFC 5322 length, CRLF only between them, ASCII only.
    private static void assertFits(Content content) {
        assertThat(content.isEightBit()).isFalse();
        String text = new String(content.bytes(), StandardCharsets.US_ASCII);
        assertThat(text.replace("\r\n", "")).doesNotContain("\r").doesNotContain("\n");
        assertThat(text.lines().mapToInt(String::length).max().orElse(0)).isLessThanOrEqualTo(998);
    }

    private static MimeMessage parsed(Content content) throws Exception {
        return new MimeMessage(Session.getInstance(new Properties()), new ByteArrayInputStream(content.bytes()));
    }
}
