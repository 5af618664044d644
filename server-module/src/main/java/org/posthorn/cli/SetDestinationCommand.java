package org.posthorn.cli;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.posthorn.api.operator.command.SetDestinationAdd;
import org.posthorn.api.operator.command.SetDestinationDelete;
import org.posthorn.api.operator.command.SetDestinationList;
import org.posthorn.api.operator.command.SetDestinationUpdate;
import org.posthorn.config.ConfigException;
import org.posthorn.engine.settings.EventDestination.EventType;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `posthorn set destination`.
@Command(
        name = "destination",
        description = "Event destinations of a configuration set: where the events of its messages go.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        usageHelpAutoWidth = true)
final class SetDestinationCommand {
    private final Shell shell;

    SetDestinationCommand(Shell shell) {
        this.shell = shell;
    }

    @Command(
            description = "Adds an event destination: one of --topic, --stream and --dimension says where to.",
            mixinStandardHelpOptions = true,
            usageHelpAutoWidth = true)
    int add(
            @Parameters(index = "0", paramLabel = "SET", description = "The configuration set.") String set,
            @Parameters(index = "1", paramLabel = "NAME", description = "The event destination.") String name,
            @Option(
                            names = "--types",
                            paramLabel = "TYPE",
                            split = ",",
                            required = true,
                            description = "What it gets: send, reject, bounce, complaint, delivery, open, click,"
                                    + " renderingFailure, and, which the first API version does not know,"
                                    + " deliveryDelay and subscription; comma-separated.")
                    List<EventType> types,
            @Mixin TargetOptions target,
            @Option(
                            names = "--enabled",
                            arity = "1",
                            paramLabel = "true|false",
                            description = "Whether it gets anything (true without it).")
                    Optional<Boolean> enabled,
            @Mixin TenantOptions tenant,
            @Mixin AdminOptions admin)
            throws ConfigException {
        return admin.ask(
                shell,
                new SetDestinationAdd.Request(
                        set,
                        name,
                        tenant.account(),
                        tenant.region(),
                        enabled,
                        types,
                        target.topic(),
                        target.stream(),
                        target.dimensions()));
    }

    @Command(description = "Lists event destinations.", mixinStandardHelpOptions = true, usageHelpAutoWidth = true)
    int list(
            @Parameters(paramLabel = "SET", description = "The configuration set.") String set,
            @Mixin TenantOptions tenant,
            @Mixin AdminOptions admin)
            throws ConfigException {
        return admin.ask(shell, new SetDestinationList.Request(set, tenant.account(), tenant.region()));
    }

    @Command(
            description = "Changes what is given of an event destination.",
            mixinStandardHelpOptions = true,
            usageHelpAutoWidth = true)
    int update(
            @Parameters(index = "0", paramLabel = "SET", description = "The configuration set.") String set,
            @Parameters(index = "1", paramLabel = "NAME", description = "The event destination.") String name,
            @Option(
                            names = "--types",
                            paramLabel = "TYPE",
                            split = ",",
                            description = "What it gets: send, reject, bounce, complaint, delivery, open, click,"
                                    + " renderingFailure, and, which the first API version does not know,"
                                    + " deliveryDelay and subscription; comma-separated.")
                    @Nullable
                    List<EventType> types,
            @Mixin TargetOptions target,
            @Option(
                            names = "--enabled",
                            arity = "1",
                            paramLabel = "true|false",
                            description = "Whether it gets anything.")
                    Optional<Boolean> enabled,
            @Mixin TenantOptions tenant,
            @Mixin AdminOptions admin)
            throws ConfigException {
        return admin.ask(
                shell,
                new SetDestinationUpdate.Request(
                        set,
                        name,
                        tenant.account(),
                        tenant.region(),
                        enabled,
                        types == null ? List.of() : types,
                        target.topic(),
                        target.stream(),
                        target.dimensions()));
    }

    @Command(description = "Removes an event destination.", mixinStandardHelpOptions = true, usageHelpAutoWidth = true)
    int delete(
            @Parameters(index = "0", paramLabel = "SET", description = "The configuration set.") String set,
            @Parameters(index = "1", paramLabel = "NAME", description = "The event destination.") String name,
            @Mixin TenantOptions tenant,
            @Mixin AdminOptions admin)
            throws ConfigException {
        return admin.ask(shell, new SetDestinationDelete.Request(set, name, tenant.account(), tenant.region()));
    }
}
