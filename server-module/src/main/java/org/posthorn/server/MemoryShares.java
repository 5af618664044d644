package org.posthorn.server;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.posthorn.config.ByteSize;
import org.posthorn.config.PosthornConfig;
import org.posthorn.store.StoreConfig;

/// How much of the machine's (or container's) memory the server may take: its heap, and the database beside it.
///
/// @param machineBytes all there is
/// @param heapBytes most that the heap of `posthorn serve` grows to
/// @param storeBytes most that the database keeps in memory
public record MemoryShares(long machineBytes, long heapBytes, long storeBytes) {
    /// What `bin/posthorn serve` gives the heap (`-XX:MaxRAMPercentage`).
    static final int HEAP_PERCENT = 40;

    /// Above this share of the machine, little is left for the JVM itself and the disk's cache.
    private static final int MOST_PERCENT = 75;

    private static final String JAVA_OPTIONS = "POSTHORN_JAVA_OPTS";
    private static final double MIB = 1 << 20;

    /// Of a server that is started with this environment.
    public static MemoryShares ofServer(Map<String, String> variables, PosthornConfig.Store store) {
        long machine = StoreConfig.machineBytes();
        long heap = heapBytes(List.of(variables.getOrDefault(JAVA_OPTIONS, "").split(" ", -1)), machine);
        return new MemoryShares(machine, heap, storeBytes(store));
    }

    static long storeBytes(PosthornConfig.Store store) {
        return store.memory()
                .map(ByteSize::bytes)
                .orElseGet(() -> StoreConfig.standardEngineBytes(StoreConfig.machineBytes()));
    }

    /// The JVM's rules for the operator's options: the last one counts, and a size beats a share.
    static long heapBytes(List<String> options, long machineBytes) {
        long size = 0;
        double percent = HEAP_PERCENT;
        for (String option : options) {
            if (option.startsWith("-Xmx")) {
                size = size(option.substring(4), size);
            } else if (option.startsWith("-XX:MaxHeapSize=")) {
                size = size(option.substring(16), size);
            } else if (option.startsWith("-XX:MaxRAMPercentage=")) {
                percent = percent(option.substring(21), percent);
            }
        }
        return size > 0 ? size : (long) (machineBytes * percent / 100);
    }

    /// `2g`, `512M`, `1048576`: the JVM's units are binary.
    private static long size(String text, long otherwise) {
        try {
            return ByteSize.parse(
                            text.isEmpty() || Character.isDigit(text.charAt(text.length() - 1)) ? text : text + "iB")
                    .bytes();
        } catch (IllegalArgumentException e) {
            return otherwise; // the JVM will refuse it
        }
    }

    private static double percent(String text, double otherwise) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            return otherwise;
        }
    }

    /// `heap 9830 MiB (40 % of 24576 MiB), store 512 MiB (2 %)`.
    public String text() {
        return String.format(
                Locale.ROOT,
                "heap %.0f MiB (%d %% of %.0f MiB), store %.0f MiB (%d %%)",
                heapBytes / MIB,
                percentOf(heapBytes),
                machineBytes / MIB,
                storeBytes / MIB,
                percentOf(storeBytes));
    }

    private long percentOf(long bytes) {
        return Math.round(100.0 * bytes / machineBytes);
    }

    public Finding finding() {
        return percentOf(heapBytes + storeBytes) <= MOST_PERCENT
                ? Finding.ok("memory", text())
                : Finding.warn(
                        "memory",
                        text() + "; the JVM itself takes some 200 MiB more",
                        "lower -Xmx in POSTHORN_JAVA_OPTS or store.memory, or give the machine more");
    }
}
