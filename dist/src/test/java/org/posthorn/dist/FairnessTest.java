package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.posthorn.engine.identity.Credential;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.smtp.server.SmtpCredentials;
import org.posthorn.smtp.testing.PeerScript;
import org.posthorn.smtp.testing.ScriptedPeer;
import software.amazon.awssdk.services.ses.SesClient;
import software.amazon.awssdk.services.ses.model.BulkEmailDestination;
import software.amazon.awssdk.services.ses.model.SesException;

/// Two accounts on one server: whatever one does, the other can send.
class FairnessTest {
    private static final Tenant A = new Tenant("111111111111", "us-east-1");
    private static final Tenant B = new Tenant("222222222222", "us-east-1");

    @TempDir
    private Path directory;

    @Test
    void anAccountThatHasItsShareOfTheQueueIsRefusedWhileAnotherIsNot() throws Exception {
        try (TestServer posthorn = TestServer.start(
                directory, false, "relay.hosts=127.0.0.1:1", "account.sandbox=false", "queue.max_messages=30")) {
            Credential keyOfA = posthorn.tenant(A, "a.example");
            Credential keyOfB = posthorn.tenant(B, "b.example");
            try (SesClient a = posthorn.client(keyOfA.accessKeyId(), keyOfA.secretAccessKey());
                    SesClient b = posthorn.client(keyOfB.accessKeyId(), keyOfB.secretAccessKey())) {
                for (int i = 0; i < 27; i++) {
                    send(a, "me@a.example");
                }
                assertThatThrownBy(() -> send(a, "me@a.example"))
                        .isInstanceOfSatisfying(SesException.class, refused -> {
                            assertThat(refused.statusCode()).isEqualTo(503);
                            assertThat(refused.awsErrorDetails().errorCode()).isEqualTo("ServiceUnavailable");
                            assertThat(refused.awsErrorDetails().errorMessage()).isEqualTo("Service is unavailable");
                        });
                assertThat(submit(posthorn, keyOfA, "me@a.example")).isEqualTo("452 4.3.1 Temporary service failure");

                assertThat(send(b, "me@b.example")).isNotEmpty();
                assertThat(submit(posthorn, keyOfB, "me@b.example")).startsWith("250 Ok ");
                await().atMost(TestServer.PATIENCE)
                        .untilAsserted(() -> assertThat(posthorn.get("/metrics").body())
                                .contains("posthorn_queue_account_messages{account=\"111111111111\"} 27")
                                .contains("posthorn_queue_account_messages{account=\"222222222222\"} 2")
                                .contains("posthorn_queue_account_refused{account=\"111111111111\"} 2"));
            }
        }
    }

    private static String submit(TestServer posthorn, Credential key, String sender) throws Exception {
        return SmtpText.submit(
                posthorn.server.endpoints().submission(),
                key.accessKeyId(),
                SmtpCredentials.password(key.secretAccessKey(), "us-east-1"),
                sender,
                "you@example.net",
                "From: " + sender + "\r\nTo: you@example.net\r\nSubject: hello\r\n\r\nhello\r\n");
    }

    @Test
    void mailOfTwoAccountsForOneSlowRelayTakesTurns() throws Exception {
        // About forty messages a second.
        PeerScript slow = new PeerScript().drip("END", "250 ok\r\n", 4, Duration.ofMillis(12));
        try (ScriptedPeer relay = ScriptedPeer.start(slow);
                TestServer posthorn = TestServer.start(
                        directory,
                        false,
                        "relay.hosts=" + relay.address(),
                        "relay.connections=1",
                        "account.sandbox=false")) {
            Credential keyOfA = posthorn.tenant(A, "a.example");
            Credential keyOfB = posthorn.tenant(B, "b.example");
            try (SesClient a = posthorn.client(keyOfA.accessKeyId(), keyOfA.secretAccessKey());
                    SesClient b = posthorn.client(keyOfB.accessKeyId(), keyOfB.secretAccessKey())) {
                a.createTemplate(r -> r.template(
                        t -> t.templateName("t").subjectPart("subject").textPart("text")));
                for (int call = 0; call < 8; call++) {
                    bulk(a, call);
                }
                for (int i = 0; i < 10; i++) {
                    send(b, "me@b.example");
                }
                int sentBefore = relay.messages().size();
                await().atMost(TestServer.PATIENCE).until(() -> arrived(relay, "b.example") == 10);
                assertThat(arrived(relay, "a.example")).isBetween(0L, 399L);
                assertThat(relay.messages().size() - sentBefore).isLessThan(150);
            }
        }
    }

    private static void bulk(SesClient a, int call) {
        List<BulkEmailDestination> destinations = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            String address = call + "-" + i + "@example.net";
            destinations.add(BulkEmailDestination.builder()
                    .destination(d -> d.toAddresses(address))
                    .build());
        }
        a.sendBulkTemplatedEmail(r ->
                r.source("me@a.example").template("t").defaultTemplateData("{}").destinations(destinations));
    }

    private static long arrived(ScriptedPeer relay, String domain) {
        return relay.messages().stream()
                .filter(message -> message.text().contains("From: me@" + domain))
                .count();
    }

    private static String send(SesClient ses, String source) {
        return ses.sendEmail(r -> r.source(source)
                        .destination(d -> d.toAddresses("you@example.net"))
                        .message(m -> m.subject(s -> s.data("subject")).body(body -> body.text(t -> t.data("text")))))
                .messageId();
    }
}
