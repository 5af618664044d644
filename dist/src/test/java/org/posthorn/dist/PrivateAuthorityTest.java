package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.eclipse.angus.mail.smtp.SMTPTransport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.posthorn.dist.tls.TestCa;
import org.posthorn.engine.identity.Credential;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.smtp.testing.PeerScript;
import org.posthorn.smtp.testing.ScriptedPeer;
import org.posthorn.tls.Authorities;
import software.amazon.awssdk.services.ses.SesClient;
import software.amazon.awssdk.services.ses.model.EventType;
import software.amazon.awssdk.services.ses.model.SesException;
import tools.jackson.databind.JsonNode;

/// An installation in which all certificates come from an authority of its own (`tls.ca_file`).
class PrivateAuthorityTest {
    private static final Duration YEAR = Duration.ofDays(365);
    private static final Tenant TENANT = new Tenant("123456789012", "us-east-1");
    private static final String TOPIC = "arn:aws:sns:us-east-1:000000000000:mail";

    @TempDir
    private Path directory;

    private final TestCa ca = new TestCa("Example Internal CA");
    private Path authorities;

    @BeforeEach
    void write() throws Exception {
        authorities = Files.writeString(directory.resolve("ca.pem"), ca.pem());
    }

    @Test
    void topicsOfAServiceWithItsCertificateAreFoundAndPublishedTo() throws Exception {
        try (SnsPeer peer = SnsPeer.start(ca.issue("EC", YEAR).context());
                TestServer posthorn = start(
                        "tls.ca_file=" + authorities,
                        "topics.aws.sns_endpoint=" + peer.url(),
                        "topics.aws.access_key_id=theirs",
                        "topics.aws.secret_access_key=secret")) {
            peer.has(TOPIC);
            destination(posthorn);
            Map<String, String> valid = peer.published("the announcement", call -> TOPIC.equals(call.get("TopicArn")));
            assertThat(valid.get("Message"))
                    .isEqualTo("Successfully validated SNS topic for Amazon SES event publishing.");
        }
    }

    @Test
    void aServiceOfAnUnknownAuthorityHearsNothing() throws Exception {
        try (SnsPeer peer = SnsPeer.start(ca.issue("EC", YEAR).context());
                TestServer posthorn = start(
                        "topics.aws.sns_endpoint=" + peer.url(),
                        "topics.aws.access_key_id=theirs",
                        "topics.aws.secret_access_key=secret")) {
            peer.has(TOPIC);
            assertThatThrownBy(() -> destination(posthorn)).isInstanceOf(SesException.class);
            assertThat(peer.calls()).isEmpty();
        }
    }

    @Test
    void whoBringsReportsMayDoSoUnderTls() throws Exception {
        Path certificate = directory.resolve("server.crt");
        Path key = directory.resolve("server.key");
        ca.issue("EC", YEAR).write(certificate, key);
        try (TestServer posthorn = start("api.tls.certificate=" + certificate, "api.tls.key=" + key)) {
            URI inbound = URI.create("smtp://" + posthorn.server.endpoints().inbound());
            Properties properties = new Properties();
            properties.put("mail.smtp.starttls.enable", "true");
            properties.put("mail.smtp.starttls.required", "true");
            properties.put("mail.smtp.ssl.checkserveridentity", "true");
            properties.put(
                    "mail.smtp.ssl.socketFactory",
                    Authorities.load(Optional.of(authorities)).context().getSocketFactory());
            properties.put("mail.smtp.timeout", String.valueOf(TestServer.PATIENCE.toMillis()));
            Session session = Session.getInstance(properties);
            MimeMessage message = new MimeMessage(session);
            message.setFrom("abuse@provider.example");
            message.setRecipients(Message.RecipientType.TO, "fbl@mail.test");
            message.setSubject("under TLS");
            message.setText("no report at all");
            try (SMTPTransport transport = (SMTPTransport) session.getTransport("smtp")) {
                transport.connect(inbound.getHost(), inbound.getPort(), null, null);
                assertThat(transport.supportsExtension("STARTTLS"))
                        .as("offered once only")
                        .isFalse();
                transport.sendMessage(message, InternetAddress.parse("fbl@mail.test"));
            }
            assertThat(SmtpText.send(
                            posthorn.server.endpoints().inbound(), "", "fbl@mail.test", "Subject: in clear\r\n\r\n"))
                    .startsWith("250");
            JsonNode kept = CommandLineRun.json(directory, "reports", "list");
            assertThat(kept.size()).isEqualTo(2);

            properties.put(
                    "mail.smtp.ssl.socketFactory",
                    Authorities.load(Optional.empty()).context().getSocketFactory());
            try (SMTPTransport transport =
                    (SMTPTransport) Session.getInstance(properties).getTransport("smtp")) {
                assertThatThrownBy(() -> transport.connect(inbound.getHost(), inbound.getPort(), null, null))
                        .isInstanceOf(MessagingException.class)
                        .hasMessage("Could not convert socket to TLS");
            }
        }
    }

    @Test
    void doctorNamesTheKeyThatARelayWithItsCertificateWants() throws Exception {
        PeerScript script =
                new PeerScript().starttls(ca.issue("EC", YEAR).context()).offer("AUTH PLAIN");
        try (ScriptedPeer relay = ScriptedPeer.start(script)) {
            List<String> settings = List.of(
                    "data.dir=" + directory.resolve("data"), "relay.hosts=" + relay.address(), "relay.tls=required");
            CommandLineRun doctor = CommandLineRun.of(directory, settings, "doctor");
            assertThat(doctor.code()).isEqualTo(1);
            assertThat(doctor.out())
                    .containsPattern("(?m)^bad  relay: .*unknown authority: CN=Example Internal CA")
                    .contains(
                            "\n     -> if that authority is yours, put its certificate into a PEM file and name that in"
                                    + " tls.ca_file; until then mail waits in the queue\n");
        }
    }

    @Test
    void aRelayWhoseAuthorityNobodyNamedIsToldAsTheOperatorsToMend() throws Exception {
        PeerScript script = new PeerScript().starttls(ca.issue("EC", YEAR).context());
        try (ScriptedPeer relay = ScriptedPeer.start(script);
                TestServer posthorn = TestServer.start(
                        directory,
                        false,
                        "account.sandbox=false",
                        "relay.hosts=" + relay.address(),
                        "relay.tls=required")) {
            Credential key = posthorn.tenant(TENANT, "example.com");
            try (SesClient ses = posthorn.client(key.accessKeyId(), key.secretAccessKey())) {
                ses.sendEmail(r -> r.source("shop@example.com")
                        .destination(d -> d.toAddresses("ann@example.net"))
                        .message(m -> m.subject(s -> s.data("s")).body(b -> b.text(t -> t.data("t")))));
            }
            await().atMost(TestServer.PATIENCE)
                    .untilAsserted(() -> assertThat(
                                    posthorn.get("/health/ready").body())
                            .contains("\"warning\":\"a relay refuses mail from us; posthorn doctor says more\""));
            List<String> settings = List.of(
                    "data.dir=" + directory.resolve("data"), "relay.hosts=" + relay.address(), "relay.tls=required");
            assertThat(CommandLineRun.of(directory, settings, "doctor").out())
                    .contains("bad  relay: the relay 127.0.0.1[127.0.0.1]:" + relay.port() + " refuses us: 451 4.7.5 ")
                    .contains("its certificate with the name and with tls.ca_file.");
            JsonNode waiting = CommandLineRun.json(directory, "queue", "list")
                    .path(0)
                    .path("recipients")
                    .path(0);
            assertThat(waiting.path("reason").asString()).isEqualTo("TLS");
            assertThat(waiting.path("status").asString()).isEqualTo("PENDING");
        }
    }

    private TestServer start(String... settings) throws Exception {
        String[] all = java.util.Arrays.copyOf(settings, settings.length + 2);
        all[settings.length] = "relay.mode=capture";
        all[settings.length + 1] = "account.sandbox=false";
        return TestServer.start(directory, false, all);
    }

    private static void destination(TestServer posthorn) {
        Credential key = posthorn.tenant(TENANT, "example.com");
        try (SesClient ses = posthorn.client(key.accessKeyId(), key.secretAccessKey())) {
            ses.createConfigurationSet(r -> r.configurationSet(s -> s.name("set")));
            ses.createConfigurationSetEventDestination(r -> r.configurationSetName("set")
                    .eventDestination(d -> d.name("topic")
                            .enabled(true)
                            .matchingEventTypes(List.of(EventType.SEND))
                            .snsDestination(s -> s.topicARN(TOPIC))));
        }
    }
}
