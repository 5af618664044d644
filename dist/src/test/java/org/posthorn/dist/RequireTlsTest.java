package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.posthorn.engine.delivery.Attempt;
import org.posthorn.engine.delivery.RecipientState;
import org.posthorn.engine.identity.Credential;
import org.posthorn.engine.mail.MessageId;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.smtp.testing.PeerScript;
import org.posthorn.smtp.testing.ScriptedPeer;
import org.posthorn.smtp.testing.TestTls;
import software.amazon.awssdk.services.ses.SesClient;
import software.amazon.awssdk.services.ses.model.TlsPolicy;

/// What a configuration set's `TlsPolicy` of `Require` does to a message that names it.
class RequireTlsTest {
    @TempDir
    private Path directory;

    @Test
    void mailThatMustBeEncryptedWaitsForAHostThatOffersIt() throws Exception {
        try (ScriptedPeer plain = ScriptedPeer.start();
                TestServer posthorn = start(plain.address());
                SesClient ses = client(posthorn)) {
            MessageId id = MessageId.parse(send(ses, "to@example.net")).orElseThrow();
            RecipientState state = await().atMost(TestServer.PATIENCE)
                    .until(
                            () -> posthorn.server
                                    .queue()
                                    .find(id)
                                    .orElseThrow()
                                    .recipients()
                                    .getFirst(),
                            recipient -> recipient.attempts() == 1);
            assertThat(state.isPending()).isTrue();
            assertThat(state.lastReply().orElseThrow().toString()).contains("TLS is required and not offered");
            assertThat(plain.messages()).isEmpty();
        }
    }

    @Test
    void itGoesToTheHostThatOffersTlsWhoeverItsCertificateNames() throws Exception {
        try (ScriptedPeer plain = ScriptedPeer.start();
                ScriptedPeer secure = ScriptedPeer.start(new PeerScript().starttls(TestTls.elsewhere()));
                TestServer posthorn = start(plain.address() + "," + secure.address());
                SesClient ses = client(posthorn)) {
            Attempt attempt = posthorn.ended(send(ses, "to@example.net"))
                    .recipients()
                    .getFirst()
                    .log()
                    .getLast();
            assertThat(secure.onlyMessage().recipients()).containsExactly("to@example.net");
            assertThat(attempt.tls()).startsWith("TLSv1.3");
            assertThat(plain.messages()).isEmpty();
        }
    }

    private TestServer start(String hosts) throws Exception {
        return TestServer.start(directory, false, "relay.hosts=" + hosts, "account.sandbox=false", "retry.schedule=1h");
    }

    private static SesClient client(TestServer posthorn) {
        Credential key = posthorn.tenant(new Tenant("123456789012", "us-east-1"), "example.com");
        return posthorn.client(key.accessKeyId(), key.secretAccessKey());
    }

    private static String send(SesClient ses, String to) {
        ses.createConfigurationSet(r -> r.configurationSet(set -> set.name("strict")));
        ses.putConfigurationSetDeliveryOptions(
                r -> r.configurationSetName("strict").deliveryOptions(options -> options.tlsPolicy(TlsPolicy.REQUIRE)));
        return ses.sendEmail(r -> r.source("shop@example.com")
                        .destination(d -> d.toAddresses(to))
                        .message(m -> m.subject(s -> s.data("s")).body(b -> b.text(t -> t.data("t"))))
                        .configurationSetName("strict"))
                .messageId();
    }
}
