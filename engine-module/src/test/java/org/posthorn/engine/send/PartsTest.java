package org.posthorn.engine.send;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.mail.BodyPart;
import jakarta.mail.Session;
import jakarta.mail.internet.ContentType;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.internet.MimePart;
import jakarta.mail.internet.MimeUtility;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.posthorn.engine.Limits;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.contact.ContactLists;
import org.posthorn.engine.contact.Unsubscription;
import org.posthorn.engine.delivery.Lease;
import org.posthorn.engine.event.EventLog;
import org.posthorn.engine.event.MailEvent;
import org.posthorn.engine.identity.AccountDefaults;
import org.posthorn.engine.identity.Accounts;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.identity.Identities;
import org.posthorn.engine.mail.Content;
import org.posthorn.engine.mail.ListUse;
import org.posthorn.engine.mail.MessageHeader;
import org.posthorn.engine.mail.MessageId;
import org.posthorn.engine.mail.MessageTag;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.mime.Attachment;
import org.posthorn.engine.mime.TransferEncoding;
import org.posthorn.engine.settings.Template;
import org.posthorn.engine.template.TemplateData;
import org.posthorn.engine.testing.MemoryEngine;
import org.posthorn.engine.tracking.TrackingOverride;

/// What a message in parts may have beside its texts: fields, files, ways out of a list, tracking of its own.
class PartsTest {
    private static final Tenant TENANT = new Tenant("123456789012", "us-east-1");
    private static final Caller CALLER =
            new Caller(TENANT, "AKIA", "arn:aws:iam::123456789012:user/AKIA", Optional.of("127.0.0.1"));
    private static final byte[] PICTURE = new byte[3_000];

    private final MemoryEngine engine = new MemoryEngine(new AccountDefaults(false, -1, -1));
    private final Sender sender = engine.get(Sender.class);
    private Content last = Content.of("");

    @BeforeEach
    void setUp() {
        engine.get(Accounts.class).create(Optional.of(TENANT.accountId()), "test");
        engine.get(Identities.class).vouch(TENANT, "example.com");
        new Random(1).nextBytes(PICTURE);
    }

    @Test
    void furtherFieldsStandAsTheyWereGivenAndInAnyLanguage() throws Exception {
        String link = "<https://example.com/" + "x".repeat(900) + ">";
        MimeMessage sent = sent(parts(
                List.of(
                        new MessageHeader("X-Campaign", "spring  sale"),
                        new MessageHeader("List-Unsubscribe", link),
                        new MessageHeader("X-Note", "gr\u00fc\u00dfe\r\nBcc: evil@x.test")),
                List.of()));
        assertThat(sent.getHeader("X-Campaign")).containsExactly("spring  sale");
        assertThat(sent.getHeader("List-Unsubscribe")).containsExactly(link);
        assertThat(MimeUtility.decodeText(sent.getHeader("X-Note", null)))
                .isEqualTo("gr\u00fc\u00dfe Bcc: evil@x.test");
        assertThat(sent.getHeader("Bcc")).isNull();
    }

    // The text for a field that is not the sender's to give is a guess.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "From|Duplicate header 'From'.",
                "subject|Duplicate header 'subject'.",
                "Message-ID|Duplicate header 'Message-ID'.",
                "Content-Type|Duplicate header 'Content-Type'.",
                "Bcc|Duplicate header 'Bcc'.",
                "bad name|Illegal header 'bad name'.",
                "a:b|Illegal header 'a:b'.",
                "' '|The header name must be specified."
            })
    void fieldsThatAreNotTheSendersAreRefused(String name, String text) {
        assertRefused(parts(List.of(new MessageHeader(name, "x")), List.of()), text);
    }

    @Test
    void aFieldThatMayStandOnceStandsOnce() {
        assertRefused(
                parts(
                        List.of(
                                new MessageHeader("List-Unsubscribe", "<a:b>"),
                                new MessageHeader("list-unsubscribe", "")),
                        List.of()),
                "Duplicate header 'list-unsubscribe'.");
    }

    @Test
    void aSenderFieldMustBeVerifiedAndFieldsForSesAreNotSentOn() throws Exception {
        assertRefused(
                SesError.MESSAGE_REJECTED,
                parts(List.of(new MessageHeader("Sender", "boss@elsewhere.test")), List.of()),
                "Email address is not verified. The following identities failed the check in region US-EAST-1: "
                        + "boss@elsewhere.test");
        MimeMessage sent = sent(parts(
                List.of(new MessageHeader("Sender", "boss@example.com"), new MessageHeader("X-SES-Odd", "1")),
                List.of()));
        assertThat(sent.getHeader("Sender")).containsExactly("boss@example.com");
        assertThat(sent.getHeader("X-SES-Odd")).isNull();
    }

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
        MimeMessage sent = sent(parts(List.of(), List.of(Attachment.of(name, PICTURE))));
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
        assertRefused(parts(List.of(), List.of(Attachment.of("run.EXE", PICTURE))), "Illegal filename 'run.EXE'.");
        assertRefused(parts(List.of(), List.of(typed("nothing"))), "Expected '/', got null");
        assertRefused(
                parts(List.of(), List.of(typed("text/plain\r\nBcc: x"))),
                "Invalid content type <text/plain\r\nBcc: x>.");
        assertRefused(
                parts(List.of(), List.of(Attachment.inline("a.png", "a b", PICTURE))), "Invalid content id <a b>.");
        assertRefused(parts(List.of(), Collections.nCopies(501, Attachment.of("a.png", PICTURE))), "Illegal content.");
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
        MessageId id = send(parts(List.of(), List.of(Attachment.of("a.txt", virus.getBytes(StandardCharsets.UTF_8)))));
        assertThat(engine.store().queue().lease(1, Duration.ZERO)).isEmpty();
        assertThat(engine.store().events().readAfter(0, 10, Duration.ZERO))
                .extracting(EventLog.Entry::event)
                .anySatisfy(event -> assertThat(event).isInstanceOfSatisfying(MailEvent.Reject.class, reject -> {
                    assertThat(reject.messageId()).isEqualTo(id);
                    assertThat(reject.reason()).isEqualTo("Bad content");
                }));
    }

    @Test
    void aMessageToAListHasItsWaysOutWhereTheSendersOwnStood() throws Exception {
        engine.get(ContactLists.class).put(TENANT, "news", List.of());
        Body.Parts body = new Body.Parts(
                Text.utf8("s"),
                Optional.of(Text.utf8("Leave: {{amazonSESUnsubscribeUrl}}")),
                Optional.of(
                        Text.utf8("<a href=\"{{amazonSESUnsubscribeUrl}}\">leave</a><a href=\"http://a.test/\">x</a>")),
                List.of(new MessageHeader("List-Unsubscribe", "<mailto:own@example.com>")),
                List.of());
        Handling handling = Handling.of(List.of(new MessageTag("ses:feedback-id-a", "spring")), Optional.empty())
                .withList(Optional.of(new ListUse("news", Optional.empty())))
                .withTracking(new TrackingOverride(Optional.of(false), Optional.of(true)));
        sender.send(CALLER, "SendEmail", new Email(to("b@x.test"), body, handling));
        Lease lease = lease();
        MimeMessage sent = parsed(lease.content());
        String url = Unsubscription.PATH;
        assertThat(sent.getHeader("List-Unsubscribe", null))
                .startsWith("<http://127.0.0.1/" + url)
                .endsWith("<mailto:" + lease.mail().envelope().sender() + "?subject=unsubscribe>");
        assertThat(sent.getHeader("List-Unsubscribe")).hasSize(1);
        assertThat(sent.getHeader("List-Unsubscribe-Post")).containsExactly("List-Unsubscribe=One-Click");
        assertThat(sent.getHeader("Feedback-ID")).containsExactly("spring::1.us-east-1:posthorn");
        MimeMultipart texts = (MimeMultipart) sent.getContent();
        assertThat(texts.getBodyPart(0).getContent()).asString().startsWith("Leave: http://127.0.0.1/" + url);
        assertThat(texts.getBodyPart(1).getContent())
                .asString()
                .startsWith("<a href=\"http://127.0.0.1/" + url)
                .contains("<a href=\"http://127.0.0.1/L0/");
        assertThat(lease.mail().origin().orElseThrow().list()).contains(new ListUse("news", Optional.empty()));
        assertThatThrownBy(
                        () -> sender.send(CALLER, "SendEmail", new Email(to("b@x.test", "c@x.test"), body, handling)))
                .hasMessage("A message with list management options can only have one recipient.");
    }

    @Test
    void trackingIsThatOfTheMessageWhereItSaysSo() throws Exception {
        Body.Parts body = Body.Parts.of(
                Text.utf8("s"),
                Optional.empty(),
                Optional.of(Text.utf8("<a href=\"http://a.test/\">x</a>{{ses:openTracker}}")));
        sender.send(
                CALLER,
                "SendEmail",
                new Email(
                        to("b@x.test"),
                        body,
                        Handling.PLAIN.withTracking(new TrackingOverride(Optional.of(true), Optional.of(false)))));
        assertThat(parsed(lease().content()).getContent())
                .asString()
                .startsWith("<a href=\"http://a.test/\">x</a><img alt=\"\" src=\"http://127.0.0.1/I0/");
        sender.send(
                CALLER,
                "SendEmail",
                new Email(
                        to("b@x.test"),
                        body,
                        Handling.PLAIN.withTracking(new TrackingOverride(Optional.of(false), Optional.of(false)))));
        assertThat(parsed(lease().content()).getContent()).isEqualTo("<a href=\"http://a.test/\">x</a>");
    }

    @Test
    void theSizeThatTheWayInTakesIsTheLimitOfAllThatGoesOut() throws Exception {
        byte[] ten = new byte[Limits.API_MESSAGE_BYTES * 3 / 4];
        Body.Parts body = parts(List.of(), List.of(Attachment.of("a.bin", ten)));
        assertThatThrownBy(() -> send(body))
                .hasMessageStartingWith("Message length is more than 10485760 bytes long: '1");
        sender.send(
                CALLER,
                "SendEmail",
                new Email(to("b@x.test"), body, Handling.PLAIN.withSizeLimit(Limits.SMTP_MESSAGE_BYTES)));
        assertThat(lease().content().sizeBytes()).isGreaterThan(Limits.API_MESSAGE_BYTES);
    }

    @Test
    void aComposedMessageTakesItsReturnPathAndListFromTheCallAsWell() throws Exception {
        engine.get(ContactLists.class).put(TENANT, "news", List.of());
        Body.Raw raw = new Body.Raw(Content.of("From: a@example.com\r\nReturn-Path: old@example.com\r\nTo: b@x.test\r\n"
                + "List-Unsubscribe: <mailto:own@example.com>\r\n\r\n{{amazonSESUnsubscribeUrl}}\r\n"));
        sender.send(
                CALLER,
                "SendEmail",
                new Email(
                        Addressing.of(Optional.empty(), List.of(), List.of(), List.of())
                                .withReturnPath(Optional.of("new@example.com")),
                        raw,
                        Handling.PLAIN.withList(Optional.of(new ListUse("news", Optional.empty())))));
        Lease lease = lease();
        assertThat(lease.mail().feedbackTo()).contains("new@example.com");
        MimeMessage sent = parsed(lease.content());
        assertThat(sent.getHeader("List-Unsubscribe")).hasSize(1);
        assertThat(sent.getHeader("List-Unsubscribe", null)).startsWith("<http://127.0.0.1/unsubscribe/");
        assertThat(sent.getContent()).asString().startsWith("http://127.0.0.1/unsubscribe/");
        assertThatThrownBy(() -> sender.send(
                        CALLER,
                        "SendEmail",
                        new Email(
                                Addressing.of(Optional.empty(), List.of("b@x.test"), List.of(), List.of())
                                        .withReturnPath(Optional.of("new@elsewhere.test")),
                                raw,
                                Handling.PLAIN)))
                .hasMessageEndingWith("region US-EAST-1: new@elsewhere.test");
    }

    @Test
    void aTemplateOfTheCallKeepsFieldsAndFiles() throws Exception {
        TemplatedSender templated = engine.get(TemplatedSender.class);
        Template own = new Template(
                "own",
                "Hi {{name}}",
                Optional.of("Dear {{name}}"),
                Optional.empty(),
                engine.clock().instant());
        templated.send(
                CALLER,
                "SendEmail",
                new Email(
                        to("b@x.test"),
                        Body.Parts.ofTemplate(
                                List.of(new MessageHeader("X-Kind", "bill")),
                                List.of(Attachment.of("bill.pdf", PICTURE))),
                        Handling.PLAIN),
                () -> own,
                new TemplateData.Values(Map.of("name", "Ann")));
        MimeMessage sent = parsed(lease().content());
        assertThat(sent.getSubject()).isEqualTo("Hi Ann");
        assertThat(sent.getHeader("X-Kind")).containsExactly("bill");
        MimeMultipart mixed = (MimeMultipart) sent.getContent();
        assertThat(mixed.getBodyPart(0).getContent()).isEqualTo("Dear Ann");
        assertThat(mixed.getBodyPart(1).getFileName()).isEqualTo("bill.pdf");
    }

    private static Attachment typed(String type) {
        return new Attachment(
                PICTURE, "a.bin", Optional.of(type), false, Optional.empty(), Optional.empty(), Optional.empty());
    }

    private BodyPart file(Attachment attachment) throws Exception {
        return ((MimeMultipart) sent(parts(List.of(), List.of(attachment))).getContent()).getBodyPart(1);
    }

    private static byte[] bytes(BodyPart part) throws Exception {
        return part.getInputStream().readAllBytes();
    }

    private void assertRefused(Body body, String text) {
        assertRefused(SesError.INVALID_PARAMETER_VALUE, body, text);
    }

    private void assertRefused(SesError error, Body body, String text) {
        assertThatThrownBy(() -> send(body))
                .isInstanceOfSatisfying(
                        SesException.class, e -> assertThat(e.error()).isEqualTo(error))
                .hasMessage(text);
    }

    private MimeMessage sent(Body body) throws Exception {
        send(body);
        last = lease().content();
        return parsed(last);
    }

    /// RFC 5322 §2.1.1; a Message-ID is never folded.
    private void assertLinesAreShort() {
        assertThat(new String(last.bytes(), StandardCharsets.UTF_8).split("\r\n"))
                .filteredOn(line -> line.length() > 78 && !line.startsWith("Message-ID: "))
                .isEmpty();
    }

    private MessageId send(Body body) {
        return sender.send(CALLER, "SendEmail", new Email(to("b@x.test"), body, Handling.PLAIN));
    }

    private Lease lease() throws InterruptedException {
        return engine.store().queue().lease(1, Duration.ZERO).getFirst();
    }

    private static MimeMessage parsed(Content content) throws Exception {
        return new MimeMessage(Session.getInstance(new Properties()), new ByteArrayInputStream(content.bytes()));
    }

    private static Addressing to(String... recipients) {
        return Addressing.of("a@example.com", List.of(recipients));
    }

    private static Body.Parts parts(List<MessageHeader> headers, List<Attachment> attachments) {
        return new Body.Parts(Text.utf8("s"), Optional.of(Text.utf8("t")), Optional.empty(), headers, attachments);
    }
}
