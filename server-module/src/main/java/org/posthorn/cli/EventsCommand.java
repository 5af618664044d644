package org.posthorn.cli;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.posthorn.api.operator.command.EventsList;
import org.posthorn.api.operator.command.EventsTypes;
import org.posthorn.config.ConfigException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `posthorn events`.
@Command(
        name = "events",
        description = "Shows what became of messages: up to 1,000 events, the oldest first; where there are more of a"
                + " message, a recipient or an account, the last 1,000 of them.",
        mixinStandardHelpOptions = true,
        usageHelpAutoWidth = true)
final class EventsCommand implements Callable<Integer> {
    private final Shell shell;

    @Option(names = "--message", paramLabel = "ID", description = "Of this message.")
    private Optional<String> message = Optional.empty();

    @Option(names = "--recipient", paramLabel = "ADDRESS", description = "About this recipient.")
    private Optional<String> recipient = Optional.empty();

    @Option(names = "--account", paramLabel = "ID", description = "About the mail of this account.")
    private Optional<String> account = Optional.empty();

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

    @Command(
            description =
                    "Says which events an event destination gets: send, reject, bounce, complaint, delivery, open,"
                            + " click, renderingFailure and, which the first API version can't ask for, deliveryDelay and"
                            + " subscription.",
            mixinStandardHelpOptions = true,
            usageHelpAutoWidth = true)
    int types(
            @Parameters(paramLabel = "SET", description = "The configuration set.") String set,
            @Parameters(paramLabel = "DESTINATION", description = "The event destination.") String destination,
            @Parameters(paramLabel = "TYPE", arity = "1..*", description = "All that it gets from now on.")
                    List<String> types,
            @Mixin TenantOptions tenant,
            @Mixin AdminOptions options)
            throws ConfigException {
        return options.ask(shell, new EventsTypes.Request(set, destination, tenant.account(), tenant.region(), types));
    }

    @Override
    public Integer call() throws ConfigException {
        return admin.ask(shell, new EventsList.Request(message, recipient, account, since));
    }
}
