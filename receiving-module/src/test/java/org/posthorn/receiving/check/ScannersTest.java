package org.posthorn.receiving.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.DataInputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.posthorn.engine.mail.Content;
import org.posthorn.engine.mail.ReceivedMail;
import org.posthorn.engine.mail.SmtpClient;
import org.posthorn.engine.mail.Verdicts.Verdict;
import org.slf4j.LoggerFactory;

/// Scanners that say what they like, or nothing; [RealScannersTest] has the real ones.
class ScannersTest {
    private static final ReceivedMail MAIL = RealScannersTest.mail("Subject: hello\r\n\r\nhi\r\n");

    @Test
    void withoutScannersNothingIsSaid() {
        Scanners none = new Scanners(Optional.empty(), Optional.empty());
        assertThat(none.scan(MAIL)).isEqualTo(Scanners.Found.NOTHING);
        assertThat(none.faults()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "200, {\"action\":\"no action\"}, PASS",
        "200, {\"action\":\"greylist\"}, GRAY",
        "200, {\"action\":\"soft reject\"}, GRAY",
        "200, {\"action\":\"add header\"}, FAIL",
        "200, {\"action\":\"rewrite subject\"}, FAIL",
        "200, {\"action\":\"quarantine\"}, FAIL",
        "200, {\"action\":\"discard\"}, FAIL",
        "200, {\"action\":\"reject\"}, FAIL",
        "200, {\"action\":\"of the operator\"}, GRAY",
        "200, '{\"action\":\"no action\",\"is_skipped\":true}', GRAY",
        "200, {}, PROCESSING_FAILED",
        "200, [], PROCESSING_FAILED",
        "200, no JSON, PROCESSING_FAILED",
        "200, {\"action\":7}, PROCESSING_FAILED",
        "503, {\"action\":\"no action\"}, PROCESSING_FAILED",
    })
    void whatRspamdAnswersIsAVerdict(int status, String answer, Verdict verdict) throws Exception {
        try (ScannerPeer peer = new ScannerPeer((in, out) -> {
            HttpExchange.read(in);
            HttpExchange.answer(out, status, answer);
        })) {
            assertThat(new Scanners(Optional.of(peer.address()), Optional.empty()).spam(MAIL))
                    .isEqualTo(verdict);
        }
    }

    @Test
    void whatAClientSaysOfItselfAddsNoHeader() throws Exception {
        LinkedBlockingQueue<HttpExchange> requests = new LinkedBlockingQueue<>();
        try (ScannerPeer peer = new ScannerPeer((in, out) -> {
            requests.add(HttpExchange.read(in));
            HttpExchange.answer(out, 200, "{\"action\":\"no action\"}");
        })) {
            ReceivedMail hostile = new ReceivedMail(
                    "a\r\nPass: all@b.example",
                    List.of("x\nSettings: {}@c.example", "ü@d.example"),
                    Content.of("\r\n"),
                    new SmtpClient(
                            "192.0.2.7",
                            "h\r\n\r\nGET / HTTP/1.1\r\0" + "l".repeat(2_000),
                            Optional.of("T\r\nX: y z")));
            assertThat(new Scanners(Optional.of(peer.address()), Optional.empty()).spam(hostile))
                    .isEqualTo(Verdict.PASS);
            HttpExchange request = requests.poll(60, TimeUnit.SECONDS);
            assertThat(request.lines().getFirst()).isEqualTo("POST /checkv2 HTTP/1.1");
            assertThat(request.lines())
                    .contains(
                            "From: <a Pass: all@b.example>",
                            "Rcpt: <x Settings: {}@c.example>",
                            "Rcpt: <?@d.example>",
                            "TLS-Version: T X:",
                            "TLS-Cipher: y z");
            assertThat(request.lines().stream().map(line -> line.substring(0, line.indexOf(':') + 1)))
                    .doesNotContain("Pass:", "Settings:", "X:", "GET / HTTP/1.1");
            assertThat(request.lines()).allMatch(line -> line.length() < 1_100);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "stream: OK, PASS",
        "stream: Win.Test.EICAR_HDB-1 FOUND, FAIL",
        "INSTREAM size limit exceeded. ERROR, PROCESSING_FAILED",
        "stream: Can't allocate memory ERROR, PROCESSING_FAILED",
        "COMMAND READ TIMED OUT, PROCESSING_FAILED",
        "'', PROCESSING_FAILED",
    })
    void whatClamdAnswersIsAVerdict(String answer, Verdict verdict) throws Exception {
        try (ScannerPeer peer = new ScannerPeer((in, out) -> {
            readStream(in);
            out.write((answer + "\0").getBytes(StandardCharsets.US_ASCII));
        })) {
            assertThat(new Scanners(Optional.empty(), Optional.of(peer.address())).virus(MAIL))
                    .isEqualTo(verdict);
        }
    }

    @Test
    void clamdGetsTheWholeOfALongMessage() throws Exception {
        String text = "Subject: long\r\n\r\n" + ("0123456789".repeat(7) + "\r\n").repeat(3_000);
        LinkedBlockingQueue<String> seen = new LinkedBlockingQueue<>();
        try (ScannerPeer peer = new ScannerPeer((in, out) -> {
            seen.add(readStream(in));
            out.write("stream: OK\0".getBytes(StandardCharsets.US_ASCII));
        })) {
            assertThat(new Scanners(Optional.empty(), Optional.of(peer.address())).virus(RealScannersTest.mail(text)))
                    .isEqualTo(Verdict.PASS);
            assertThat(seen.poll(60, TimeUnit.SECONDS)).isEqualTo("Received: by posthorn\r\n" + text);
        }
    }

    private static String readStream(InputStream in) throws java.io.IOException {
        DataInputStream data = new DataInputStream(in);
        assertThat(new String(data.readNBytes(10), StandardCharsets.US_ASCII)).isEqualTo("zINSTREAM\0");
        StringBuilder text = new StringBuilder();
        for (int length = data.readInt(); length > 0; length = data.readInt()) {
            text.append(new String(data.readNBytes(length), StandardCharsets.US_ASCII));
        }
        return text.toString();
    }

    @Test
    void aScannerThatIsDownSaysSoOnceAMinuteAndHoldsUpNothing() throws Exception {
        InetSocketAddress nobody;
        try (ScannerPeer peer = new ScannerPeer((in, out) -> {})) {
            nobody = peer.address();
        }
        Logger log = (Logger) LoggerFactory.getLogger(Scanners.class);
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        log.addAppender(lines);
        try {
            Scanners scanners = new Scanners(Optional.of(nobody), Optional.of(nobody));
            for (int i = 0; i < 5; i++) {
                assertThat(scanners.scan(MAIL))
                        .isEqualTo(new Scanners.Found(Verdict.PROCESSING_FAILED, Verdict.PROCESSING_FAILED));
            }
            assertThat(lines.list)
                    .extracting(ILoggingEvent::getFormattedMessage)
                    .filteredOn(line -> line.startsWith("event=scan-failed "))
                    .hasSize(2)
                    .anyMatch(line -> line.contains("scanner=rspamd"))
                    .anyMatch(line -> line.contains("scanner=clamd"));
            assertThat(scanners.faults())
                    .hasSize(2)
                    .allSatisfy((name, fault) -> assertThat(fault).isPresent());
        } finally {
            log.detachAppender(lines);
        }
    }

    /// Silence, an answer without end, and one that comes a byte at a time all end at the deadline, and so do their
    /// connections.
    @Test
    void aScannerThatIsSlowIsGivenUpAndHungUpOn() throws Exception {
        Duration soon = Duration.ofMillis(700);
        List<ScannerPeer.Manners> slow =
                List.of((in, out) -> in.transferTo(OutputStream.nullOutputStream()), (in, out) -> {
                    out.write("HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                    while (true) {
                        out.write(' ');
                        out.flush();
                        Thread.sleep(20);
                    }
                });
        for (ScannerPeer.Manners manners : slow) {
            try (ScannerPeer peer = new ScannerPeer(manners)) {
                Scanners scanners = new Scanners(Optional.of(peer.address()), Optional.of(peer.address()), soon);
                assertThat(scanners.scan(MAIL))
                        .isEqualTo(new Scanners.Found(Verdict.PROCESSING_FAILED, Verdict.PROCESSING_FAILED));
                await("their end").atMost(Duration.ofSeconds(60)).until(() -> peer.open() == 0);
            }
        }
    }

    @Test
    void anAnswerWithoutEndIsNotRead() throws Exception {
        byte[] much = "x".repeat(1 << 16).getBytes(StandardCharsets.US_ASCII);
        try (ScannerPeer http = new ScannerPeer((in, out) -> {
                    HttpExchange.read(in);
                    out.write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                    while (true) {
                        out.write(much);
                    }
                });
                ScannerPeer plain = new ScannerPeer((in, out) -> {
                    while (true) {
                        out.write(much);
                    }
                })) {
            Scanners scanners = new Scanners(Optional.of(http.address()), Optional.of(plain.address()));
            assertThat(scanners.scan(MAIL))
                    .isEqualTo(new Scanners.Found(Verdict.PROCESSING_FAILED, Verdict.PROCESSING_FAILED));
        }
    }

    @Test
    void tenScansAreUnderWayAtATimeAndTheOthersGetTheirTurn() throws Exception {
        CountDownLatch ten = new CountDownLatch(10);
        try (ScannerPeer peer = new ScannerPeer((in, out) -> {
                    readStream(in);
                    ten.countDown();
                    ten.await(60, TimeUnit.SECONDS);
                    out.write("stream: OK\0".getBytes(StandardCharsets.US_ASCII));
                });
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Scanners scanners = new Scanners(Optional.empty(), Optional.of(peer.address()), Duration.ofSeconds(60));
            List<Future<Verdict>> scans = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                scans.add(threads.submit(() -> scanners.virus(MAIL)));
            }
            for (Future<Verdict> scan : scans) {
                assertThat(scan.get()).isEqualTo(Verdict.PASS);
            }
            assertThat(peer.mostOpen()).isBetween(10, 11); // the peer counts one until it has seen its end
        }
    }

    @Test
    void doctorIsToldWhoIsThere() throws Exception {
        try (ScannerPeer rspamd = new ScannerPeer((in, out) -> {
                    assertThat(HttpExchange.read(in).lines().getFirst()).isEqualTo("GET /ping HTTP/1.1");
                    HttpExchange.answer(out, 200, "pong\r\n");
                });
                ScannerPeer clamd = new ScannerPeer((in, out) -> {
                    assertThat(new String(in.readNBytes(6), StandardCharsets.US_ASCII))
                            .isEqualTo("zPING\0");
                    out.write("PONG\0".getBytes(StandardCharsets.US_ASCII));
                })) {
            assertThat(new Scanners(Optional.of(rspamd.address()), Optional.of(clamd.address())).faults())
                    .hasSize(2)
                    .allSatisfy((name, fault) -> assertThat(fault).isEmpty());
            assertThat(new Scanners(Optional.empty(), Optional.of(rspamd.address()), Duration.ofSeconds(1)).faults())
                    .hasEntrySatisfying("clamd", fault -> assertThat(fault).isPresent());
        }
    }
}
