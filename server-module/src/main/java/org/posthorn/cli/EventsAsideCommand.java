package org.posthorn.cli;

import java.util.List;
import java.util.Optional;
import org.posthorn.api.operator.command.AsideDrop;
import org.posthorn.api.operator.command.AsideList;
import org.posthorn.api.operator.command.AsideRetry;
import org.posthorn.api.operator.command.AsideShow;
import org.posthorn.config.ConfigException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `posthorn events aside`.
@Command(
        name = "aside",
        description = "What could not be done about events: each failed three times and was set aside, so that the rest"
                + " goes on.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        usageHelpAutoWidth = true)
final class EventsAsideCommand {
    private final Shell shell;

    EventsAsideCommand(Shell shell) {
        this.shell = shell;
    }

    @Command(
            description = "Lists what is set aside, the oldest 1,000 first.",
            mixinStandardHelpOptions = true,
            usageHelpAutoWidth = true)
    int list(
            @Option(
                            names = "--follower",
                            paramLabel = "NAME",
                            description = "Of this one: publisher, suppression, feedback or kafka.")
                    Optional<String> follower,
            @Mixin AdminOptions admin)
            throws ConfigException {
        return admin.ask(shell, new AsideList.Request(follower));
    }

    @Command(description = "Shows one.", mixinStandardHelpOptions = true, usageHelpAutoWidth = true)
    int show(
            @Parameters(paramLabel = "ID", description = "As listed, such as publisher-17.") String id,
            @Mixin AdminOptions admin)
            throws ConfigException {
        return admin.ask(shell, new AsideShow.Request(id));
    }

    @Command(
            description =
                    "Tries again: reads the events again and does what is still wanted of them. What succeeds is no"
                            + " longer set aside.",
            mixinStandardHelpOptions = true,
            usageHelpAutoWidth = true)
    int retry(
            @Parameters(paramLabel = "ID", arity = "0..*", description = "The oldest 1,000 without it.")
                    List<String> ids,
            @Mixin AdminOptions admin)
            throws ConfigException {
        return admin.ask(shell, new AsideRetry.Request(ids == null ? List.of() : ids));
    }

    @Command(
            description = "Forgets what is set aside; it will not be done.",
            mixinStandardHelpOptions = true,
            usageHelpAutoWidth = true)
    int drop(
            @Parameters(paramLabel = "ID", arity = "1..*", description = "As listed.") List<String> ids,
            @Mixin AdminOptions admin)
            throws ConfigException {
        return admin.ask(shell, new AsideDrop.Request(ids));
    }
}
