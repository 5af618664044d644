package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import jakarta.mail.internet.MimeUtility;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.posthorn.engine.identity.Credential;
import org.posthorn.engine.mail.Tenant;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.ses.SesClient;
import software.amazon.awssdk.services.ses.model.NotificationType;
import tools.jackson.databind.JsonNode;

/// Mail of all shapes and sizes through Posthorn to a real Postfix, compared byte by byte with what was submitted. A
/// third of it goes to a port that takes no 8-bit mail, so that it is converted on the way.
///
/// `-Dpostfix.messages=10000` for more than in an ordinary build, `-Dpostfix.seed=N` for a run's mail again,
/// `-Dpostfix.dir=DIR` for where Postfix keeps its files (one of memory is faster).
class PostfixTest {
    private static final int MESSAGES = Integer.getInteger("postfix.messages", 300);
    private static final long SEED = Long.getLong("postfix.seed", System.nanoTime() & 0xffff_ffffL);
    private static final Path PLACE = Path.of(System.getProperty("postfix.dir", "/tmp"));
    private static final Duration LIMIT = Duration.ofSeconds(60 + MESSAGES / 5);
    private static final int CLIENTS = 6;
    private static final Pattern NUMBER = Pattern.compile("(?m)^X-Test-Id: (\\d+)$");
    private static final Pattern ENCODING = Pattern.compile("(?m)^Content-Transfer-Encoding: (.+)$");
    private static final Pattern RECIPIENT = Pattern.compile("(?m)^X-Original-To: (.+)$");

    @TempDir
    private Path directory;

    private final AtomicLong bytes = new AtomicLong();
    private final AtomicInteger converted = new AtomicInteger();
    private final AtomicInteger expected = new AtomicInteger();

    /// An unknown user there, found out after it was accepted: the report comes to the return path and ends at a web
    /// hook.
    @Test
    @Timeout(300)
    void aBounceOfPostfixComesBackAsANotification() throws Exception {
        assumeTrue(Postfix.isAvailable(), "skipped: needs root, and Postfix (apt-get install postfix)");
        int inbound = Postfix.freePort();
        try (WebHook hook = WebHook.start();
                Postfix postfix = Postfix.start(PLACE, inbound);
                TestServer posthorn = TestServer.start(
                        directory,
                        false,
                        "relay.hosts=" + postfix.address(),
                        "inbound.listen=127.0.0.1:" + inbound,
                        "account.sandbox=false")) {
            Credential key = posthorn.tenant(new Tenant("123456789012", "us-east-1"), "example.com");
            try (SesClient ses = posthorn.client(key.accessKeyId(), key.secretAccessKey())) {
                List<String> data = List.of("data.dir=" + directory.resolve("data"));
                String topic = "arn:aws:sns:us-east-1:123456789012:bounces";
                CommandLineRun.of(directory, data, "topic", "create", "bounces", "--account", "123456789012");
                CommandLineRun.of(directory, data, "topic", "subscribe", topic, hook.url());
                String confirm = hook.await(
                                "the confirmation", post -> post.body().contains("SubscribeURL"))
                        .json()
                        .get("SubscribeURL")
                        .asString();
                assertThat(posthorn.http(HttpRequest.newBuilder(URI.create(confirm)))
                                .statusCode())
                        .isEqualTo(200);
                ses.setIdentityNotificationTopic(r -> r.identity("example.com")
                        .notificationType(NotificationType.BOUNCE)
                        .snsTopic(topic));
                String id = ses.sendEmail(r -> r.source("shop@example.com")
                                .destination(d -> d.toAddresses("nobody@gone.example"))
                                .message(m -> m.subject(s -> s.data("s")).body(b -> b.text(t -> t.data("t")))))
                        .messageId();
                JsonNode bounce =
                        hook.event("notificationType", "Bounce", id).message().get("bounce");
                assertThat(bounce.get("bounceType").asString()).isEqualTo("Permanent");
                assertThat(bounce.get("reportingMTA").asString()).isEqualTo("dns; mta.test");
                JsonNode recipient = bounce.get("bouncedRecipients").get(0);
                assertThat(recipient.get("emailAddress").asString()).isEqualTo("nobody@gone.example");
                assertThat(recipient.get("status").asString()).isEqualTo("5.1.1");
                assertThat(recipient.get("action").asString()).isEqualTo("failed");
                CommandLineRun events = CommandLineRun.of(directory, data, "events", "--message", id);
                assertThat(events.out()).contains("Send").contains("Delivery").contains("Bounce");
                CommandLineRun about = CommandLineRun.of(
                        directory, data, "events", "--recipient", "nobody@gone.example", "--since", "1h");
                assertThat(about.out()).contains(id).contains("Permanent/General");
                assertThat(CommandLineRun.of(directory, data, "events", "--since", "yesterday")
                                .err())
                        .contains("since is an age such as 2h");
            }
        }
    }

    @Test
    @Timeout(7_200)
    void everyMessageArrivesAtPostfixAsItWasSubmitted() throws Exception {
        assumeTrue(Postfix.isAvailable(), "skipped: needs root, and Postfix (apt-get install postfix)");
        long start = System.nanoTime();
        try (Postfix postfix = Postfix.start(PLACE);
                TestServer posthorn = TestServer.start(
                        directory,
                        false,
                        "relay.hosts=" + postfix.address(),
                        "routes.rules=to=seven.example via=" + postfix.sevenBitAddress(),
                        "account.sandbox=false")) {
            Credential key = posthorn.tenant(new Tenant("123456789012", "us-east-1"), "example.com");
            submitAll(posthorn, key);
            await("all mail at Postfix")
                    .atMost(LIMIT)
                    .pollInterval(Duration.ofMillis(500))
                    .until(() -> postfix.delivered().size() >= expected.get());
            long seconds = Duration.ofNanos(System.nanoTime() - start).toSeconds();
            Set<String> copies = new HashSet<>();
            for (Path file : postfix.delivered()) {
                assertThat(copies.add(compare(file))).as("%s comes once", file).isTrue();
            }
            System.out.printf(
                    "postfix test: seed=%d messages=%d copies=%d converted=%d submitted=%dMiB seconds=%d%n",
                    SEED, MESSAGES, copies.size(), converted.get(), bytes.get() >> 20, seconds);
            assertThat(converted).as("copies that were converted").hasPositiveValue();
            assertThat(copies).hasSize(expected.get());
            assertThat(posthorn.metrics()).contains("posthorn");
        }
    }

    private void submitAll(TestServer posthorn, Credential key) throws Exception {
        AtomicInteger next = new AtomicInteger();
        List<Future<?>> clients = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(CLIENTS)) {
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(threads.submit(() -> {
                    try (SesClient ses = posthorn.client(key.accessKeyId(), key.secretAccessKey())) {
                        for (int number = next.getAndIncrement(); number < MESSAGES; number = next.getAndIncrement()) {
                            submit(ses, TestMail.make(SEED, number));
                        }
                    }
                }));
            }
        }
        for (Future<?> client : clients) {
            client.get();
        }
    }

    private void submit(SesClient ses, TestMail mail) {
        byte[] raw = mail.raw();
        ses.sendRawEmail(r -> r.source("shop@example.com")
                .destinations(mail.recipients())
                .rawMessage(m -> m.data(SdkBytes.fromByteArrayUnsafe(raw))));
        bytes.addAndGet(raw.length);
        expected.addAndGet(mail.recipients().size());
    }

    /// Compares a delivered file with its submission; our fields stand in their order among those added on the way.
    ///
    /// @return its number and recipient
    private String compare(Path file) throws Exception {
        String text = Files.readString(file, StandardCharsets.ISO_8859_1);
        int end = text.indexOf("\n\n");
        assertThat(end).as("%s has an empty line behind the header", file).isPositive();
        String header = text.substring(0, end + 1);
        int number = Integer.parseInt(only(NUMBER, header));
        String recipient = only(RECIPIENT, header);
        TestMail mail = TestMail.make(SEED, number);
        assertThat(mail.recipients()).contains(recipient);
        // One at a time, so that a failure does not print 10 MB.
        Matcher encoding = ENCODING.matcher(header);
        assertThat(encoding.find()).isTrue();
        String body = decoded(text.substring(end + 2), encoding.group(1));
        assertThat(body.equals(mail.storedBody()))
                .as("body of %d with seed %d: %s", number, SEED, difference(body, mail.storedBody()))
                .isTrue();
        assertThat(header)
                .containsSubsequence(mail.storedHeader().stream()
                        .filter(field -> !ENCODING.matcher(field).matches())
                        .map(field -> field + "\n")
                        .toList());
        return number + " " + recipient;
    }

    /// @param encoding that of the header, which says what was done to the body on the way
    private String decoded(String body, String encoding) throws Exception {
        if (encoding.equals("8bit")) {
            return body;
        }
        converted.incrementAndGet();
        byte[] bytes = body.getBytes(StandardCharsets.ISO_8859_1);
        try (InputStream in = MimeUtility.decode(new ByteArrayInputStream(bytes), encoding)) {
            String text = new String(in.readAllBytes(), StandardCharsets.ISO_8859_1).replace("\r\n", "\n");
            return text.isEmpty() || text.endsWith("\n") ? text : text + "\n";
        }
    }

    private static String difference(String delivered, String submitted) {
        int at = 0;
        while (at < Math.min(delivered.length(), submitted.length()) && delivered.charAt(at) == submitted.charAt(at)) {
            at++;
        }
        return delivered.length() + " bytes instead of " + submitted.length() + ", different from byte " + at;
    }

    private static String only(Pattern pattern, String header) {
        Matcher matcher = pattern.matcher(header);
        assertThat(matcher.find()).as("%s in %s", pattern, header).isTrue();
        return matcher.group(1);
    }
}
