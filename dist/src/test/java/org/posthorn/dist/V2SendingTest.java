package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.posthorn.engine.identity.Credential;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.smtp.testing.PeerScript;
import org.posthorn.smtp.testing.ScriptedPeer;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.sesv2.SesV2Client;
import software.amazon.awssdk.services.sesv2.model.AttachmentContentDisposition;
import software.amazon.awssdk.services.sesv2.model.BadRequestException;
import software.amazon.awssdk.services.sesv2.model.BulkEmailStatus;
import software.amazon.awssdk.services.sesv2.model.MessageRejectedException;
import software.amazon.awssdk.services.sesv2.model.NotFoundException;
import software.amazon.awssdk.services.sesv2.model.SendEmailRequest;
import software.amazon.awssdk.services.sesv2.model.SesV2Exception;

/// Sending by API v2 through its SDK, up to the mail that arrives.
@SuppressWarnings("unchecked") // the varargs of the SDK's builders
class V2SendingTest {
    private static final String ACCOUNT = "123456789012";

    @TempDir
    private static Path directory;

    private static ScriptedPeer relay;
    private static TestServer posthorn;
    private static SesV2Client ses;

    @BeforeAll
    static void start() throws Exception {
        relay = ScriptedPeer.start(new PeerScript());
        posthorn = TestServer.start(directory, false, "relay.hosts=" + relay.address(), "account.sandbox=false");
        Credential key = posthorn.tenant(new Tenant(ACCOUNT, "us-east-1"), "example.com");
        ses = posthorn.clientV2(key.accessKeyId(), key.secretAccessKey());
    }

    @AfterAll
    static void stop() {
        ses.close();
        posthorn.close();
        relay.close();
    }

    @Test
    @Shows(value = "SendEmail", face = Face.V2)
    void aMessageInPartsArrivesWithItsHeadersAndFiles() {
        ses.sendEmail(r -> r.fromEmailAddress("Shop <shop@example.com>")
                .destination(d -> d.toAddresses("parts@x.test").ccAddresses("copy@x.test"))
                .replyToAddresses("help@example.com")
                .emailTags(t -> t.name("campaign").value("autumn"))
                .content(c -> c.simple(m -> m.subject(s -> s.data("Grüße"))
                        .body(b -> b.text(t -> t.data("Good day")).html(h -> h.data("<p><img src=\"cid:logo\">")))
                        .headers(h -> h.name("List-Unsubscribe").value("<https://example.com/u>"))
                        .attachments(
                                a -> a.fileName("Straße.pdf").rawContent(SdkBytes.fromUtf8String("%PDF-1.7")),
                                a -> a.fileName("logo.png")
                                        .contentId("logo")
                                        .contentDisposition(AttachmentContentDisposition.INLINE)
                                        .rawContent(SdkBytes.fromByteArray(new byte[] {(byte) 0x89, 'P'}))))));
        String mail = arrived("parts@x.test");
        assertThat(mail)
                .contains("Subject: =?UTF-8?Q?Gr=C3=BC=C3=9Fe?=")
                .contains("List-Unsubscribe: <https://example.com/u>")
                .contains("Content-ID: <logo>")
                .contains("Content-Type: image/png")
                .contains("Content-Disposition: inline")
                .contains("filename*=UTF-8''Stra%C3%9Fe.pdf")
                .contains("Reply-To: help@example.com");
        assertThat(TestServer.arrived(relay, "parts@x.test").recipients())
                .containsExactlyInAnyOrder("parts@x.test", "copy@x.test");
    }

    /// As useSend and Laravel send: neither sender nor recipients beside the message.
    @Test
    void aRawMessageMaySayAllItself() {
        ses.sendEmail(r -> r.content(c -> c.raw(m -> m.data(SdkBytes.fromUtf8String(
                "From: shop@example.com\r\nTo: raw@x.test\r\nSubject: Raw\r\n\r\nHello\r\n")))));
        assertThat(arrived("raw@x.test")).contains("Subject: Raw");
    }

    @Test
    void templatesAreStoredOrInline() {
        ses.createEmailTemplate(r -> r.templateName("hello")
                .templateContent(t -> t.subject("Hello {{name}}").text("{{#if name}}Dear {{name}}{{/if}}")));
        ses.sendEmail(r -> r.fromEmailAddress("shop@example.com")
                .destination(d -> d.toAddresses("stored@x.test"))
                .content(c -> c.template(t -> t.templateName("hello").templateData("{\"name\":\"Ann\"}"))));
        assertThat(arrived("stored@x.test")).contains("Subject: Hello Ann").contains("Dear Ann");
        ses.sendEmail(r -> r.fromEmailAddress("shop@example.com")
                .destination(d -> d.toAddresses("inline@x.test"))
                .content(c -> c.template(
                        t -> t.templateContent(i -> i.subject("Hi {{name}}").html("<p>{{name}}"))
                                .templateData("{\"name\":\"Bob\"}"))));
        assertThat(arrived("inline@x.test")).contains("Subject: Hi Bob").contains("<p>Bob");
        assertThatExceptionOfType(BadRequestException.class)
                .isThrownBy(() -> ses.sendEmail(r -> r.fromEmailAddress("shop@example.com")
                        .destination(d -> d.toAddresses("inline@x.test"))
                        .content(c -> c.template(t -> t.templateContent(
                                        i -> i.subject("Hi {{a.b}}").html("<p>"))
                                .templateData("{}")))))
                .withMessageStartingWith("Template contains unsupported operations");
    }

    @Test
    @Shows(value = "SendBulkEmail", face = Face.V2)
    void aBulkHasDataTagsAndHeadersForEachEntry() {
        ses.createEmailTemplate(r -> r.templateName("bulk")
                .templateContent(t -> t.subject("{{what}}").text("{{what}} for {{who}}")));
        var answer = ses.sendBulkEmail(r -> r.fromEmailAddress("shop@example.com")
                .defaultContent(c -> c.template(t -> t.templateName("bulk")
                        .templateData("{\"what\":\"News\",\"who\":\"all\"}")
                        .headers(h -> h.name("X-Batch").value("1"))))
                .bulkEmailEntries(
                        e -> e.destination(d -> d.toAddresses("first@x.test"))
                                .replacementHeaders(h -> h.name("x-batch").value("2"))
                                .replacementEmailContent(c ->
                                        c.replacementTemplate(t -> t.replacementTemplateData("{\"who\":\"Ann\"}"))),
                        e -> e.destination(d -> d.toAddresses("no address"))));
        assertThat(answer.bulkEmailEntryResults())
                .extracting(result -> result.status())
                .containsExactly(BulkEmailStatus.SUCCESS, BulkEmailStatus.INVALID_PARAMETER);
        assertThat(arrived("first@x.test"))
                .contains("News for Ann")
                .contains("x-batch: 2")
                .doesNotContain("X-Batch");
    }

    @Test
    void refusalsAreTheClassesOfTheSdk() {
        assertThatExceptionOfType(MessageRejectedException.class)
                .isThrownBy(() -> ses.sendEmail(simple("stranger@elsewhere.test", "a@x.test")))
                .withMessageStartingWith("Email address is not verified. The following identities failed the check in"
                        + " region US-EAST-1: stranger@elsewhere.test");
        assertThatExceptionOfType(NotFoundException.class)
                .isThrownBy(() -> ses.sendEmail(simple("shop@example.com", "a@x.test").toBuilder()
                        .configurationSetName("none")
                        .build()))
                .withMessageStartingWith("Configuration set <none> does not exist.");
        assertThatExceptionOfType(BadRequestException.class)
                .isThrownBy(() -> ses.sendEmail(simple("shop@example.com", "nobody")))
                .withMessageStartingWith("Missing final '@domain'");
        assertThatExceptionOfType(SesV2Exception.class)
                .isThrownBy(() -> ses.sendEmail(simple("shop@example.com", "a@x.test").toBuilder()
                        .fromEmailAddress(null)
                        .build()))
                .satisfies(e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("BadRequestException"));
    }

    private static SendEmailRequest simple(String from, String to) {
        return SendEmailRequest.builder()
                .fromEmailAddress(from)
                .destination(d -> d.toAddresses(List.of(to)))
                .content(c -> c.simple(m -> m.subject(s -> s.data("Hi")).body(b -> b.text(t -> t.data("there")))))
                .build();
    }

    private static String arrived(String recipient) {
        return new String(TestServer.arrived(relay, recipient).content(), StandardCharsets.ISO_8859_1);
    }
}
