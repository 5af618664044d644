package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.posthorn.config.ConfigFile;
import org.posthorn.config.ConfigSources;
import org.posthorn.dist.tls.TestCa;
import org.posthorn.server.Server;
import org.posthorn.smtp.testing.PeerScript;
import org.posthorn.smtp.testing.ScriptedPeer;
import org.posthorn.tls.Authorities;
import software.amazon.awssdk.services.ses.SesClient;

/// SIGHUP: certificates, authorities and secrets are read anew, and nothing is dropped.
@Timeout(300)
class RenewalTest {
    private static final Duration YEAR = Duration.ofDays(365);
    private static final Duration LONG = Duration.ofSeconds(90);

    @TempDir
    private Path directory;

    private final TestCa ca = new TestCa("Example Internal CA");
    private Path certificate;
    private Path key;
    private Path authorities;

    @BeforeEach
    void writeFiles() throws IOException {
        certificate = directory.resolve("server.crt");
        key = directory.resolve("server.key");
        authorities = Files.writeString(directory.resolve("ca.pem"), ca.pem());
    }

    @Test
    void theNewCertificateIsShownEverywhereAndConnectionsStay() throws Exception {
        TestCa.Issued first = ca.issue("RSA", YEAR);
        TestCa.Issued second = ca.issue("EC", YEAR);
        first.write(certificate, key);
        try (ScriptedPeer relay = ScriptedPeer.start();
                ServerProcess server = ServerProcess.startTelling(
                        directory,
                        relay.address(),
                        "api.tls.certificate=" + certificate,
                        "api.tls.key=" + key,
                        "submission.tls_listen=127.0.0.1:0")) {
            String api = server.endpoint("api");
            String submission = server.endpoint("submission");
            String submissionTls = server.endpoint("submissionTls");
            try (SSLSocket kept = connect(api);
                    Socket session = plain(submission)) {
                BufferedReader answers = reader(kept);
                assertThat(get(kept, answers)).startsWith("HTTP/1.1 200");
                assertThat(shown(kept)).isEqualTo(first.certificate());
                BufferedReader smtp = reader(session);
                assertThat(smtp.readLine()).startsWith("220 ");

                second.write(certificate, key);
                hangUp(server);
                awaitLog("event=reloaded read=\"api.tls,tls.ca_file,credentials\" changed=\"api.tls\""
                        + " wait_for_a_restart=\"\"");

                assertShown(api, second);
                assertShown(submissionTls, second);
                try (SSLSocket started = startTls(submission)) {
                    assertThat(shown(started)).isEqualTo(second.certificate());
                }
                assertThat(get(kept, answers)).startsWith("HTTP/1.1 200");
                write(session, "NOOP\r\n");
                assertThat(smtp.readLine()).startsWith("250 ");
            }

            Files.writeString(key, first.keyPem());
            hangUp(server);
            awaitLog("event=reload_failed reason=\"api.tls.key: " + key + " is not the key of the certificate in "
                    + certificate + " (CN=localhost)\" advice=\"mend it and reload again; the old ones stay in use\"");
            assertThat(log().filter(line -> line.contains(" ERROR ")).count()).isEqualTo(1);
            assertShown(api, second);

            assertThat(server.terminate()).isZero();
        }
    }

    @Test
    void theCertificateForMailComingInIsItsOwnAndRenewedAlike() throws Exception {
        TestCa.Issued first = ca.issue("EC", YEAR);
        TestCa.Issued second = ca.issue("RSA", YEAR);
        TestCa.Issued others = ca.issue("EC", YEAR);
        others.write(certificate, key);
        Path inbound = directory.resolve("inbound.crt");
        Path inboundKey = directory.resolve("inbound.key");
        first.write(inbound, inboundKey);
        try (ScriptedPeer relay = ScriptedPeer.start();
                ServerProcess server = ServerProcess.startTelling(
                        directory,
                        relay.address(),
                        "api.tls.certificate=" + certificate,
                        "api.tls.key=" + key,
                        "inbound.tls.certificate=" + inbound,
                        "inbound.tls.key=" + inboundKey)) {
            assertShown(server.endpoint("api"), others);
            try (SSLSocket kept = startTls(server.endpoint("inbound"))) {
                assertThat(shown(kept)).isEqualTo(first.certificate());

                second.write(inbound, inboundKey);
                hangUp(server);
                awaitLog("event=reloaded read=\"api.tls,inbound.tls,tls.ca_file,credentials\" changed=\"inbound.tls\""
                        + " wait_for_a_restart=\"\"");

                try (SSLSocket started = startTls(server.endpoint("inbound"))) {
                    assertThat(shown(started)).isEqualTo(second.certificate());
                }
                assertShown(server.endpoint("api"), others);
                write(kept, "NOOP\r\n");
                assertThat(reader(kept).readLine()).startsWith("250 ");
            }
            assertThat(server.terminate()).isZero();
        }
    }

    @Test
    void aRelaysAuthorityAndPasswordAreTakenUp() throws Exception {
        Files.writeString(authorities, new TestCa("Another CA").pem());
        Path password = Files.writeString(directory.resolve("relay-password"), "old\n");
        PeerScript script = new PeerScript()
                .offer("AUTH PLAIN")
                .starttls(ca.issue("EC", YEAR).context())
                .login("posthorn", "new");
        try (ScriptedPeer relay = ScriptedPeer.start(script);
                ServerProcess server = ServerProcess.startTelling(
                        directory,
                        relay.address(),
                        "tls.ca_file=" + authorities,
                        "relay.tls=required",
                        "relay.username=posthorn",
                        "relay.password-file=" + password,
                        "retry.schedule=1s");
                SesClient ses = TestServer.client(server.api(), "123456789012", "any")) {
            ses.sendEmail(r -> r.source("shop@example.com")
                    .destination(d -> d.toAddresses("ann@example.net"))
                    .message(m -> m.subject(s -> s.data("subject")).body(b -> b.text(t -> t.data("text")))));
            awaitLog("TLS failed (the relay's certificate comes from an unknown authority: CN=Example Internal CA)");

            Files.writeString(authorities, ca.pem());
            hangUp(server);
            awaitLog("event=reloaded read=\"tls.ca_file,credentials\" changed=\"tls.ca_file\"");
            awaitLog("authentication was refused");
            assertThat(relay.messages()).isEmpty();

            Files.writeString(password, "new\n");
            hangUp(server);
            awaitLog("changed=\"credentials\"");
            assertThat(await().atMost(LONG)
                            .until(() -> relay.messages().stream().findFirst(), Optional::isPresent)
                            .orElseThrow())
                    .satisfies(message -> {
                        assertThat(message.secured()).isTrue();
                        assertThat(message.user()).contains("posthorn");
                    });

            Files.delete(password);
            hangUp(server);
            awaitLog("event=reload_failed reason=\"--set relay.password-file: relay.password-file is \\\"" + password);
            assertThat(server.isAlive()).isTrue();
        }
    }

    @Test
    void theTokenOfMetricsIsTakenUpAndOtherKeysWait() throws Exception {
        Path token = Files.writeString(directory.resolve("token"), "first");
        ca.issue("EC", Duration.ofDays(20)).write(certificate, key);
        Path file = Files.writeString(directory.resolve("posthorn.toml"), """
                retry.expire = "2h"
                api.tls.certificate = "server.crt"
                api.tls.key = "server.key"
                metrics.token-file = "token"
                relay.hosts = "127.0.0.1:25"
                """);
        ConfigSources sources = new ConfigSources(
                Optional.of(file),
                Map.of(),
                List.of(
                        "data.dir=" + directory.resolve("data"),
                        "api.listen=127.0.0.1:0",
                        "submission.listen=127.0.0.1:0",
                        "inbound.listen=127.0.0.1:0",
                        "store.free_space_floor=1MiB",
                        "store.ballast=0B"),
                false,
                directory,
                directory);
        try (Server server = Server.start(ConfigFile.read(sources).config())) {
            String api = server.endpoints().api();
            assertThat(metrics(api, "first")).startsWith("HTTP/1.1 200");
            Matcher left = Pattern.compile("(?m)^posthorn_certificate_expiry_seconds ([0-9.E]+)$")
                    .matcher(metrics(api, "first"));
            assertThat(left.find()).isTrue();
            assertThat(Double.parseDouble(left.group(1))).isBetween(86_400.0 * 19, 86_400.0 * 20);

            Files.writeString(token, "second");
            Files.writeString(file, Files.readString(file).replace("2h", "3h"));
            server.renew(() -> ConfigFile.read(sources));

            assertThat(metrics(api, "first")).startsWith("HTTP/1.1 401");
            assertThat(metrics(api, "second")).startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void webHooksOfAPrivateAuthorityAreReached() throws Exception {
        HttpsServer hook = HttpsServer.create(new InetSocketAddress("127.0.0.1", 0), 10);
        hook.setHttpsConfigurator(new HttpsConfigurator(ca.issue("EC", YEAR).context()));
        CountDownLatch posted = new CountDownLatch(1);
        hook.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            posted.countDown();
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        hook.start();
        try (TestServer posthorn =
                TestServer.start(directory, false, "relay.mode=capture", "tls.ca_file=" + authorities)) {
            posthorn.server.accounts().create(Optional.of("123456789012"), "test");
            String topic = CommandLineRun.json(directory, "topic", "create", "news", "--account", "123456789012")
                    .get("topicArn")
                    .asString();
            CommandLineRun.json(
                    directory,
                    "topic",
                    "subscribe",
                    topic,
                    "https://127.0.0.1:" + hook.getAddress().getPort() + "/hook");
            assertThat(posted.await(90, TimeUnit.SECONDS)).isTrue();
        } finally {
            hook.stop(0);
        }
    }

    @Test
    void aHangUpDuringTheStartIsAnsweredWhenTheServerHasStarted() throws Exception {
        try (ScriptedPeer relay = ScriptedPeer.start();
                ServerProcess server = ServerProcess.startTelling(directory, relay.address())) {
            // The signal is ours long before the store is opened.
            await().atMost(LONG).until(() -> Files.exists(directory.resolve("data")));
            hangUp(server);
            awaitLog("event=reloaded read=\"tls.ca_file,credentials\" changed=\"\" wait_for_a_restart=\"\"");
            assertThat(server.endpoint("api")).isNotEmpty();
            assertThat(server.terminate()).isZero();
        }
    }

    private static void hangUp(ServerProcess server) throws Exception {
        assertThat(new ProcessBuilder("kill", "-HUP", Long.toString(server.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }

    private void awaitLog(String text) {
        await(text)
                .atMost(LONG)
                .untilAsserted(() -> assertThat(Files.readString(directory.resolve("server.log")))
                        .contains(text));
    }

    private java.util.stream.Stream<String> log() throws IOException {
        return Files.readString(directory.resolve("server.log")).lines();
    }

    private void assertShown(String address, TestCa.Issued issued) throws IOException {
        try (SSLSocket socket = connect(address)) {
            assertThat(shown(socket)).isEqualTo(issued.certificate());
        }
    }

    private static X509Certificate shown(SSLSocket socket) throws IOException {
        return (X509Certificate) socket.getSession().getPeerCertificates()[0];
    }

    /// With a context of its own, so that no session is resumed.
    private SSLContext client() throws IOException {
        return Authorities.load(Optional.of(directory.resolve("ca.pem"))).context();
    }

    private SSLSocket connect(String address) throws IOException {
        URI uri = URI.create("tls://" + address);
        SSLSocket socket = (SSLSocket) client().getSocketFactory().createSocket(uri.getHost(), uri.getPort());
        socket.setSoTimeout((int) TestServer.PATIENCE.toMillis());
        socket.startHandshake();
        return socket;
    }

    private static Socket plain(String address) throws IOException {
        URI uri = URI.create("tcp://" + address);
        Socket socket = new Socket(uri.getHost(), uri.getPort());
        socket.setSoTimeout((int) TestServer.PATIENCE.toMillis());
        return socket;
    }

    private SSLSocket startTls(String address) throws IOException {
        Socket socket = plain(address);
        BufferedReader answers = reader(socket);
        assertThat(answers.readLine()).startsWith("220 ");
        write(socket, "EHLO client.example\r\n");
        String line = answers.readLine();
        while (line.startsWith("250-")) {
            line = answers.readLine();
        }
        write(socket, "STARTTLS\r\n");
        assertThat(answers.readLine()).startsWith("220 ");
        SSLSocket secured =
                (SSLSocket) client().getSocketFactory().createSocket(socket, "127.0.0.1", socket.getPort(), true);
        secured.startHandshake();
        return secured;
    }

    private static String get(Socket socket, BufferedReader answers) throws IOException {
        write(socket, "GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n");
        String status = answers.readLine();
        int length = 0;
        for (String line = answers.readLine(); !line.isEmpty(); line = answers.readLine()) {
            if (line.toLowerCase(java.util.Locale.ROOT).startsWith("content-length:")) {
                length = Integer.parseInt(line.substring(line.indexOf(':') + 1).strip());
            }
        }
        for (int i = 0; i < length; i++) {
            answers.read();
        }
        return status;
    }

    private String metrics(String api, String token) throws IOException {
        try (SSLSocket socket = connect(api)) {
            write(
                    socket,
                    "GET /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer " + token
                            + "\r\n\r\n");
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
        }
    }

    private static BufferedReader reader(Socket socket) throws IOException {
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
    }
}
