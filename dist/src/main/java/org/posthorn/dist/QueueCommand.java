package org.posthorn.dist;

import java.util.Map;
import org.posthorn.dist.config.ConfigException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `posthorn queue`.
@Command(
        name = "queue",
        description = "Shows the outbound queue.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        usageHelpAutoWidth = true)
final class QueueCommand {
    private final Shell shell;

    QueueCommand(Shell shell) {
        this.shell = shell;
    }

    @Command(
            description = "Lists the messages that are to be delivered, the oldest 1,000.",
            mixinStandardHelpOptions = true,
            usageHelpAutoWidth = true)
    int list(@Mixin AdminOptions admin) throws ConfigException {
        return admin.ask(shell, "queue/list", Map.of());
    }

    @Command(
            description = "Shows one message with the state of each recipient.",
            mixinStandardHelpOptions = true,
            usageHelpAutoWidth = true)
    int show(@Parameters(paramLabel = "ID", description = "The message.") String id, @Mixin AdminOptions admin)
            throws ConfigException {
        return admin.ask(shell, "queue/show", Map.of("id", id));
    }

    @Command(
            description = "(not in this version) Makes a message due now.",
            mixinStandardHelpOptions = true,
            usageHelpAutoWidth = true)
    int retry(@Parameters(paramLabel = "ID", description = "The message.") String id) {
        return ComingCommand.refuse(
                shell, "queue retry", "a deferred message is tried again by itself (retry.schedule)");
    }

    @Command(
            description = "(not in this version) Gives a message up; it bounces.",
            mixinStandardHelpOptions = true,
            usageHelpAutoWidth = true)
    int drop(@Parameters(paramLabel = "ID", description = "The message.") String id) {
        return ComingCommand.refuse(shell, "queue drop", "a deferred message is given up after retry.expire");
    }
}
