package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.posthorn.dist.tls.TestCa;
import org.posthorn.smtp.testing.LoopbackDns;
import software.amazon.awssdk.services.ses.SesClient;

/// Mail that is hard to hand on, from programs of others: what is in the bucket is what they had, byte for byte.
@SuppressWarnings("unchecked") // the varargs of the SDK's builders
@Timeout(300)
class ReceiptPeersTest {
    private static final Path NODE = Path.of("target", "clients").toAbsolutePath();
    private static final int SECONDS = 200;
    private static final int LARGE_BYTES = 30 << 20;
    private static final int ID_CHARS = 40;
    /// Lines of dots, of 8-bit characters, as long as may be (RFC 5322 §2.1.1), and empty ones at the end.
    private static final String HARD = ".\r\n..\r\n.a\r\nGrüße, 你好\r\n" + "x".repeat(998) + "\r\n \r\n\t\r\n\r\n\r\n";

    @TempDir
    private static Path directory;

    private static TestServer posthorn;
    private static LoopbackDns dns;
    private static Path bucket;
    private static String port;

    @TempDir
    private Path scratch;

    @BeforeAll
    static void start() throws Exception {
        TestCa ca = new TestCa("Example CA");
        Files.writeString(directory.resolve("ca.pem"), ca.pem());
        Path certificate = directory.resolve("inbound.crt");
        Path key = directory.resolve("inbound.key");
        ca.issue("EC", Duration.ofDays(90)).write(certificate, key);
        dns = LoopbackDns.start();
        bucket = Files.createDirectories(directory.resolve("box/inbox"));
        posthorn = TestServer.start(
                directory,
                true,
                "relay.mode=capture",
                "dns.servers=127.0.0.1:" + dns.address().getPort(),
                "receiving.s3_directory=" + directory.resolve("box"),
                "inbound.tls.certificate=" + certificate,
                "inbound.tls.key=" + key);
        String inbound = posthorn.server.endpoints().inbound();
        port = inbound.substring(inbound.lastIndexOf(':') + 1);
        try (SesClient ses = posthorn.client("123456789012", "any")) {
            ses.verifyDomainIdentity(r -> r.domain("example.com"));
            ses.createReceiptRuleSet(r -> r.ruleSetName("main"));
            ses.createReceiptRule(r -> r.ruleSetName("main")
                    .rule(rule -> rule.name("store")
                            .enabled(true)
                            .recipients("example.com")
                            .actions(a -> a.s3Action(s -> s.bucketName("inbox")))));
            ses.setActiveReceiptRuleSet(r -> r.ruleSetName("main"));
        }
    }

    @AfterAll
    static void stop() {
        posthorn.close();
        dns.close();
    }

    /// Each command takes the message from the file `MESSAGE`, hands it in at `PORT` under TLS, and knows the authority
    /// `CA`.
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "curl | curl --version | curl -sS --ssl-reqd --cacert CA --url smtp://localhost:PORT/client.example"
                        + " --mail-from bob@far.example --mail-rcpt ann@example.com -T MESSAGE",
                "msmtp | msmtp --version | msmtp --host=localhost --port=PORT --tls=on --tls-trust-file=CA"
                        + " --from=bob@far.example ann@example.com < MESSAGE",
                "aiosmtplib | python3 -c 'import aiosmtplib' | python3 -c 'import aiosmtplib, asyncio, ssl;"
                        + " asyncio.run(aiosmtplib.send(open(\"MESSAGE\", \"rb\").read(), sender=\"bob@far.example\","
                        + " recipients=[\"ann@example.com\"], hostname=\"localhost\", port=PORT, start_tls=True,"
                        + " timeout=150, tls_context=ssl.create_default_context(cafile=\"CA\")))'",
                "nodemailer | node -e 'require(\"nodemailer\")' | node -e 'require(\"nodemailer\").createTransport({"
                        + "host: \"localhost\", port: PORT, requireTLS: true,"
                        + " tls: {ca: fs.readFileSync(\"CA\")}}).sendMail({envelope: {from: \"bob@far.example\","
                        + " to: \"ann@example.com\"}, raw: fs.readFileSync(\"MESSAGE\")},"
                        + " e => { if (e) throw e; process.exit(0) })'",
            })
    void whatAProgramHandsInIsStoredByteForByte(String program, String probe, String command) throws Exception {
        assumeTrue(run(probe).code() == 0, "skipped: no " + program + " here");
        for (byte[] body : List.of(HARD.getBytes(StandardCharsets.UTF_8), large())) {
            String subject = program + " hands in " + body.length;
            byte[] message = message(subject, body);
            Path file = Files.write(scratch.resolve("message.eml"), message);
            Ran ran = run(command.replace("MESSAGE", file.toString())
                    .replace("PORT", port)
                    .replace("CA", directory.resolve("ca.pem").toString()));
            assertThat(ran.code()).as(ran.output()).isZero();
            assertStored(subject, message);
        }
    }

    @Test
    void whatEximHandsOnIsStoredByteForByte() throws Exception {
        assumeTrue(Exim.isAvailable(), "skipped: needs root, and Exim's files under target (see .ci/run)");
        int inbound = Integer.parseInt(port);
        try (Exim exim = Exim.start(Path.of("/tmp"), inbound, inbound, inbound)) {
            byte[] message = message("Exim hands on", HARD.getBytes(StandardCharsets.UTF_8));
            Path file = Files.write(scratch.resolve("message.eml"), message);
            Ran ran = run("curl -sS --url smtp://" + exim.address() + "/client.example --mail-from bob@far.example"
                    + " --mail-rcpt ann@example.com -T " + file);
            assertThat(ran.code()).as(ran.output()).isZero();
            assertStored("Exim hands on", message);
        }
    }

    private static byte[] message(String subject, byte[] body) {
        byte[] header = ("From: Bob <bob@far.example>\r\nTo: ann@example.com\r\nSubject: " + subject
                        + "\r\nDate: Thu, 26 Nov 2026 09:00:00 +0000\r\nMessage-ID: <" + body.length
                        + "@far.example>\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
                        + "Content-Transfer-Encoding: 8bit\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8);
        byte[] message = Arrays.copyOf(header, header.length + body.length);
        System.arraycopy(body, 0, message, header.length, body.length);
        return message;
    }

    /// As an attachment is: lines of 76 characters.
    private static byte[] large() {
        byte[] line = ("A".repeat(76) + "\r\n").getBytes(StandardCharsets.US_ASCII);
        byte[] large = new byte[LARGE_BYTES / line.length * line.length];
        for (int i = 0; i < large.length; i++) {
            large[i] = line[i % line.length];
        }
        return large;
    }

    private static void assertStored(String subject, byte[] message) {
        byte[] stored = await("a message with " + subject)
                .atMost(TestServer.PATIENCE)
                .until(() -> find("\r\nSubject: " + subject + "\r\n"), Optional::isPresent)
                .orElseThrow();
        // What stands before it is ours, and the trace of who handed it on.
        assertThat(new String(stored, 0, 14, StandardCharsets.US_ASCII)).isEqualTo("Return-Path: <");
        assertThat(stored.length).isGreaterThan(message.length);
        byte[] end = Arrays.copyOfRange(stored, stored.length - message.length, stored.length);
        assertThat(Arrays.mismatch(end, message))
                .as("the first byte that differs")
                .isNegative();
    }

    private static Optional<byte[]> find(String field) throws Exception {
        try (Stream<Path> files = Files.list(bucket)) {
            for (Path file : files.filter(each -> each.getFileName().toString().length() == ID_CHARS)
                    .toList()) {
                byte[] bytes = Files.readAllBytes(file);
                String start = new String(bytes, 0, Math.min(bytes.length, 4_096), StandardCharsets.ISO_8859_1);
                if (start.contains(field)) {
                    return Optional.of(bytes);
                }
            }
        }
        return Optional.empty();
    }

    private record Ran(int code, String output) {}

    private Ran run(String command) throws Exception {
        Files.createDirectories(NODE);
        Path output = scratch.resolve("output.txt");
        Process process = new ProcessBuilder("sh", "-c", command)
                .directory(NODE.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        return new Ran(process.waitFor(), Files.readString(output, StandardCharsets.UTF_8));
    }
}
