package org.posthorn.smtp.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.posthorn.engine.mail.SmtpReply;
import org.posthorn.smtp.testing.RawClient;

/// Who gets a place, and for how long: clients of several loopback addresses at one listener.
final class SmtpPlacesTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final String RECIPIENT = "RCPT TO:<b-one@posthorn.example>";

    private static final String LARGE = "y".repeat(20_000) + "\r\n";

    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable part : open.reversed()) {
            part.close();
        }
    }

    private InetSocketAddress start(int all, int perAddress, Duration firstSilence, Duration first) {
        ListenerConfig config = new ListenerConfig(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                "mx.posthorn.example",
                30_000,
                3,
                new ListenerConfig.Places(all, perAddress),
                new ListenerConfig.Room(2, 120_000, 60_000),
                new ListenerConfig.Patience(firstSilence, first, LONG, LONG, LONG, LONG));
        SmtpListener listener = new SmtpListener(
                config, new OpenInbox(address -> true, mail -> SmtpReply.of(250, "2.0.0 Ok")), Optional.empty());
        open.add(listener);
        listener.start();
        return listener.address();
    }

    private RawClient connect(InetSocketAddress address, String from) throws IOException {
        RawClient client = new RawClient(address, from);
        open.add(client);
        return client;
    }

    private RawClient greeted(InetSocketAddress address, String from) throws IOException {
        RawClient client = connect(address, from);
        assertThat(client.reply().orElse("closed")).startsWith("220");
        return client;
    }

    private RawClient inData(InetSocketAddress address, String from) throws IOException {
        RawClient client = greeted(address, from);
        client.ask("EHLO client.example");
        client.ask("MAIL FROM:<>");
        client.ask(RECIPIENT);
        assertThat(client.ask("DATA")).startsWith("354");
        return client;
    }

    @Test
    void anAddressThatHasItsShareOfThePlacesIsToldSoWhileOthersAreServed() throws IOException {
        InetSocketAddress address = start(5, 2, LONG, LONG);
        RawClient first = greeted(address, "127.0.0.2");
        greeted(address, "127.0.0.2");
        assertThat(connect(address, "127.0.0.2").reply()).contains("421 4.7.0 Too many connections from your address");
        assertThat(greeted(address, "127.0.0.3").ask("EHLO client.example")).startsWith("250");

        first.ask("QUIT");
        await().until(() -> connect(address, "127.0.0.2").reply().orElse("").startsWith("220"));
    }

    @Test
    void aTenthOfThePlacesIsForOneAddressAndNoLessThanTen() {
        InetSocketAddress anywhere = new InetSocketAddress(0);
        assertThat(ListenerConfig.submission(anywhere, "name").places()).isEqualTo(new ListenerConfig.Places(500, 50));
        assertThat(ListenerConfig.inbound(anywhere, "name").places()).isEqualTo(new ListenerConfig.Places(100, 10));
    }

    @Test
    void whenAllPlacesAreTakenTheSessionThatIsSilentForLongestWithoutATransactionGivesWay() throws IOException {
        InetSocketAddress address = start(3, 3, LONG, LONG);
        RawClient busy = inData(address, "127.0.0.2");
        RawClient silent = greeted(address, "127.0.0.3");
        RawClient alsoSilent = greeted(address, "127.0.0.4");
        RawClient fresh = greeted(address, "127.0.0.5");
        assertThat(silent.reply()).isEmpty();
        for (RawClient other : List.of(alsoSilent, fresh)) {
            assertThat(other.ask("NOOP")).startsWith("250");
        }
        assertThat(busy.ask("Subject: x\r\n\r\n.")).startsWith("250");
    }

    @Test
    void aSessionWhoseContentIsOnItsWayDoesNotGiveWay() throws IOException {
        InetSocketAddress address = start(1, 1, LONG, LONG);
        RawClient busy = inData(address, "127.0.0.2");
        assertThat(connect(address, "127.0.0.3").reply()).contains("421 4.3.2 Too many connections, try again later");
        assertThat(busy.ask("Subject: x\r\n\r\n.")).startsWith("250");
    }

    @Test
    void whoIsSilentBeforeTheFirstTransactionIsCutOffSoonerThanWhoHasBegunOne() throws IOException {
        InetSocketAddress address = start(5, 5, SHORT, LONG);
        RawClient begun = greeted(address, "127.0.0.2");
        begun.ask("EHLO client.example");
        assertThat(begun.ask("MAIL FROM:<>")).startsWith("250");
        for (int i = 0; i < 2; i++) {
            assertThat(greeted(address, "127.0.0.3").reply().orElse("closed")).startsWith("421");
        }
        assertThat(begun.ask(RECIPIENT)).startsWith("250");
    }

    @Test
    void whoTalksAndNeverBeginsATransactionIsCutOff() throws IOException {
        InetSocketAddress address = start(5, 5, LONG, SHORT);
        RawClient begun = greeted(address, "127.0.0.2");
        begun.ask("EHLO client.example");
        assertThat(begun.ask("MAIL FROM:<>")).startsWith("250");
        RawClient talker = greeted(address, "127.0.0.3");
        long start = System.nanoTime();
        while (!talker.ask("NOOP").equals("closed")) {
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(LONG);
        }
        assertThat(begun.ask(RECIPIENT)).startsWith("250");
    }

    @Test
    void whatOneAddressHasOnItsWayLeavesRoomForOthers() throws IOException {
        InetSocketAddress address = start(5, 5, LONG, LONG);
        RawClient hog = inData(address, "127.0.0.2");
        hog.send("Subject: x\r\n\r\n" + LARGE);
        RawClient second = inData(address, "127.0.0.2");
        await().until(() -> {
            String reply = second.ask("Subject: x\r\n\r\n" + LARGE + ".");
            second.ask("MAIL FROM:<>");
            second.ask(RECIPIENT);
            second.ask("DATA");
            return reply.equals("452 4.3.1 Too many messages at a time, try again later");
        });
        assertThat(inData(address, "127.0.0.3").ask("Subject: x\r\n\r\n" + LARGE + "."))
                .startsWith("250");
        assertThat(hog.ask(".")).startsWith("250");
    }

    @Test
    void lineEndsThatAreMendedCountAsWhatTheyBecome() throws IOException {
        InetSocketAddress address = start(5, 5, LONG, LONG);
        assertThat(inData(address, "127.0.0.2").ask("\n".repeat(20_000) + "\r\n."))
                .startsWith("552 5.3.4");
        assertThat(inData(address, "127.0.0.2").ask("y".repeat(20_000) + "\r\n."))
                .startsWith("250");
    }

    @Test
    void anIpv6NetworkCountsAsOneAddress() {
        assertThat(ClientNetwork.of(InetAddress.ofLiteral("2001:db8:1:2:3::4")))
                .isEqualTo(ClientNetwork.of(InetAddress.ofLiteral("2001:db8:1:2:ffff::1")))
                .isNotEqualTo(ClientNetwork.of(InetAddress.ofLiteral("2001:db8:1:3::4")));
        assertThat(ClientNetwork.of(InetAddress.ofLiteral("192.0.2.1")))
                .isNotEqualTo(ClientNetwork.of(InetAddress.ofLiteral("192.0.2.2")));
    }
}
