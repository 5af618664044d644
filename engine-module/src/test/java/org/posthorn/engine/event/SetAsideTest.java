package org.posthorn.engine.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.posthorn.engine.mail.MessageId;
import org.posthorn.engine.settings.Settings;
import org.posthorn.engine.settings.Unanswered;
import org.posthorn.engine.testing.MemoryStore;
import org.posthorn.engine.testing.TestClock;

class SetAsideTest {
    private final Settings settings = new MemoryStore(new TestClock()).settings();

    @Test
    void theNewestOfEachFollowerAreKept() {
        SetAside aside = new SetAside(settings, 3);
        aside.add(List.of(unanswered("publisher", 1), unanswered("publisher", 2)));
        aside.add(List.of(unanswered("publisher", 3), unanswered("publisher", 4), unanswered("publisher", 5)));
        aside.add(List.of(unanswered("kafka", 1)));

        assertThat(aside.list(Optional.of("publisher")))
                .extracting(Unanswered::position)
                .containsExactly(3L, 4L, 5L);
        assertThat(aside.count("publisher")).isEqualTo(3);
        assertThat(aside.count("kafka")).isEqualTo(1);
        assertThat(aside.lost()).isEqualTo(2);
        assertThat(aside.find("publisher", 2)).as("it gave way to 5").isEmpty();
    }

    @Test
    void numbersGoOnAfterARestart() {
        new SetAside(settings, 3).add(List.of(unanswered("publisher", 1), unanswered("publisher", 2)));

        SetAside again = new SetAside(settings, 3);
        again.add(List.of(unanswered("publisher", 3)));

        assertThat(again.count("publisher")).isEqualTo(3);
        assertThat(again.list(Optional.empty())).extracting(Unanswered::number).containsExactly(1L, 2L, 3L);
    }

    static Unanswered unanswered(String follower, long position) {
        return new Unanswered(
                follower,
                0,
                position,
                MessageId.next("us-east-1", TestClock.START),
                "Bounce",
                "arn:aws:sns:us-east-1:123456789012:t",
                "it broke",
                TestClock.START,
                3);
    }
}
