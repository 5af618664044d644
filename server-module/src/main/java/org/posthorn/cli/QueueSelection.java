package org.posthorn.cli;

import java.util.Optional;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Which messages of the queue a command means: one, those that go to a destination, or all.
final class QueueSelection {
    @Parameters(paramLabel = "ID", arity = "0..1", description = "The message.")
    private Optional<String> id = Optional.empty();

    @Option(
            names = "--destination",
            paramLabel = "NAME",
            description = "All that go to this destination, by its name as `queue destinations` shows it.")
    private Optional<String> destination = Optional.empty();

    @Option(names = "--all", description = "All that wait.")
    private boolean all;

    Optional<String> id() {
        return id;
    }

    Optional<String> destination() {
        return destination;
    }

    /// Empty unless all are meant.
    Optional<Boolean> all() {
        return all ? Optional.of(true) : Optional.empty();
    }
}
