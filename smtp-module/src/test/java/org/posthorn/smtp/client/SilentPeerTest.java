package org.posthorn.smtp.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.posthorn.engine.delivery.DeliveryConfig;
import org.posthorn.engine.delivery.DeliveryLoop;
import org.posthorn.engine.delivery.DestinationView;
import org.posthorn.engine.delivery.PausedDestinations;
import org.posthorn.engine.delivery.RetrySchedule;
import org.posthorn.engine.event.EventLog;
import org.posthorn.engine.event.MailEvent;
import org.posthorn.engine.testing.MemoryStore;
import org.posthorn.engine.testing.TestClock;
import org.posthorn.engine.testing.TestMail;
import org.posthorn.smtp.testing.PeerScript;
import org.posthorn.smtp.testing.ScriptedPeer;
import org.slf4j.LoggerFactory;

/// A next hop that takes connections and says nothing, as a load balancer does whose servers are gone.
class SilentPeerTest extends RelayFixture {
    private static final int MESSAGES = 2_000;
    private static final Duration HOUR = Duration.ofHours(1);

    private final TestClock clock = new TestClock();
    private final MemoryStore store = new MemoryStore(clock);
    private final Logger logger = (Logger) LoggerFactory.getLogger(DeliveryLoop.class.getPackageName());
    private final Lines lines = new Lines();

    private static final class Lines extends AppenderBase<ILoggingEvent> {
        private final Queue<String> all = new ConcurrentLinkedQueue<>();

        @Override
        protected void append(ILoggingEvent event) {
            all.add(event.getFormattedMessage());
        }

        List<String> with(String text) {
            return all.stream().filter(line -> line.contains(text)).toList();
        }
    }

    @BeforeEach
    void listen() {
        lines.start();
        logger.setLevel(Level.INFO);
        logger.addAppender(lines);
    }

    @AfterEach
    void leave() {
        logger.detachAppender(lines);
        logger.setLevel(null);
    }

    @Test
    void aSuspensionIsOneEventOfTheDestinationAndWhatWaitedArrivesWhenItIsOver() throws Exception {
        ScriptedPeer silent = peer(new PeerScript().hang("CONNECT"));
        int port = silent.port();
        timeout = Duration.ofMillis(300);
        DeliveryLoop loop = new DeliveryLoop(
                store.queue(),
                relay(silent),
                new DeliveryConfig(
                        new RetrySchedule(List.of(HOUR), HOUR.multipliedBy(14)), "mta.test", 50, 20, List.of()),
                new PausedDestinations(store.settings()),
                (mail, content) -> content,
                (destination, took) -> {},
                clock,
                clock::nanoTime);
        for (int i = 0; i < MESSAGES; i++) {
            store.queue().submit(TestMail.sent(clock.instant(), "to" + i + "@example.com"), 1);
        }
        loop.start();
        opened((AutoCloseable) () -> loop.stop(Duration.ofSeconds(20)));
        await().atMost(PATIENT).until(() -> view(loop).suspended() && loop.active() == 0);
        await().atMost(PATIENT).until(() -> store.queue().depth().leased() + tried() == MESSAGES);
        for (int probes = 1; probes <= 2; probes++) {
            long before = tried();
            clock.advance(Duration.ofSeconds(30));
            await().atMost(PATIENT).until(() -> tried() == before + 1 && loop.active() == 0);
        }
        long tried = tried();
        assertThat(tried).as("the first attempts, and two probes").isLessThan(15);
        assertThat(lines.with("outcome=deferred")).hasSize((int) tried);
        assertThat(lines.with("event=destination-suspended")).hasSize(1);
        assertThat(lines.all).hasSize((int) tried + 1);
        assertThat(view(loop).queued()).isEqualTo(MESSAGES - (int) tried);

        silent.close();
        ScriptedPeer healthy = opened(ScriptedPeer.startAt("127.0.0.1", port, new PeerScript().discardContent()));
        clock.advance(Duration.ofSeconds(30));

        await().atMost(Duration.ofSeconds(60)).until(() -> healthy.messageCount() == MESSAGES - tried);
        await().atMost(PATIENT).until(() -> store.queue().depth().queued() == tried);
        assertThat(lines.with("event=destination-reached"))
                .singleElement()
                .asString()
                .contains("suspended_s=90");
        assertThat(view(loop).suspended()).isFalse();
        clock.advance(HOUR);
        await().atMost(PATIENT).until(() -> store.queue().depth().queued() == 0);
        assertThat(healthy.messageCount()).isEqualTo(MESSAGES);
        assertThat(loop.totals()).isEqualTo(new DeliveryLoop.Totals(MESSAGES, tried, 0));
    }

    private static DestinationView view(DeliveryLoop loop) {
        return loop.destinations().stream()
                .findFirst()
                .orElseGet(() -> new DestinationView("", 0, 0, 0, 0, false, false, Optional.empty(), 0, 0, 0));
    }

    /// Events of messages that were late, one for each that was tried.
    private long tried() throws InterruptedException {
        List<EventLog.Entry> entries = store.events().readAfter(0, 3 * MESSAGES, Duration.ZERO);
        return entries.stream()
                .filter(entry -> entry.event() instanceof MailEvent.DeliveryDelay)
                .count();
    }
}
