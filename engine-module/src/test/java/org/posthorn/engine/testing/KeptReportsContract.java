package org.posthorn.engine.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.posthorn.engine.event.KeptReports;
import org.posthorn.engine.mail.Content;
import org.posthorn.engine.settings.KeptReport;
import org.posthorn.engine.settings.Settings;

/// Reports that lead nowhere are kept in every store.
public interface KeptReportsContract extends Ports.Opener {
    @Test
    default void aKeptReportIsListedShownAndDropped() {
        Settings settings = open(new TestClock()).settings();
        byte[] large = new byte[KeptReports.MOST_BYTES + 1];
        Arrays.fill(large, (byte) 0xe4);
        KeptReports kept = new KeptReports(settings);
        KeptReport first = kept.add(report("\u0000\u001b[2J \u00e4"), new Content(large));
        kept.add(report("two"), Content.of("Subject: two\r\n\r\n"));
        kept.sentOn(2);

        KeptReports afterRestart = new KeptReports(settings);
        assertThat(afterRestart.list()).hasSize(2).first().isEqualTo(first);
        assertThat(afterRestart.find(2).orElseThrow().toPostmaster()).isTrue();
        assertThat(afterRestart.content(1).orElseThrow().bytes())
                .as("the beginning of what is too large")
                .isEqualTo(Arrays.copyOf(large, KeptReports.MOST_BYTES));
        assertThat(afterRestart.content(2).orElseThrow().bytes()).asString().isEqualTo("Subject: two\r\n\r\n");

        assertThat(afterRestart.drop(1)).isTrue();
        assertThat(afterRestart.drop(1)).isFalse();
        assertThat(afterRestart.content(1)).isEmpty();
        afterRestart.sentOn(1);
        assertThat(afterRestart.find(1)).as("what was dropped stays so").isEmpty();
        assertThat(afterRestart.count()).isEqualTo(1);
        afterRestart.forget(TestClock.START.plus(Duration.ofSeconds(1)));
        assertThat(afterRestart.list()).isEmpty();
    }

    private static KeptReport report(String subject) {
        return new KeptReport(
                0, TestClock.START, "192.0.2.1", "", List.of("fbl@mail.test"), subject, "it names nothing", 7, false);
    }
}
