package org.posthorn.engine.work;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LineBudgetTest {
    private final AtomicLong nanos = new AtomicLong();
    private final List<String> untold = new ArrayList<>();
    private final LineBudget budget = new LineBudget(nanos::get, (who, times) -> untold.add(who + " " + times));

    @Test
    void eachHasSoManyAMinuteAndWhatIsBeyondIsTold() {
        assertThat(take("a", 5)).isEqualTo(2);
        assertThat(take("b", 1)).isEqualTo(1);
        assertThat(untold).as("the minute is not over").isEmpty();

        nanos.addAndGet(Duration.ofMinutes(1).toNanos());
        assertThat(take("b", 3)).isEqualTo(2);
        assertThat(untold).containsExactly("a 3");

        nanos.addAndGet(Duration.ofMinutes(1).toNanos());
        budget.tell();
        budget.tell();
        assertThat(untold).containsExactly("a 3", "b 1");
    }

    @Test
    void howManyAreRememberedIsBounded() {
        for (int i = 0; i < 30_000; i++) {
            budget.take("address " + i, 2);
        }
        assertThat(budget.take("address 29999", 2))
                .as("they share what the last had")
                .isFalse();
        assertThat(budget.take("address 1", 2)).isTrue();
        nanos.addAndGet(Duration.ofMinutes(1).toNanos());
        budget.tell();
        assertThat(untold).containsExactly("others 19999");
    }

    private int take(String who, int times) {
        int taken = 0;
        for (int i = 0; i < times; i++) {
            taken += budget.take(who, 2) ? 1 : 0;
        }
        return taken;
    }
}
