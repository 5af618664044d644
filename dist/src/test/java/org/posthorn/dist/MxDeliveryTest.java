package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.posthorn.engine.delivery.QueuedMessage;
import org.posthorn.engine.delivery.RecipientState;
import org.posthorn.engine.mail.MessageId;
import org.posthorn.smtp.testing.LoopbackDns;
import org.posthorn.smtp.testing.PeerScript;
import org.posthorn.smtp.testing.ScriptedPeer;
import software.amazon.awssdk.services.ses.SesClient;

/// The whole way without a relay: from the API to the exchangers that a name server names.
class MxDeliveryTest {
    @TempDir
    private Path directory;

    @Test
    void eachRecipientGoesToTheExchangersOfItsDomain() throws Exception {
        try (LoopbackDns dns = LoopbackDns.start();
                ScriptedPeer one = ScriptedPeer.start();
                ScriptedPeer two = ScriptedPeer.startAt("127.0.0.2", one.port(), new PeerScript());
                TestServer posthorn = start(dns, one.port())) {
            dns.mx("one.example", 10, "mx.one.example").a("mx.one.example", "127.0.0.1");
            dns.a("two.example", "127.0.0.2");
            dns.mx("null.example", 0, "");
            QueuedMessage ended =
                    posthorn.ended(send(posthorn, "ann@one.example", "bob@two.example", "carl@null.example"));

            assertThat(ended.recipients())
                    .extracting(RecipientState::status)
                    .containsExactly(
                            RecipientState.Status.DELIVERED,
                            RecipientState.Status.DELIVERED,
                            RecipientState.Status.BOUNCED);
            assertThat(ended.recipients().getLast().lastReply().orElseThrow())
                    .hasToString("556 5.1.10 null.example accepts no mail (null MX)");
            assertThat(one.onlyMessage().recipients()).containsExactly("ann@one.example");
            assertThat(two.onlyMessage().recipients()).containsExactly("bob@two.example");
        }
    }

    @Test
    void aRuleSendsMailAnotherWay() throws Exception {
        try (LoopbackDns dns = LoopbackDns.start();
                ScriptedPeer exchanger = ScriptedPeer.start();
                ScriptedPeer relay = ScriptedPeer.start();
                TestServer posthorn = start(
                        dns,
                        exchanger.port(),
                        "routes.rules=to=two.example via=" + relay.address() + ",to=*.invalid via=discard")) {
            dns.a("one.example", "127.0.0.1");
            QueuedMessage ended =
                    posthorn.ended(send(posthorn, "ann@one.example", "bob@two.example", "carl@a.invalid"));

            assertThat(ended.recipients())
                    .extracting(RecipientState::status)
                    .containsOnly(RecipientState.Status.DELIVERED);
            assertThat(exchanger.onlyMessage().recipients()).containsExactly("ann@one.example");
            assertThat(relay.onlyMessage().recipients()).containsExactly("bob@two.example");
        }
    }

    private static List<RecipientState> states(TestServer posthorn, String id) {
        return posthorn.server
                .queue()
                .find(MessageId.parse(id).orElseThrow())
                .orElseThrow()
                .recipients();
    }

    @Test
    void aHangingAndARefusingPeerDelayNoMailToAHealthyOne() throws Exception {
        try (LoopbackDns dns = LoopbackDns.start();
                ScriptedPeer healthy = ScriptedPeer.start();
                // Few attempts in all, so that the hanging ones would take every one if nothing kept them apart.
                TestServer posthorn = start(dns, healthy.port(), "delivery.attempts=20", "retry.schedule=1h");
                // Closed first, so that the server need not wait for it when it stops.
                ScriptedPeer hanging =
                        ScriptedPeer.startAt("127.0.0.2", healthy.port(), new PeerScript().hang("MAIL"))) {
            dns.a("healthy.example", "127.0.0.1").a("hanging.example", "127.0.0.2");
            dns.a("refusing.example", "127.0.0.3");
            List<String> ids = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                send(posthorn, "a" + i + "@hanging.example");
                ids.add(send(
                        posthorn,
                        "b" + i + "@refusing.example",
                        "c" + i + "@hanging.example",
                        "d" + i + "@healthy.example"));
            }
            await("mail to the healthy peer")
                    .atMost(TestServer.PATIENCE)
                    .until(() -> healthy.messages().size() == 60);
            // Once it is known to take nothing, the rest waits untried.
            await("mail to the refusing peer is put off")
                    .atMost(TestServer.PATIENCE)
                    .until(() -> ids.stream()
                            .anyMatch(id -> states(posthorn, id).getFirst().attempts() == 1));
            for (String id : ids) {
                RecipientState refused = states(posthorn, id).getFirst();
                assertThat(refused.status()).isEqualTo(RecipientState.Status.PENDING);
                assertThat(refused.attempts()).isBetween(0, 1);
                refused.lastReply()
                        .ifPresent(reply -> assertThat(reply.toString()).startsWith("451 4.4.1 "));
                assertThat(states(posthorn, id).get(1).attempts()).isZero();
            }
            assertThat(healthy.messages()).hasSize(60);
            assertThat(hanging.messages()).isEmpty();
        }
    }

    private TestServer start(LoopbackDns dns, int port, String... settings) throws Exception {
        List<String> all = new ArrayList<>(List.of(
                "relay.mode=mx",
                "relay.tls=off",
                "relay.mx_port=" + port,
                "dns.servers=127.0.0.1:" + dns.address().getPort()));
        all.addAll(List.of(settings));
        TestServer posthorn = TestServer.start(directory, true, all.toArray(String[]::new));
        try (SesClient ses = posthorn.client("123456789012", "any")) {
            ses.verifyDomainIdentity(request -> request.domain("shop.example"));
        }
        return posthorn;
    }

    private static String send(TestServer posthorn, String... recipients) {
        try (SesClient ses = posthorn.client("123456789012", "any")) {
            return ses.sendEmail(mail -> mail.source("shop@shop.example")
                            .destination(to -> to.toAddresses(recipients))
                            .message(message -> message.subject(text -> text.data("Hello"))
                                    .body(body -> body.text(text -> text.data("How do you do?")))))
                    .messageId();
        }
    }
}
