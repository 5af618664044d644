package org.posthorn.engine.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.posthorn.engine.event.SetAside;
import org.posthorn.engine.mail.MessageId;
import org.posthorn.engine.settings.Settings;
import org.posthorn.engine.settings.Unanswered;

/// What followers set aside is kept in every store.
public interface SetAsideContract extends Ports.Opener {
    @Test
    default void whatWasSetAsideIsFoundTriedAndDropped() {
        Settings settings = open(new TestClock()).settings();
        SetAside aside = new SetAside(settings);
        aside.add(List.of(unanswered("stream \"a b\"@x.test\u0000"), unanswered("")));
        Unanswered first = aside.find("publisher", 1).orElseThrow();
        assertThat(first.what()).isEqualTo("stream \"a b\"@x.test\u0000");

        aside.update(first.triedAgain("still broken"));
        SetAside afterRestart = new SetAside(settings);
        assertThat(afterRestart.list(Optional.of("publisher")))
                .hasSize(2)
                .first()
                .satisfies(one -> {
                    assertThat(one.reason()).isEqualTo("still broken");
                    assertThat(one.tries()).isEqualTo(4);
                });

        assertThat(afterRestart.drop("publisher", 1)).isTrue();
        assertThat(afterRestart.drop("publisher", 1)).isFalse();
        afterRestart.update(first);
        assertThat(afterRestart.find("publisher", 1))
                .as("what was dropped stays so")
                .isEmpty();
        assertThat(afterRestart.count("publisher")).isEqualTo(1);
        afterRestart.forget(TestClock.START.plus(Duration.ofSeconds(1)));
        assertThat(afterRestart.list(Optional.empty())).isEmpty();
    }

    private static Unanswered unanswered(String what) {
        MessageId id = MessageId.next("us-east-1", TestClock.START);
        return new Unanswered("publisher", 0, 7, id, "Bounce", what, "it broke", TestClock.START, 3);
    }
}
