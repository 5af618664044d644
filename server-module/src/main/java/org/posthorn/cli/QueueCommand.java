package org.posthorn.cli;

import java.util.Map;
import java.util.Optional;
import org.posthorn.config.ConfigException;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `posthorn queue`.
@Command(
        name = "queue",
        description = "The outbound queue: what waits, where it goes, and how it is paced.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        usageHelpAutoWidth = true)
final class QueueCommand {
    private final Shell shell;

    QueueCommand(Shell shell) {
        this.shell = shell;
    }

    @Command(
            description = "Lists the messages that are to be delivered: the oldest 1,000, or the newest 1,000 of an"
                    + " account.",
            mixinStandardHelpOptions = true,
            usageHelpAutoWidth = true)
    int list(
            @Option(names = "--account", paramLabel = "ID", description = "Of this account.") Optional<String> account,
            @Mixin AdminOptions admin)
            throws ConfigException {
        return admin.ask(shell, "queue/list", Map.of("account", account), QueueText::messages);
    }

    @Command(
            description = "Shows one message with the state of each recipient, and every attempt.",
            mixinStandardHelpOptions = true,
            usageHelpAutoWidth = true)
    int show(@Parameters(paramLabel = "ID", description = "The message.") String id, @Mixin AdminOptions admin)
            throws ConfigException {
        return admin.ask(shell, "queue/show", Map.of("id", id));
    }

    @Command(
            description = "Makes a waiting message due now, or many. A suspended destination is tried now.",
            mixinStandardHelpOptions = true,
            usageHelpAutoWidth = true)
    int retry(@ArgGroup(multiplicity = "1") QueueSelection which, @Mixin AdminOptions admin) throws ConfigException {
        return which.id().isPresent()
                ? admin.ask(shell, "queue/retry", Map.of("id", which.id()))
                : new QueuePages(shell, admin, which).run("queue/retry-page", "due now");
    }

    @Command(
            description =
                    "Gives a waiting message up, or many after a question: their pending recipients bounce, so that"
                            + " their senders hear of it.",
            mixinStandardHelpOptions = true,
            usageHelpAutoWidth = true)
    int drop(
            @ArgGroup(multiplicity = "1") QueueSelection which,
            @Option(names = "--yes", description = "Doesn't ask.") boolean yes,
            @Mixin AdminOptions admin)
            throws ConfigException {
        if (which.id().isPresent()) {
            return admin.ask(shell, "queue/drop", Map.of("id", which.id()));
        }
        QueuePages pages = new QueuePages(shell, admin, which);
        if (!yes && !pages.confirmed("Give up %s and let their recipients bounce?")) {
            return 1;
        }
        return pages.run("queue/drop-page", "given up");
    }

    @Command(
            description = "Lists the destinations that had something to do lately: what waits for each, and its pace.",
            mixinStandardHelpOptions = true,
            usageHelpAutoWidth = true)
    int destinations(@Mixin AdminOptions admin) throws ConfigException {
        return admin.ask(shell, "destination/list", Map.of(), QueueText::destinations);
    }

    @Command(
            description = "Sends nothing to a destination until it is resumed, over restarts too. Its mail does not"
                    + " expire meanwhile. One that does not exist yet is paused when it comes up, and that is noted.",
            mixinStandardHelpOptions = true,
            usageHelpAutoWidth = true)
    int pause(
            @Parameters(paramLabel = "DESTINATION", description = "Its name, as `queue destinations` shows it.")
                    String name,
            @Mixin AdminOptions admin)
            throws ConfigException {
        boolean known = admin.client(shell)
                .ask("destination/list", Map.of())
                .valueStream()
                .anyMatch(destination -> destination.path("name").asString().equals(name));
        int code = admin.ask(shell, "destination/pause", Map.of("name", name));
        if (!known) {
            shell.note("there is no such destination yet (`queue destinations` lists those that had something to do"
                    + " lately); it is paused when it comes up, and `queue resume` forgets that");
        }
        return code;
    }

    @Command(
            description = "Sends to a paused destination again.",
            mixinStandardHelpOptions = true,
            usageHelpAutoWidth = true)
    int resume(
            @Parameters(paramLabel = "DESTINATION", description = "Its name, as `queue destinations` shows it.")
                    String name,
            @Mixin AdminOptions admin)
            throws ConfigException {
        return admin.ask(shell, "destination/resume", Map.of("name", name));
    }
}
