package org.posthorn.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Keeps the bench running; its figures at this size mean nothing.
class BenchTest {
    @TempDir
    private Path directory;

    @Test
    void aTinyRunFillsEveryTableAndNothingIsRefused() throws Exception {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        Sizes tiny = new Sizes(Duration.ofMillis(200), 20, List.of(1, 8), 8, 40, 60);
        new Bench(directory, tiny, new PrintStream(printed, true, StandardCharsets.UTF_8)).run();

        String text = printed.toString(StandardCharsets.UTF_8);
        assertThat(text).doesNotContain("NaN").doesNotContain("not all in time");
        assertThat(text).containsPattern("A synced 4 KB write: p50 \\d");
        for (String row : List.of("1 connections", "8 connections", "8, delivery running")) {
            assertThat(text)
                    .containsPattern("\\| " + row + " \\|( [0-9.]+ \\|){6} [1-9][0-9]* \\| 0 \\| -?[0-9.]+ \\|");
        }
        assertThat(text).containsPattern("\\| API v1 \\| [0-9]+ \\|").containsPattern("\\| API v2 \\| [1-9][0-9]* \\|");
        assertThat(text).containsPattern("API v2 to API v1: [0-9.]+, [0-9.]+, [0-9.]+ times as many");
        assertThat(text).contains("| Posthorn, with load and sink | 40 of 40 |");
        assertThat(text).containsPattern("\\| after a restart \\| [0-9]{2,} \\|");
    }
}
