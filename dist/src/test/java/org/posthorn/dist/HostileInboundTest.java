package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Mail without credentials that is made to be dear to read: it is answered at once, and nothing else waits for it.
class HostileInboundTest {
    private static final Duration AT_ONCE = Duration.ofSeconds(2);
    private static final int SIZE = 60_000;
    private static final int TOGETHER = 6;

    @RegisterExtension
    static final Installation installation =
            Installation.capturing().with("relay.mode=smarthost", "relay.hosts=127.0.0.1:1");

    @Given
    private static TestServer posthorn;

    @BeforeAll
    static void start() throws Exception {
        // What is measured is the work, not the loading of classes.
        timed(() -> attack("x\r\n"));
        timed(HostileInboundTest::health);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Delivery to the following recipients failed permanently:\r\n\r\n ATS \r\n",
                "Delivery to the following recipients failed permanently:\r\n\r\n BLANKS x\r\n",
                "Your message did not reach some or all of the intended recipients.\r\n\r\n"
                        + "The following recipient(s) could not be reached:\r\n\r\n ATS \r\n",
                "Your message did not reach some or all of the intended recipients.\r\n BLANKS \r\n"
                        + "The following recipient(s) could not be reached:\r\n\r\n BLANKS a@b on\r\n",
                "This was -----BLANKS-----\r\n BLANKS@ATS \r\n"
            })
    void sixAtOnceAreAnsweredAndHoldUpNobody(String words) throws Exception {
        String text = words.replace("ATS", "@".repeat(SIZE)).replace("BLANKS", " ".repeat(SIZE));
        try (ExecutorService clients = Executors.newCachedThreadPool()) {
            List<Future<Duration>> attacks = new ArrayList<>();
            for (int i = 0; i < TOGETHER; i++) {
                attacks.add(clients.submit(() -> timed(() -> attack(text))));
            }
            do {
                assertThat(timed(HostileInboundTest::health)).isLessThan(AT_ONCE);
                assertThat(timed(HostileInboundTest::greeting)).isLessThan(AT_ONCE);
            } while (attacks.stream().anyMatch(attack -> !attack.isDone()));
            for (Future<Duration> attack : attacks) {
                assertThat(attack.get()).isLessThan(AT_ONCE);
            }
        }
    }

    @Test
    void reportsOfManyPartsAndLongFieldsAreAnsweredToo() throws Exception {
        String report = "Content-Type: multipart/report; boundary=" + "a".repeat(90) + "\r\n\r\n"
                + ("--" + "a".repeat(90) + "\r\nContent-Type: message/delivery-status\r\n\r\n"
                                + "Action: failed\r\nDiagnostic-Code: smtp;" + " ".repeat(800) + "\r\n"
                                + " ".repeat(900)
                                + "x\r\n\r\n")
                        .repeat(500);

        assertThat(timed(() -> SmtpText.send(posthorn.server.endpoints().inbound(), "", "bounces@mail.test", report)))
                .isLessThan(AT_ONCE);
    }

    private static String attack(String text) throws Exception {
        String reply = SmtpText.send(
                posthorn.server.endpoints().inbound(), "", "fbl@mail.test", "Subject: failure\r\n\r\n" + text);
        assertThat(reply).isEqualTo("250 2.0.0 Ok");
        return reply;
    }

    private static String health() throws Exception {
        assertThat(posthorn.get("/health/live").statusCode()).isEqualTo(200);
        return "";
    }

    private static String greeting() throws Exception {
        String address = posthorn.server.endpoints().inbound();
        int colon = address.lastIndexOf(':');
        try (Socket socket = new Socket(address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)));
                BufferedReader in =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))) {
            String line = in.readLine();
            assertThat(line).startsWith("220 ");
            return line;
        }
    }

    private static Duration timed(Callable<String> call) throws Exception {
        long start = System.nanoTime();
        call.call();
        return Duration.ofNanos(System.nanoTime() - start);
    }
}
