package org.posthorn.engine.send;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.internet.MimeUtility;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.posthorn.engine.Limits;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.contact.ContactLists;
import org.posthorn.engine.contact.Unsubscription;
import org.posthorn.engine.delivery.Lease;
import org.posthorn.engine.mail.Content;
import org.posthorn.engine.mail.ListUse;
import org.posthorn.engine.mail.MessageHeader;
import org.posthorn.engine.mail.MessageId;
import org.posthorn.engine.mail.MessageTag;
import org.posthorn.engine.mime.Attachment;
import org.posthorn.engine.settings.Template;
import org.posthorn.engine.template.TemplateData;
import org.posthorn.engine.testing.MemoryEngine;
import org.posthorn.engine.tracking.TrackingOverride;

/// What a message in parts may have beside its texts: fields, ways out of a list, tracking of its own.
class PartsTest {
    private final SendingRig rig = new SendingRig();
    private final MemoryEngine engine = rig.engine();

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

    @Test
    void aMessageToAListHasItsWaysOutWhereTheSendersOwnStood() throws Exception {
        engine.get(ContactLists.class).put(SendingRig.TENANT, "news", List.of());
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
        rig.send(new Email(to("b@x.test"), body, handling));
        Lease lease = rig.lease();
        MimeMessage sent = SendingRig.parsed(lease.content());
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
        assertThatThrownBy(() -> rig.send(new Email(to("b@x.test", "c@x.test"), body, handling)))
                .hasMessage("A message with list management options can only have one recipient.");
    }

    @Test
    void trackingIsThatOfTheMessageWhereItSaysSo() throws Exception {
        Body.Parts body = Body.Parts.of(
                Text.utf8("s"),
                Optional.empty(),
                Optional.of(Text.utf8("<a href=\"http://a.test/\">x</a>{{ses:openTracker}}")));
        rig.sender()
                .send(
                        SendingRig.CALLER,
                        "SendEmail",
                        new Email(
                                to("b@x.test"),
                                body,
                                Handling.PLAIN.withTracking(
                                        new TrackingOverride(Optional.of(true), Optional.of(false)))));
        assertThat(SendingRig.parsed(rig.lease().content()).getContent())
                .asString()
                .startsWith("<a href=\"http://a.test/\">x</a><img alt=\"\" src=\"http://127.0.0.1/I0/");
        rig.sender()
                .send(
                        SendingRig.CALLER,
                        "SendEmail",
                        new Email(
                                to("b@x.test"),
                                body,
                                Handling.PLAIN.withTracking(
                                        new TrackingOverride(Optional.of(false), Optional.of(false)))));
        assertThat(SendingRig.parsed(rig.lease().content()).getContent()).isEqualTo("<a href=\"http://a.test/\">x</a>");
    }

    @Test
    void theSizeThatTheWayInTakesIsTheLimitOfAllThatGoesOut() throws Exception {
        byte[] ten = new byte[Limits.API_MESSAGE_BYTES * 3 / 4];
        Body.Parts body = parts(List.of(), List.of(Attachment.of("a.bin", ten)));
        assertThatThrownBy(() -> send(body))
                .hasMessageStartingWith("Message length is more than 10485760 bytes long: '1");
        rig.sender()
                .send(
                        SendingRig.CALLER,
                        "SendEmail",
                        new Email(to("b@x.test"), body, Handling.PLAIN.withSizeLimit(Limits.SMTP_MESSAGE_BYTES)));
        assertThat(rig.lease().content().sizeBytes()).isGreaterThan(Limits.API_MESSAGE_BYTES);
    }

    @Test
    void aComposedMessageTakesItsReturnPathAndListFromTheCallAsWell() throws Exception {
        engine.get(ContactLists.class).put(SendingRig.TENANT, "news", List.of());
        Body.Raw raw = new Body.Raw(Content.of("From: a@example.com\r\nReturn-Path: old@example.com\r\nTo: b@x.test\r\n"
                + "List-Unsubscribe: <mailto:own@example.com>\r\n\r\n{{amazonSESUnsubscribeUrl}}\r\n"));
        rig.sender()
                .send(
                        SendingRig.CALLER,
                        "SendEmail",
                        new Email(
                                Addressing.of(Optional.empty(), List.of(), List.of(), List.of())
                                        .withReturnPath(Optional.of("new@example.com")),
                                raw,
                                Handling.PLAIN.withList(Optional.of(new ListUse("news", Optional.empty())))));
        Lease lease = rig.lease();
        assertThat(lease.mail().feedbackTo()).contains("new@example.com");
        MimeMessage sent = SendingRig.parsed(lease.content());
        assertThat(sent.getHeader("List-Unsubscribe")).hasSize(1);
        assertThat(sent.getHeader("List-Unsubscribe", null)).startsWith("<http://127.0.0.1/unsubscribe/");
        assertThat(sent.getContent()).asString().startsWith("http://127.0.0.1/unsubscribe/");
        assertThatThrownBy(() -> rig.sender()
                        .send(
                                SendingRig.CALLER,
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
                SendingRig.CALLER,
                "SendEmail",
                new Email(
                        to("b@x.test"),
                        Body.Parts.ofTemplate(
                                List.of(new MessageHeader("X-Kind", "bill")),
                                List.of(Attachment.of("bill.pdf", new byte[3_000]))),
                        Handling.PLAIN),
                () -> own,
                new TemplateData.Values(Map.of("name", "Ann")));
        MimeMessage sent = SendingRig.parsed(rig.lease().content());
        assertThat(sent.getSubject()).isEqualTo("Hi Ann");
        assertThat(sent.getHeader("X-Kind")).containsExactly("bill");
        MimeMultipart mixed = (MimeMultipart) sent.getContent();
        assertThat(mixed.getBodyPart(0).getContent()).isEqualTo("Dear Ann");
        assertThat(mixed.getBodyPart(1).getFileName()).isEqualTo("bill.pdf");
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
        return SendingRig.parsed(rig.lease().content());
    }

    private MessageId send(Body body) {
        return rig.send(new Email(to("b@x.test"), body, Handling.PLAIN));
    }

    private static Addressing to(String... recipients) {
        return Addressing.of("a@example.com", List.of(recipients));
    }

    private static Body.Parts parts(List<MessageHeader> headers, List<Attachment> attachments) {
        return new Body.Parts(Text.utf8("s"), Optional.of(Text.utf8("t")), Optional.empty(), headers, attachments);
    }
}
