package org.posthorn.engine.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// How fast and by how many connections a destination is served.
class PaceTest {
    @Test
    void aPeerThatAsksForLessGetsLessAndThenRests() {
        Pace pace = new Pace(DeliveryLimit.standard(20), 0);
        assertThat(pace.window()).isEqualTo(Pace.OPENING);
        long now = 0;
        for (int i = 0; i < 3; i++) {
            now += Duration.ofSeconds(2).toNanos();
            pace.throttled(now);
            pace.throttled(now); // the same burst
        }
        assertThat(pace.window()).isEqualTo(1);
        assertThat(pace.perSecond()).isEqualTo(1);
        assertThat(pace.take(now)).isFalse();
        assertThat(pace.take(now + Duration.ofMillis(1_100).toNanos())).isTrue();
        assertThat(pace.take(now + Duration.ofMillis(1_200).toNanos())).isFalse();
        for (int i = 0; i < 200; i++) {
            pace.succeeded();
        }
        assertThat(pace.perSecond()).isInfinite();
        assertThat(pace.window()).isEqualTo(20);
    }

    @Test
    void theConfiguredRateIsNeverExceeded() {
        Pace pace = new Pace(DeliveryLimit.parse("*.example.com rate=10/s", 20), 0);
        long now = 0;
        int taken = 0;
        for (int millis = 0; millis < 10_000; millis++) {
            now += Duration.ofMillis(1).toNanos();
            taken += pace.take(now) ? 1 : 0;
            pace.succeeded();
        }
        assertThat(taken).isBetween(98, 111);
    }

    @Test
    void limitsAreFoundByTheRecipientsDomainOrAnExchangersName() {
        DeliveryConfig config = new DeliveryConfig(
                new RetrySchedule(List.of(Duration.ofMinutes(1)), Duration.ofHours(1)),
                "mta.test",
                10,
                20,
                List.of(
                        DeliveryLimit.parse("*.mail.example connections=3 rate=60/m", 20),
                        DeliveryLimit.parse("example.org connections=2", 20)));
        assertThat(config.shapeOf("mx:a.mail.example,b.mail.example", "other.test"))
                .isEqualTo(new DeliveryLimit("*.mail.example", 3, 1));
        assertThat(config.shapeOf("mx:mx.test", "example.org").connections()).isEqualTo(2);
        assertThat(config.shapeOf("mx:mx.test", "example.com")).isEqualTo(DeliveryLimit.standard(20));
    }

    @Test
    void aLineOfLimitsThatCannotBeReadSaysWhatIsExpected() {
        for (String line : List.of("", "a.test", "a.test connections=0", "a.test rate=5", "a.test colour=red")) {
            assertThatThrownBy(() -> DeliveryLimit.parse(line, 20))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("expected 'PATTERN [connections=N] [rate=N/s]', found '" + line + "'");
        }
    }
}
