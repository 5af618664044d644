package org.posthorn.engine.topic;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.posthorn.engine.settings.Notice;
import org.posthorn.engine.settings.Settings;
import org.posthorn.engine.settings.Subscription;
import org.posthorn.engine.settings.Table;
import org.posthorn.engine.testing.MemoryStore;
import org.posthorn.engine.testing.TestClock;

class NoticesTest {
    private static final String TOPIC = "arn:aws:sns:us-east-1:123456789012:topic";

    private final TestClock clock = new TestClock();
    private final Settings settings = new MemoryStore(clock).settings();

    @Test
    void whatComesOnTopOfTheBoundIsADeadLetterAndWhatIsTooMuchForThoseIsCounted() {
        Notices notices = new Notices(settings, 2, 1);
        List<String> told = new ArrayList<>();
        notices.listen(told::add);
        notices.add(List.of(notice("a", "1"), notice("a", "2"), notice("b", "3"), notice("a", "4"), notice("a", "5")));
        assertThat(told).containsExactly("a", "b");
        assertThat(waiting(notices, "a")).containsExactly("1", "2");
        assertThat(waiting(notices, "b")).containsExactly("3");
        assertThat(notices.dead(10)).extracting(Notice::message).containsExactly("4");
        assertThat(notices.dead(10).getFirst().lastError()).isEqualTo("too many messages wait for this subscription");
        assertThat(notices.lost()).isEqualTo(1);

        // After a restart the bounds hold as before, and what was delivered makes room.
        Notices again = new Notices(settings, 2, 1);
        clock.advance(Duration.ofSeconds(1));
        again.delivered(again.waiting("a", 1).getFirst());
        again.add(List.of(notice("a", "6"), notice("a", "7")));
        assertThat(waiting(again, "a")).containsExactly("2", "6");
        assertThat(again.lost()).isEqualTo(1);
    }

    @Test
    void deadLettersAreTriedAgainByTopic() {
        Notices notices = new Notices(settings, 1, 10);
        notices.add(List.of(notice("a", "1"), notice("a", "2")));
        Table.Row<Notice> row = notices.waiting("a", 1).getFirst();
        notices.buried(row, row.value().after("HTTP 404", clock.instant()));
        assertThat(notices.revive(Optional.of("another"), clock.instant())).isZero();
        assertThat(notices.revive(Optional.of(TOPIC), clock.instant())).isEqualTo(2);
        assertThat(waiting(notices, "a")).hasSize(1);
        assertThat(notices.dead(10)).as("there was room for one").hasSize(1);
    }

    private static List<String> waiting(Notices notices, String subscription) {
        return notices.waiting(subscription, 10).stream()
                .map(row -> row.value().message())
                .toList();
    }

    private Notice notice(String subscription, String message) {
        return new Notice(
                Notice.Kind.Notification,
                message,
                new Subscription(subscription, TOPIC, "http://127.0.0.1/", false, true, clock.instant()),
                Optional.empty(),
                message,
                clock.instant(),
                0,
                clock.instant(),
                "");
    }
}
