package org.posthorn.cli;

import java.util.LinkedHashMap;
import java.util.Map;
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

    /// The members of a request that say it.
    Map<String, Object> members() {
        Map<String, Object> members = new LinkedHashMap<>();
        destination.ifPresent(name -> members.put("destination", name));
        if (all) {
            members.put("all", true);
        }
        return members;
    }
}
