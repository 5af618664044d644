package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.posthorn.engine.delivery.Lease;
import org.posthorn.engine.delivery.MailQueue;
import org.posthorn.engine.testing.MemoryStore;
import org.posthorn.engine.testing.TestClock;
import org.posthorn.engine.testing.TestMail;
import org.posthorn.server.ClockWatch;
import org.posthorn.server.SteadyClock;

/// A wall clock that is set while the server runs.
class ClockWatchTest {
    private final TestClock wall = new TestClock();
    private final AtomicLong nanos = new AtomicLong();
    private final AtomicLong uptime = new AtomicLong();
    private final SteadyClock clock = new SteadyClock(wall, nanos::get, uptime::get);
    private final MailQueue queue = new MemoryStore(clock).queue();
    private final ClockWatch watch = new ClockWatch(clock, queue);

    @Test
    void aDeferredMessageWaitsAsLongAsItWouldHave() throws InterruptedException {
        for (Duration step : List.of(Duration.ofHours(-4), Duration.ofHours(2), Duration.ofSeconds(-30))) {
            queue.submit(TestMail.sent(clock.instant(), "a@example.net"), 1);
            Lease tried = queue.lease(1, Duration.ZERO).getFirst();
            queue.settle(
                    tried,
                    List.of(TestMail.deferred(
                            tried.recipients().getFirst(), clock.instant().plusSeconds(60))),
                    List.of());

            wall.advance(step);
            assertThat(queue.lease(1, Duration.ZERO))
                    .as("before the look, " + step)
                    .isEmpty();
            watch.look();
            assertThat(clock.instant()).as("it is followed").isEqualTo(wall.instant());

            pass(Duration.ofSeconds(59));
            assertThat(queue.lease(1, Duration.ZERO)).as("early, " + step).isEmpty();
            pass(Duration.ofSeconds(2));
            List<Lease> due = queue.lease(1, Duration.ZERO);
            assertThat(due).as("in time, " + step).hasSize(1);
            queue.settle(due.getFirst(), TestMail.delivered(due.getFirst(), clock.instant()), List.of());
        }
    }

    @Test
    void whatNtpCorrectsIsNoStep() {
        for (int i = 0; i < 100; i++) {
            pass(Duration.ofSeconds(1));
            wall.advance(Duration.ofMillis(500));
            assertThat(clock.look()).isEmpty();
            assertThat(clock.instant()).isEqualTo(wall.instant());
        }
    }

    @Test
    void aSleepOfTheMachineIsNoStep() {
        wall.advance(Duration.ofHours(8));
        uptime.addAndGet(Duration.ofHours(8).toNanos());
        assertThat(clock.look()).isEmpty();
        assertThat(clock.instant()).isEqualTo(wall.instant());
    }

    @Test
    void aStepIsToldWithBothTimes() {
        Instant start = wall.instant();
        pass(Duration.ofSeconds(1));
        wall.advance(Duration.ofHours(1));
        assertThat(clock.look()).contains(new SteadyClock.Step(start.plusSeconds(1), start.plusSeconds(3_601)));
    }

    private void pass(Duration time) {
        wall.advance(time);
        nanos.addAndGet(time.toNanos());
        uptime.addAndGet(time.toNanos());
    }
}
