package org.posthorn.bench;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/// How much is measured.
///
/// @param measured how long each row of the intake takes
/// @param warmUp messages sent before each section: a number, since a busy machine compiles the code later. Until some
///     40,000 the compiler takes more time than the messages
/// @param connections of the intake, a row each
/// @param loadConnections of everything else
/// @param deliveries messages sent end to end
/// @param queued least number of messages that the heap is measured with
record Sizes(
        Duration measured, int warmUp, List<Integer> connections, int loadConnections, int deliveries, int queued) {
    /// No single step takes longer, so that the whole run ends.
    static final Duration LONGEST_STEP = Duration.ofSeconds(60);

    /// From `-Dbench.seconds`, `bench.warmup`, `bench.connections`, `bench.deliveries` and `bench.queued`.
    static Sizes ofProperties() {
        return new Sizes(
                Duration.ofSeconds(Integer.getInteger("bench.seconds", 6)),
                Integer.getInteger("bench.warmup", 40_000),
                Arrays.stream(System.getProperty("bench.connections", "1,16,64,256")
                                .split(","))
                        .map(Integer::valueOf)
                        .toList(),
                64,
                Integer.getInteger("bench.deliveries", 5_000),
                Integer.getInteger("bench.queued", 20_000));
    }
}
