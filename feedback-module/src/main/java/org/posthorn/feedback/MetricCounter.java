package org.posthorn.feedback;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.List;
import org.posthorn.engine.event.EventLog;
import org.posthorn.engine.event.SetAside;
import org.posthorn.engine.insight.MetricCounting;
import org.posthorn.feedback.follow.EventFollower;

/// Counts what happens to mail by days: the follower `metrics` of the [EventLog]. It answers nothing, so that it writes
/// once for a thousand events, or when there are no more.
@Singleton
public final class MetricCounter {
    static final String FOLLOWER = "metrics";

    private final EventFollower<String> follower;

    @Inject
    public MetricCounter(EventLog log, SetAside aside, MetricCounting counting, InstantSource clock) {
        this.follower = new EventFollower<>(FOLLOWER, log, aside, clock, new EventFollower.Answering<>() {
            @Override
            public List<String> answer(EventLog.Entry entry) {
                counting.gather(entry);
                return List.of();
            }

            @Override
            public String destination(String answer) {
                return answer;
            }

            @Override
            public void acknowledge(long position, List<String> answers) {
                counting.write();
                log.acknowledge(FOLLOWER, position, List.of());
            }
        });
    }

    /// Starts following; once.
    public void start() {
        follower.start();
    }

    /// Ends after the batch at hand.
    public void stop() throws InterruptedException {
        follower.stop();
    }

    public EventFollower<?> follower() {
        return follower;
    }
}
