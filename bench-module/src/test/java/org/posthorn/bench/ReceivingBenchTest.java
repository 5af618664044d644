package org.posthorn.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Keeps the bench running; its figures at this size mean nothing.
class ReceivingBenchTest {
    @TempDir
    private Path directory;

    @Test
    void aTinyRunStoresAllThatWasAccepted() throws Exception {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        ReceivingBench.Plan tiny = new ReceivingBench.Plan(40, 20, 1, List.of(4), List.of(2_048));
        new ReceivingBench(directory, tiny, new PrintStream(printed, true, StandardCharsets.UTF_8)).run();

        String text = printed.toString(StandardCharsets.UTF_8);
        assertThat(text).doesNotContain("NaN").doesNotContain(" are stored.");
        for (String load : List.of(
                "4, kept, 2 KB, DKIM",
                "4, one message each, 2 KB, DKIM",
                "4, kept, 2 KB, unsigned",
                "4, one message each, 2 KB, unsigned")) {
            assertThat(text)
                    .containsPattern("\\| " + load + " \\| Posthorn \\|( [0-9., ]+ \\|){3} 0 \\| -?[0-9.]+ \\|");
        }
    }
}
