package org.posthorn.dist;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.posthorn.dist.config.ConfigException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `posthorn events`.
@Command(
        name = "events",
        description = "Shows what became of messages: up to 1,000 events, the oldest first.",
        mixinStandardHelpOptions = true,
        usageHelpAutoWidth = true)
final class EventsCommand implements Callable<Integer> {
    private final Shell shell;

    @Option(names = "--message", paramLabel = "ID", description = "Of this message.")
    private Optional<String> message = Optional.empty();

    @Option(names = "--recipient", paramLabel = "ADDRESS", description = "About this recipient.")
    private Optional<String> recipient = Optional.empty();

    @Option(
            names = "--since",
            paramLabel = "WHEN",
            description = "From then on: an age such as 2h, or a time such as 2026-11-25T12:00:00Z. Without it: the"
                    + " whole life of the message, or the last day.")
    private Optional<String> since = Optional.empty();

    @Mixin
    private AdminOptions admin = new AdminOptions();

    EventsCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws ConfigException {
        return admin.ask(shell, "events/list", Map.of("message", message, "recipient", recipient, "since", since));
    }
}
