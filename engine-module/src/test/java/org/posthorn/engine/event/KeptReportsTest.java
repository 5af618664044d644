package org.posthorn.engine.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.posthorn.engine.mail.Content;
import org.posthorn.engine.settings.KeptReport;
import org.posthorn.engine.settings.Settings;
import org.posthorn.engine.testing.MemoryStore;
import org.posthorn.engine.testing.TestClock;

class KeptReportsTest {
    private final Settings settings = new MemoryStore(new TestClock()).settings();

    @Test
    void theNewestAreKeptAndTheOthersCounted() {
        KeptReports kept = new KeptReports(settings, 3);
        for (int i = 1; i <= 5; i++) {
            kept.add(report(), Content.of("number " + i));
        }

        assertThat(kept.list()).extracting(KeptReport::number).containsExactly(3L, 4L, 5L);
        assertThat(kept.count()).isEqualTo(3);
        assertThat(kept.lost()).isEqualTo(2);
        assertThat(kept.find(2)).as("it gave way to 5").isEmpty();
        assertThat(kept.content(2)).isEmpty();
        assertThat(kept.content(5).orElseThrow().bytes()).asString().isEqualTo("number 5");
    }

    @Test
    void numbersGoOnAfterARestart() {
        new KeptReports(settings, 3).add(report(), Content.of("one"));

        KeptReports again = new KeptReports(settings, 3);
        assertThat(again.count()).isEqualTo(1);
        assertThat(again.add(report(), Content.of("two")).number()).isEqualTo(2);
    }

    private static KeptReport report() {
        return new KeptReport(0, TestClock.START, "192.0.2.1", "", List.of("fbl@x.test"), "s", "why", 9, false);
    }
}
