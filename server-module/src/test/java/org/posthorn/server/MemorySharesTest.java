package org.posthorn.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.posthorn.store.StoreConfig;

class MemorySharesTest {
    private static final long MIB = 1L << 20;

    @Test
    void theHeapIsTheLaunchersShareUnlessTheOperatorSaysOtherwise() throws IOException {
        long machine = 1_000 * MIB;
        assertThat(MemoryShares.heapBytes(List.of(""), machine)).isEqualTo(400 * MIB);
        assertThat(MemoryShares.heapBytes(List.of("-Xmx2g"), machine)).isEqualTo(2_048 * MIB);
        assertThat(MemoryShares.heapBytes(List.of("-Xmx256M", "-XX:MaxRAMPercentage=50"), machine))
                .isEqualTo(256 * MIB);
        assertThat(MemoryShares.heapBytes(List.of("-XX:MaxRAMPercentage=25.0"), machine))
                .isEqualTo(250 * MIB);
        assertThat(MemoryShares.heapBytes(List.of("-Xmxmuch"), machine)).isEqualTo(400 * MIB);
        assertThat(Files.readString(Path.of("../dist/src/main/dist/bin/posthorn")))
                .contains("-XX:MaxRAMPercentage=" + MemoryShares.HEAP_PERCENT + " ");
    }

    @Test
    void theStoreHasASixteenthWithinBounds() {
        assertThat(StoreConfig.standardEngineBytes(512 * MIB)).isEqualTo(64 * MIB);
        assertThat(StoreConfig.standardEngineBytes(2_048 * MIB)).isEqualTo(128 * MIB);
        assertThat(StoreConfig.standardEngineBytes(65_536 * MIB)).isEqualTo(512 * MIB);
    }

    @Test
    void whatIsTooMuchOfTheMachineIsAWarning() {
        assertThat(new MemoryShares(1_000 * MIB, 400 * MIB, 64 * MIB).finding())
                .isEqualTo(Finding.ok("memory", "heap 400 MiB (40 % of 1000 MiB), store 64 MiB (6 %)"));
        assertThat(new MemoryShares(1_000 * MIB, 800 * MIB, 64 * MIB).finding().state())
                .isEqualTo(Finding.State.WARN);
    }
}
