package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.posthorn.engine.identity.Credential;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.smtp.server.SmtpCredentials;
import org.posthorn.smtp.testing.PeerScript;
import org.posthorn.smtp.testing.ScriptedPeer;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.StandardRetryStrategy;
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
                assertRefused(() -> send(a, "me@a.example"), 503, "ServiceUnavailable", "Service is unavailable");
                assertThat(submit(posthorn, keyOfA, "me@a.example")).isEqualTo("452 4.3.1 Temporary service failure");

                assertThat(send(b, "me@b.example")).isNotEmpty();
                assertThat(submit(posthorn, keyOfB, "me@b.example")).startsWith("250 Ok ");
                await().atMost(TestServer.PATIENCE)
                        .untilAsserted(() -> assertThat(posthorn.metrics())
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

    @Test
    void quotasHoldForAnAccountOverAllItsRegions() throws Exception {
        try (TestServer posthorn = TestServer.start(
                directory,
                false,
                "relay.hosts=127.0.0.1:1",
                "account.sandbox=false",
                "account.max_24_hour_send=5",
                "api.control_rate=0")) {
            Credential keyOfA = posthorn.tenant(A, "a.example");
            posthorn.server.identities().vouch(new Tenant(A.accountId(), "eu-west-1"), "a.example");
            Credential keyOfB = posthorn.tenant(B, "b.example");
            try (SesClient east = in(posthorn, Region.US_EAST_1, keyOfA);
                    SesClient west = in(posthorn, Region.EU_WEST_1, keyOfA);
                    SesClient b = in(posthorn, Region.US_EAST_1, keyOfB)) {
                for (int i = 0; i < 3; i++) {
                    send(east, "me@a.example");
                }
                send(west, "me@a.example");
                send(west, "me@a.example");
                for (SesClient each : List.of(east, west)) {
                    assertRefused(() -> send(each, "me@a.example"), 400, "Throttling", "Daily message quota exceeded.");
                    assertThat(each.getSendQuota().sentLast24Hours()).isEqualTo(5);
                }
                assertThat(submit(posthorn, keyOfA, "me@a.example"))
                        .isEqualTo("454 Throttling failure: Daily message quota exceeded");
                assertThat(send(b, "me@b.example")).isNotEmpty();
                assertThat(b.getSendQuota().sentLast24Hours()).isEqualTo(1);
            }
        }
    }

    @Test
    void aRegionThatIsNotOneOfTheListIsRefusedEverywhere() throws Exception {
        try (TestServer posthorn = TestServer.start(
                directory,
                false,
                "relay.hosts=127.0.0.1:1",
                "account.sandbox=false",
                "api.regions=eu-west-1,sa-east-1")) {
            Tenant inEurope = new Tenant(A.accountId(), "eu-west-1");
            Credential key = posthorn.tenant(inEurope, "a.example");
            try (SesClient europe = in(posthorn, Region.EU_WEST_1, key);
                    SesClient mars = in(posthorn, Region.of("mars-north-1"), key)) {
                assertThat(send(europe, "me@a.example")).isNotEmpty();
                assertRefused(
                        () -> send(mars, "me@a.example"),
                        403,
                        "SignatureDoesNotMatch",
                        "Credential should be scoped to a valid region. ");
            }
            String submission = posthorn.server.endpoints().submission();
            assertThat(SmtpText.login(
                            submission,
                            key.accessKeyId(),
                            SmtpCredentials.password(key.secretAccessKey(), "eu-west-1")))
                    .startsWith("235 ");
            assertThat(SmtpText.login(
                            submission,
                            key.accessKeyId(),
                            SmtpCredentials.password(key.secretAccessKey(), "us-east-1")))
                    .startsWith("535 ");
            CommandLineRun refused = CommandLineRun.on(
                    directory,
                    "identity",
                    "verify",
                    "a.example",
                    "--account",
                    A.accountId(),
                    "--region",
                    "mars-north-1");
            assertThat(refused.code()).isEqualTo(1);
            assertThat(refused.err())
                    .contains("there is no region mars-north-1; api.regions names those that there are");
        }
    }

    @Test
    void nobodyIsFloodedWithVerificationMails() throws Exception {
        try (ScriptedPeer relay = ScriptedPeer.start()) {
            String[] settings = {"relay.hosts=" + relay.address()};
            List<Credential> keys = new ArrayList<>();
            try (TestServer posthorn = TestServer.start(directory, false, settings)) {
                for (int i = 1; i <= 4; i++) {
                    keys.add(posthorn.tenant(new Tenant(String.valueOf(i).repeat(12), "us-east-1"), i + ".example"));
                }
                verify(posthorn, keys.get(0), "victim@example.net");
                verify(posthorn, keys.get(0), "victim@example.net");
                assertThrottled(posthorn, keys.get(0), "another@example.net");
                verify(posthorn, keys.get(1), "victim@example.net");
                verify(posthorn, keys.get(2), "victim@example.net");
                assertThrottled(posthorn, keys.get(3), "victim@example.net");
                verify(posthorn, keys.get(3), "other@example.net");
                await().ignoreExceptions()
                        .atMost(TestServer.PATIENCE)
                        .untilAsserted(() -> verify(posthorn, keys.get(0), "another@example.net"));
                TestServer.arrived(relay, "another@example.net");
                await().atMost(TestServer.PATIENCE).until(() -> relay.messages().size() == 5);
                try (SesClient first = in(posthorn, Region.US_EAST_1, keys.get(0))) {
                    assertThat(first.getSendQuota().sentLast24Hours()).isZero();
                }
            }
            try (TestServer posthorn = TestServer.start(directory, false, settings)) {
                verify(posthorn, keys.get(0), "victim@example.net");
                verify(posthorn, keys.get(0), "third@example.net");
                TestServer.arrived(relay, "third@example.net");
            }
            assertThat(relay.messages())
                    .filteredOn(message -> message.recipients().contains("victim@example.net"))
                    .hasSize(3);
        }
    }

    private static void verify(TestServer posthorn, Credential key, String address) {
        try (SesClient ses = in(posthorn, Region.US_EAST_1, key)) {
            ses.verifyEmailIdentity(r -> r.emailAddress(address));
        }
    }

    private static void assertThrottled(TestServer posthorn, Credential key, String address) {
        assertRefused(() -> verify(posthorn, key, address), 400, "Throttling", "Rate exceeded");
        try (SesClient ses = in(posthorn, Region.US_EAST_1, key)) {
            assertRefused(
                    () -> ses.verifyEmailAddress(r -> r.emailAddress(address)), 400, "Throttling", "Rate exceeded");
        }
    }

    private static SesClient in(TestServer posthorn, Region region, Credential key) {
        return SesClient.builder()
                .endpointOverride(posthorn.api())
                .region(region)
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(key.accessKeyId(), key.secretAccessKey())))
                .httpClient(UrlConnectionHttpClient.create())
                .overrideConfiguration(o -> o.retryStrategy(
                        StandardRetryStrategy.builder().maxAttempts(1).build()))
                .build();
    }

    private static void assertRefused(ThrowingCallable call, int status, String code, String text) {
        assertThatThrownBy(call).isInstanceOfSatisfying(SesException.class, refused -> {
            assertThat(refused.statusCode()).isEqualTo(status);
            assertThat(refused.awsErrorDetails().errorCode()).isEqualTo(code);
            assertThat(refused.awsErrorDetails().errorMessage()).isEqualTo(text);
        });
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
