package org.posthorn.cli;

import java.util.Optional;
import org.posthorn.api.operator.command.DestinationList;
import org.posthorn.api.operator.command.DestinationPause;
import org.posthorn.api.operator.command.DestinationResume;
import org.posthorn.api.operator.command.QueueDrop;
import org.posthorn.api.operator.command.QueueDropPage;
import org.posthorn.api.operator.command.QueueList;
import org.posthorn.api.operator.command.QueueRetry;
import org.posthorn.api.operator.command.QueueRetryPage;
import org.posthorn.api.operator.command.QueueShow;
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
            @Option(
                            names = "--kind",
                            paramLabel = "KIND",
                            description = "Of this kind: sent, feedback, system or received.")
                    Optional<String> kind,
            @Mixin AdminOptions admin)
            throws ConfigException {
        return admin.ask(shell, new QueueList.Request(account, Optional.empty(), kind), QueueText::messages);
    }

    @Command(
            description = "Shows one message with the state of each recipient, and every attempt.",
            mixinStandardHelpOptions = true,
            usageHelpAutoWidth = true)
    int show(@Parameters(paramLabel = "ID", description = "The message.") String id, @Mixin AdminOptions admin)
            throws ConfigException {
        return admin.ask(shell, new QueueShow.Request(id));
    }

    @Command(
            description = "Makes a waiting message due now, or many. A suspended destination is tried now.",
            mixinStandardHelpOptions = true,
            usageHelpAutoWidth = true)
    int retry(@ArgGroup(multiplicity = "1") QueueSelection which, @Mixin AdminOptions admin) throws ConfigException {
        return which.id().isPresent()
                ? admin.ask(shell, new QueueRetry.Request(which.id().get()))
                : new QueuePages(shell, admin, which).run(QueueRetryPage.Request::new, "due now");
    }

    @Command(
            description =
                    "Gives a waiting message up, or many after a question: their pending recipients bounce, so that"
                            + " their senders hear of it; of mail that came in, only senders who are proven.",
            mixinStandardHelpOptions = true,
            usageHelpAutoWidth = true)
    int drop(
            @ArgGroup(multiplicity = "1") QueueSelection which,
            @Option(names = "--yes", description = "Doesn't ask.") boolean yes,
            @Mixin AdminOptions admin)
            throws ConfigException {
        if (which.id().isPresent()) {
            return admin.ask(shell, new QueueDrop.Request(which.id().get()));
        }
        QueuePages pages = new QueuePages(shell, admin, which);
        if (!yes && !pages.confirmed("Give up %s and let their recipients bounce?")) {
            shell.complain("nothing was given up");
            return 1;
        }
        return pages.run(QueueDropPage.Request::new, "given up");
    }

    @Command(
            description = "Lists the destinations that had something to do lately: what waits for each, and its pace.",
            mixinStandardHelpOptions = true,
            usageHelpAutoWidth = true)
    int destinations(@Mixin AdminOptions admin) throws ConfigException {
        return admin.ask(shell, new DestinationList.Request(), QueueText::destinations);
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
                .ask(new DestinationList.Request())
                .valueStream()
                .anyMatch(destination -> destination.path("name").asString().equals(name));
        int code = admin.ask(shell, new DestinationPause.Request(name));
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
        return admin.ask(shell, new DestinationResume.Request(name));
    }
}
