package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.posthorn.dist.Refusal.assertRefused;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.posthorn.engine.identity.Credential;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.smtp.server.SmtpCredentials;
import org.posthorn.smtp.testing.ScriptedPeer;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.ses.SesClient;
import software.amazon.awssdk.services.ses.model.EventType;

/// Links in mail lead to `api.public_url` from the first message on; and where nobody said what that is, none is sent.
class LinksTest {
    private static final Tenant TENANT = new Tenant("123456789012", "us-east-1");
    private static final String HTML = "<html><body><a href=\"https://shop.test/\">buy</a></body></html>";
    private static final String NOWHERE = " holds a link to this server, whose operator has not set api.public_url.";

    @TempDir
    private Path directory;

    private ScriptedPeer relay;

    @BeforeEach
    void start() throws Exception {
        relay = ScriptedPeer.start();
    }

    @AfterEach
    void stop() {
        relay.close();
    }

    /// They are in recipients' mailboxes for ever.
    @Test
    void linksOfMailThatIsAcceptedWhileTheServerStartsLeadToThePublicUrl() throws Exception {
        Credential key;
        try (TestServer before = server()) {
            key = before.tenant(TENANT, "example.com");
            try (SesClient ses = before.client(key.accessKeyId(), key.secretAccessKey())) {
                tracked(ses, "set");
            }
        }
        int submission = freePort();
        CompletableFuture<TestServer> starting = CompletableFuture.supplyAsync(() -> {
            try {
                return server(
                        "submission.listen=127.0.0.1:" + submission, "api.public_url=https://mail.example.com/ses");
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        await("the first greeting")
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(2))
                .atMost(Duration.ofMinutes(2))
                .until(() -> starting.isCompletedExceptionally() || answers(submission));
        String reply = SmtpText.submit(
                "127.0.0.1:" + submission,
                key.accessKeyId(),
                SmtpCredentials.password(key.secretAccessKey(), TENANT.region()),
                "shop@example.com",
                "early@x.test",
                "From: shop@example.com\r\nTo: early@x.test\r\nX-SES-CONFIGURATION-SET: set\r\nMIME-Version: 1.0\r\n"
                        + "Content-Type: text/html; charset=UTF-8\r\n\r\n" + HTML + "\r\n");
        assertThat(reply).startsWith("250 Ok");
        try (TestServer started = starting.get(2, TimeUnit.MINUTES)) {
            assertThat(readable(TestServer.arrived(relay, "early@x.test").text()))
                    .contains("href=\"https://mail.example.com/ses/L0/")
                    .contains("src=\"https://mail.example.com/ses/I0/")
                    .doesNotContain("localhost");
            assertThat(started.get("/health/live").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void withoutAPublicUrlMailGoesOutUntrackedAndWithOneWarning() throws Exception {
        try (LogLines log = LogLines.of("org.posthorn");
                TestServer posthorn = unset()) {
            assertThat(log.lines())
                    .filteredOn(line -> line.contains("public_url_unreachable"))
                    .singleElement()
                    .asString()
                    .startsWith("WARN ")
                    .contains("api.public_url is not set");
            Credential key = posthorn.tenant(TENANT, "example.com");
            posthorn.server.identities().vouch(TENANT, "click.test");
            try (SesClient ses = posthorn.client(key.accessKeyId(), key.secretAccessKey())) {
                tracked(ses, "set");
                for (String to : List.of("one@x.test", "two@x.test")) {
                    send(ses, "set", to, HTML.replace("</body>", "{{ses:openTracker}}</body>"));
                    assertThat(readable(TestServer.arrived(relay, to).text())).contains(HTML);
                }
                assertThat(log.lines())
                        .filteredOn(line -> line.contains("event=mail_not_tracked"))
                        .hasSize(1);

                tracked(ses, "own");
                ses.createConfigurationSetTrackingOptions(
                        r -> r.configurationSetName("own").trackingOptions(o -> o.customRedirectDomain("click.test")));
                send(ses, "own", "own@x.test", HTML);
                assertThat(readable(TestServer.arrived(relay, "own@x.test").text()))
                        .as("a domain of the sender's own needs no public URL")
                        .contains("href=\"https://click.test/L0/");
            }
        }
    }

    @Test
    void withoutAPublicUrlListMailAndVerificationMailAreRefused() throws Exception {
        try (TestServer posthorn = unset()) {
            Credential key = posthorn.tenant(TENANT, "example.com");
            CommandLineRun.json(directory, "contacts", "put", "shop", "--account", TENANT.accountId());
            String mail =
                    "From: shop@example.com\r\nTo: list@x.test\r\nX-SES-LIST-MANAGEMENT-OPTIONS: shop\r\n\r\nhello\r\n";
            try (SesClient ses = posthorn.client(key.accessKeyId(), key.secretAccessKey())) {
                assertRefused(
                        () -> ses.sendRawEmail(r -> r.rawMessage(m -> m.data(SdkBytes.fromUtf8String(mail)))),
                        "MessageRejected",
                        "Mail with list management options" + NOWHERE);
                assertRefused(
                        () -> ses.verifyEmailIdentity(r -> r.emailAddress("me@x.test")),
                        "MessageRejected",
                        "Verification mail" + NOWHERE);
                ses.createCustomVerificationEmailTemplate(r -> r.templateName("t")
                        .fromEmailAddress("shop@example.com")
                        .templateSubject("s")
                        .templateContent("<html><body>x</body></html>")
                        .successRedirectionURL("https://shop.test/yes")
                        .failureRedirectionURL("https://shop.test/no"));
                assertRefused(
                        () -> ses.sendCustomVerificationEmail(
                                r -> r.templateName("t").emailAddress("me@x.test")),
                        "MessageRejected",
                        "Verification mail" + NOWHERE);
                assertThat(ses.listIdentities().identities()).containsExactly("example.com");
            }
            assertThat(SmtpText.submit(
                            posthorn.server.endpoints().submission(),
                            key.accessKeyId(),
                            SmtpCredentials.password(key.secretAccessKey(), TENANT.region()),
                            "shop@example.com",
                            "list@x.test",
                            mail))
                    .isEqualTo("554 Message rejected: Mail with list management options" + NOWHERE);
        }
    }

    @Test
    void aLoopbackAddressIsTheOperatorsWordAndWarnedOf() throws Exception {
        try (LogLines log = LogLines.of("org.posthorn.server.Server");
                TestServer posthorn = server("api.public_url=http://localhost:0")) {
            int port = posthorn.api().getPort();
            assertThat(log.lines())
                    .filteredOn(line -> line.contains("public_url_unreachable url=http://localhost:" + port + "/"))
                    .singleElement()
                    .asString()
                    .contains("links in mail lead to this machine only");
            Credential key = posthorn.tenant(TENANT, "example.com");
            try (SesClient ses = posthorn.client(key.accessKeyId(), key.secretAccessKey())) {
                ses.verifyEmailIdentity(r -> r.emailAddress("me@x.test"));
            }
            assertThat(readable(TestServer.arrived(relay, "me@x.test").text()))
                    .contains("http://localhost:" + port + "/verify?token=");
        }
    }

    @Test
    void aPublicUrlNeedsNoSlashAtItsEnd() throws Exception {
        try (LogLines log = LogLines.of("org.posthorn.server.Server");
                TestServer posthorn = server("api.public_url=https://mail.example.com")) {
            assertThat(log.lines()).noneMatch(line -> line.contains("public_url_unreachable"));
            Credential key = posthorn.tenant(TENANT, "example.com");
            try (SesClient ses = posthorn.client(key.accessKeyId(), key.secretAccessKey())) {
                ses.verifyEmailIdentity(r -> r.emailAddress("me@x.test"));
            }
            assertThat(readable(TestServer.arrived(relay, "me@x.test").text()))
                    .contains("https://mail.example.com/verify?token=");
        }
    }

    private TestServer server(String... settings) throws Exception {
        List<String> all = new ArrayList<>(List.of(settings));
        all.addAll(List.of("relay.hosts=" + relay.address(), "account.sandbox=false"));
        return TestServer.start(directory, false, all.toArray(String[]::new));
    }

    private TestServer unset() throws Exception {
        return TestServer.startWithoutPublicUrl(directory, "relay.hosts=" + relay.address(), "account.sandbox=false");
    }

    private static void tracked(SesClient ses, String set) {
        ses.createConfigurationSet(r -> r.configurationSet(s -> s.name(set)));
        ses.createConfigurationSetEventDestination(r -> r.configurationSetName(set)
                .eventDestination(d -> d.name("stream")
                        .enabled(true)
                        .matchingEventTypes(EventType.OPEN, EventType.CLICK)
                        .kinesisFirehoseDestination(f -> f.iamRoleARN("arn:aws:iam::123456789012:role/any")
                                .deliveryStreamARN("arn:aws:firehose:us-east-1:123456789012:deliverystream/s"))));
    }

    private static void send(SesClient ses, String set, String to, String html) {
        ses.sendEmail(r -> r.source("shop@example.com")
                .destination(d -> d.toAddresses(to))
                .message(m -> m.subject(s -> s.data("s")).body(b -> b.html(t -> t.data(html))))
                .configurationSetName(set));
    }

    private static String readable(String mail) {
        return mail.replace("=\r\n", "").replace("=2E", ".").replace("=3D", "=");
    }

    private static boolean answers(int port) {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(10_000);
            return socket.getInputStream().read() == '2';
        } catch (IOException e) {
            return false;
        }
    }

    private static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
