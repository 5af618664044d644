package org.posthorn.engine.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.posthorn.engine.mail.Submission;
import org.posthorn.engine.testing.MemoryStore;
import org.posthorn.engine.testing.TestClock;
import org.posthorn.engine.testing.TestMail;

class SendStatisticsTest {
    @Test
    void whatAClockLeftBehindThatWasAheadIsNoPoint() {
        TestClock clock = new TestClock();
        MemoryStore store = new MemoryStore(clock);
        SendQuota quota = new SendQuota(store.counters(), clock);
        Submission ahead = TestMail.sent(clock.instant(), "a@example.net");
        store.queue().submit(ahead, 1);
        assertThat(quota.statistics(ahead.mail().tenant())).hasSize(1);

        clock.advance(Duration.ofHours(-4));
        store.queue().submit(TestMail.sent(clock.instant(), "b@example.net"), 1);
        assertThat(quota.statistics(ahead.mail().tenant()))
                .singleElement()
                .satisfies(point -> assertThat(point.start()).isBeforeOrEqualTo(clock.instant()));
    }
}
