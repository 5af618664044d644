package org.posthorn.server;

import java.time.Duration;
import org.posthorn.engine.delivery.MailQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Lets the server follow a wall clock that was set, once what waits in the queue is due as much later as it was
/// before.
public final class ClockWatch {
    static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Logger log = LoggerFactory.getLogger(ClockWatch.class);

    private final SteadyClock clock;
    private final MailQueue queue;

    public ClockWatch(SteadyClock clock, MailQueue queue) {
        this.clock = clock;
        this.queue = queue;
    }

    public void look() {
        clock.look().ifPresent(step -> {
            log.warn(
                    "event=clock_set by_seconds={} was={} is={} next=\"what waits keeps its remaining time\"",
                    step.size().toSeconds(),
                    step.expected(),
                    step.actual());
            // Under the later of the two times, nothing comes due too early meanwhile that was moved, or is to be.
            boolean back = step.size().isNegative();
            if (back) {
                clock.follow();
            }
            try {
                queue.retime(step.expected(), step.actual());
            } finally {
                if (!back) {
                    clock.follow();
                }
            }
        });
    }
}
