package org.posthorn.receiving.action;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.mail.ReceivedId;
import org.posthorn.engine.settings.ReceiptAction;

class S3ActTest {
    private static final Task TASK = Received.task("Subject: x\r\n\r\n");

    private final ServiceKey key = new ServiceKey("one", "secret");

    private S3Act act(Optional<Path> directory, Optional<URI> endpoint, List<BucketOwner> owners) throws Exception {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init((KeyStore) null);
        return new S3Act(
                new ActionPlaces(directory, false, endpoint, owners, Optional.empty(), Map.of()),
                key,
                (X509TrustManager) factory.getTrustManagers()[0],
                () -> Received.AT);
    }

    private static ReceiptAction.S3 action(String bucket, String prefix) {
        return new ReceiptAction.S3(bucket, Optional.of(prefix), Optional.empty(), Optional.empty());
    }

    private static void assertRefused(S3Act act, ReceiptAction.S3 action, SesError error, String text) {
        assertThatThrownBy(() -> act.check(Received.TENANT, action))
                .isInstanceOfSatisfying(
                        SesException.class, e -> assertThat(e.error()).isEqualTo(error))
                .hasMessage(text);
    }

    @Test
    void aRuleThatIsMadeWritesTheObjectThatSesWrites(@TempDir Path directory) throws Exception {
        Files.createDirectory(directory.resolve("mail"));
        try (S3Act act = act(Optional.of(directory), Optional.empty(), List.of())) {
            act.check(Received.TENANT, action("mail", "in/"));
            act.check(
                    Received.TENANT,
                    new ReceiptAction.S3("mail", Optional.empty(), Optional.empty(), Optional.empty()));
        }
        Path setup = directory.resolve("mail/in/AMAZON_SES_SETUP_NOTIFICATION");
        assertThat(directory.resolve("mail/AMAZON_SES_SETUP_NOTIFICATION")).hasSameBinaryContentAs(setup);
        assertThat(Files.readString(setup))
                .startsWith("Date: Thu, 26 Nov 2026 09:00:00 +0000\r\nTo: recipient@example.com\r\n"
                        + "From: Amazon Web Services <no-reply-aws@amazon.com>\r\n"
                        + "Subject: Amazon SES Setup Notification\r\n\r\nHello,\r\n\r\n"
                        + "You received this message because you attempted to set up Amazon SES to deliver emails to"
                        + " this S3 bucket.\r\n\r\n")
                .endsWith("only valid if the entire setup process is successful. For more information about\r\n"
                        + "setting up email-receiving rules, see the Amazon SES Developer Guide at"
                        + " http://docs.aws.amazon.com/ses/latest/DeveloperGuide/Welcome.html .\r\n\r\n"
                        + "Thank you for using Amazon SES!\r\n\r\nThe Amazon SES Team\r\n");
    }

    @ParameterizedTest
    @CsvSource({
        "none,''",
        "../mail,''",
        "mail,../",
        "mail,a/../b/",
        "mail,/",
        "mail,a//",
        "Mail,''",
        "foreign,''",
        "'a\0b',''"
    })
    void whatCanNotBeWrittenToIsRefusedWhenARuleIsMade(String bucket, String prefix, @TempDir Path directory)
            throws Exception {
        Files.createDirectory(directory.resolve("mail"));
        Files.createDirectory(directory.resolve("foreign"));
        List<BucketOwner> owners = List.of(
                BucketOwner.parse("123456789012:mail"),
                BucketOwner.parse("123456789012:none"),
                BucketOwner.parse("210987654321:foreign"));
        try (S3Act act = act(Optional.of(directory), Optional.empty(), owners)) {
            assertRefused(
                    act,
                    action(bucket, prefix),
                    SesError.INVALID_S3_CONFIGURATION,
                    "Could not write to bucket: " + bucket);
        }
        assertThat(directory.resolve("mail")).isEmptyDirectory();
        assertThat(directory.resolve("foreign")).isEmptyDirectory();
    }

    @Test
    void aPrefixWithWhichIdsAreTooLongForFilesIsRefusedAtOnce(@TempDir Path directory) throws Exception {
        Files.createDirectory(directory.resolve("mail"));
        try (S3Act act = act(Optional.of(directory), Optional.empty(), List.of())) {
            act.check(Received.TENANT, action("mail", "x".repeat(200)));
            assertRefused(
                    act,
                    action("mail", "x".repeat(201)),
                    SesError.INVALID_S3_CONFIGURATION,
                    "Could not write to bucket: mail");
        }
    }

    @Test
    void withoutAPlaceThereIsNoBucket() throws Exception {
        try (S3Act act = act(Optional.empty(), Optional.empty(), List.of())) {
            assertRefused(
                    act, action("mail", ""), SesError.INVALID_S3_CONFIGURATION, "Could not write to bucket: mail");
            assertThat(act.perform(action("mail", ""), TASK))
                    .isInstanceOfSatisfying(Effect.Deferred.class, deferred -> {
                        assertThat(deferred.unreachable()).isFalse();
                        assertThat(deferred.reply().text())
                                .isEqualTo(
                                        "bucket mail: neither receiving.s3_directory nor receiving.s3_endpoint is set");
                    });
        }
    }

    /// A service that tells nothing but what was asked of it.
    private static final class Service implements AutoCloseable {
        private final HttpServer server;
        private final List<Map<String, String>> requests = new CopyOnWriteArrayList<>();

        Service(int status) throws IOException {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
            server.createContext("/", exchange -> {
                Map<String, String> request = new TreeMap<>();
                exchange.getRequestHeaders()
                        .forEach((name, values) -> request.put(name.toLowerCase(Locale.ROOT), values.getFirst()));
                request.put("path", exchange.getRequestMethod() + " " + exchange.getRequestURI());
                request.put("body", new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
                requests.add(request);
                exchange.getResponseHeaders().set("Location", "/elsewhere");
                exchange.sendResponseHeaders(status, -1);
                exchange.close();
            });
            server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            server.start();
        }

        Optional<URI> url() {
            return Optional.of(
                    URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/s3"));
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }

    @Test
    void aServiceIsAskedAsOldOnesUnderstand() throws Exception {
        try (Service service = new Service(200);
                S3Act act = act(Optional.empty(), service.url(), List.of())) {
            assertThat(act.perform(action("mail", "in/ö "), TASK)).isEqualTo(Effect.DONE);
            key.renew("two", "other");
            assertThat(act.perform(action("mail", "in/ö "), TASK)).isEqualTo(Effect.DONE);

            Map<String, String> first = service.requests.getFirst();
            assertThat(first.get("path"))
                    .isEqualTo("PUT /s3/mail/in/%C3%B6%20"
                            + ReceivedId.of(TASK.mail().id()));
            assertThat(first.get("body")).isEqualTo("Subject: x\r\n\r\n");
            assertThat(first.get("x-amz-content-sha256"))
                    .isEqualTo(HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256")
                                    .digest(TASK.content().bytes())));
            assertThat(first.keySet())
                    .doesNotContain("x-amz-sdk-checksum-algorithm", "x-amz-trailer", "content-encoding", "expect")
                    .noneMatch(name -> name.startsWith("x-amz-checksum"));
            assertThat(first.get("authorization")).contains("Credential=one/", "/us-east-1/s3/aws4_request");
            assertThat(service.requests.getLast().get("authorization")).contains("Credential=two/");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {307, 403, 404, 429, 500, 503})
    void whatIsNoSuccessIsTriedAgainAndHoldsUpNoOther(int status) throws Exception {
        try (Service service = new Service(status);
                S3Act act = act(Optional.empty(), service.url(), List.of())) {
            assertThat(act.perform(action("mail", ""), TASK))
                    .isInstanceOfSatisfying(Effect.Deferred.class, deferred -> {
                        assertThat(deferred.unreachable()).isFalse();
                        assertThat(deferred.reply()).hasToString("451 4.3.0 bucket mail: HTTP " + status);
                    });
            assertThat(service.requests).hasSize(1);
            boolean passing = status == 429 || status / 100 == 5;
            assertRefused(
                    act,
                    action("mail", ""),
                    passing ? SesError.SERVICE_UNAVAILABLE : SesError.INVALID_S3_CONFIGURATION,
                    passing ? "Bucket mail can't be written to now." : "Could not write to bucket: mail");
        }
    }

    @Test
    void aServiceThatIsNotThereIsUnreachable() throws Exception {
        URI gone = URI.create("http://127.0.0.1:" + freePort() + "/");
        try (S3Act act = act(Optional.empty(), Optional.of(gone), List.of())) {
            assertThat(act.perform(action("mail", ""), TASK))
                    .isInstanceOfSatisfying(Effect.Deferred.class, deferred -> {
                        assertThat(deferred.unreachable()).isTrue();
                        assertThat(deferred.reply()).hasToString("451 4.4.1 bucket mail: the connection was refused");
                    });
        }
    }

    @Test
    void whoMayWriteToABucketIsReadOrToldApart() {
        assertThat(BucketOwner.parse("123456789012:a-b.c")).isEqualTo(new BucketOwner("123456789012", "a-b.c"));
        for (String bad : List.of("", "mail", "1234:mail", "12345678901x:mail", "123456789012:", "123456789012:A/b")) {
            assertThatThrownBy(() -> BucketOwner.parse(bad))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("\"" + bad + "\" is no ACCOUNT:BUCKET");
        }
    }

    /// Where nobody listens.
    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
