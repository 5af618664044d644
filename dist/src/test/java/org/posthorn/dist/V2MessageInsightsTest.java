package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

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
import software.amazon.awssdk.services.sesv2.model.BounceType;
import software.amazon.awssdk.services.sesv2.model.EmailInsights;
import software.amazon.awssdk.services.sesv2.model.EventType;
import software.amazon.awssdk.services.sesv2.model.GetMessageInsightsResponse;
import software.amazon.awssdk.services.sesv2.model.InsightsEvent;
import software.amazon.awssdk.services.sesv2.model.MessageTag;
import software.amazon.awssdk.services.sesv2.model.NotFoundException;

/// What API v2 tells of one message, through its SDK.
@SuppressWarnings("unchecked") // the varargs of the SDK's builders
class V2MessageInsightsTest {
    private static final Tenant TENANT = new Tenant("123456789012", "us-east-1");

    @TempDir
    private static Path directory;

    private static ScriptedPeer relay;
    private static TestServer posthorn;
    private static SesV2Client ses;
    private static SesV2Client other;

    @BeforeAll
    static void start() throws Exception {
        relay = ScriptedPeer.start(new PeerScript().reply("RCPT", "gone@x.test", "550 5.1.1 No such user"));
        posthorn = TestServer.start(directory, false, "relay.hosts=" + relay.address(), "account.sandbox=false");
        Credential key = posthorn.tenant(TENANT, "example.com");
        ses = posthorn.clientV2(key.accessKeyId(), key.secretAccessKey());
        Credential others = posthorn.tenant(new Tenant("210987654321", "us-east-1"), "example.org");
        other = posthorn.clientV2(others.accessKeyId(), others.secretAccessKey());
    }

    @AfterAll
    static void stop() {
        ses.close();
        other.close();
        posthorn.close();
        relay.close();
    }

    private static GetMessageInsightsResponse ended(String id) {
        posthorn.ended(id);
        return await().atMost(TestServer.PATIENCE)
                .until(
                        () -> ses.getMessageInsights(r -> r.messageId(id)),
                        found -> found.insights().stream()
                                .allMatch(insight -> insight.events().size() > 1));
    }

    private static List<EventType> types(EmailInsights insight) {
        return insight.events().stream().map(InsightsEvent::type).toList();
    }

    @Test
    @Shows(value = "GetMessageInsights", face = Face.V2)
    void whatHappenedIsToldForEachRecipient() {
        String id = ses.sendEmail(r -> r.fromEmailAddress("Größe <shop@example.com>")
                        .destination(d -> d.toAddresses("ann@gmail.com").ccAddresses("gone@x.test"))
                        .emailTags(t -> t.name("campaign").value("autumn"))
                        .content(c ->
                                c.simple(m -> m.subject(s -> s.data("Grüße")).body(b -> b.text(t -> t.data("Hello"))))))
                .messageId();
        GetMessageInsightsResponse found = ended(id);
        assertThat(found.messageId()).isEqualTo(id);
        assertThat(found.subject()).isEqualTo("Grüße");
        assertThat(found.fromEmailAddress()).isEqualTo("Größe <shop@example.com>");
        assertThat(found.emailTags())
                .contains(MessageTag.builder().name("campaign").value("autumn").build());
        assertThat(found.insights())
                .extracting(EmailInsights::destination)
                .containsExactlyInAnyOrder("ann@gmail.com", "gone@x.test");
        EmailInsights ann = found.insights().getFirst();
        assertThat(ann.isp()).isEqualTo("Gmail");
        assertThat(types(ann)).containsExactly(EventType.SEND, EventType.DELIVERY);
        assertThat(ann.events()).isSortedAccordingTo((a, b) -> a.timestamp().compareTo(b.timestamp()));
        EmailInsights gone = found.insights().getLast();
        assertThat(gone.isp()).isEqualTo("UNKNOWN_ISP");
        assertThat(types(gone)).containsExactly(EventType.SEND, EventType.BOUNCE);
        assertThat(gone.events().getLast().details().bounce())
                .satisfies(bounce -> assertThat(bounce.bounceType()).isEqualTo(BounceType.PERMANENT))
                .satisfies(bounce -> assertThat(bounce.bounceSubType()).isEqualTo("GENERAL"))
                .satisfies(bounce -> assertThat(bounce.diagnosticCode()).isEqualTo("smtp; 550 5.1.1 No such user"));
    }

    @Test
    void headersOfMailThatCameComposedAreDecodedAndCut() {
        String id = ses.sendEmail(r -> r.content(c -> c.raw(m -> m.data(SdkBytes.fromUtf8String(
                        "From: =?UTF-8?Q?Gr=C3=B6=C3=9Fe?= <shop@example.com>\r\nTo: raw@x.test\r\nSubject:"
                                + " =?UTF-8?B?R3LDvMOfZQ==?=\r\n and " + "x".repeat(900) + "\r\n " + "y".repeat(200)
                                + "\r\n\r\nHello\r\n")))))
                .messageId();
        GetMessageInsightsResponse found = ended(id);
        assertThat(found.fromEmailAddress()).isEqualTo("Größe <shop@example.com>");
        assertThat(found.subject()).startsWith("Grüße and xxx").hasSize(998);
    }

    @Test
    void aMessageOfNobodyOrOfAnotherIsNotFound() {
        String id = ses.sendEmail(r -> r.fromEmailAddress("shop@example.com")
                        .destination(d -> d.toAddresses("mine@x.test"))
                        .content(c ->
                                c.simple(m -> m.subject(s -> s.data("Hi")).body(b -> b.text(t -> t.data("Hello"))))))
                .messageId();
        assertThatExceptionOfType(NotFoundException.class)
                .isThrownBy(() -> other.getMessageInsights(r -> r.messageId(id)))
                .satisfies(e -> assertThat(e.awsErrorDetails().errorMessage())
                        .isEqualTo("Message <" + id + "> not found for account <210987654321>"));
        assertThatExceptionOfType(NotFoundException.class)
                .isThrownBy(() -> ses.getMessageInsights(r -> r.messageId("none")))
                .satisfies(e -> assertThat(e.awsErrorDetails().errorMessage())
                        .isEqualTo("Message <none> not found for account <123456789012>"));
    }
}
