package org.posthorn.cli;

import java.util.Optional;
import org.posthorn.api.operator.command.SetCreate;
import org.posthorn.api.operator.command.SetDelete;
import org.posthorn.api.operator.command.SetList;
import org.posthorn.api.operator.command.SetShow;
import org.posthorn.api.operator.command.SetUpdate;
import org.posthorn.config.ConfigException;
import org.posthorn.engine.settings.ConfigurationSet.TlsPolicy;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `posthorn set`.
@Command(
        name = "set",
        description = "Configuration sets: rules for the messages that name them, and where their events go.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        usageHelpAutoWidth = true)
final class SetCommand {
    private final Shell shell;

    SetCommand(Shell shell) {
        this.shell = shell;
    }

    @Command(description = "Makes a configuration set.", mixinStandardHelpOptions = true, usageHelpAutoWidth = true)
    int create(
            @Parameters(paramLabel = "NAME", description = "Up to 64 letters, digits, hyphens and underscores.")
                    String name,
            @Mixin TenantOptions tenant,
            @Mixin AdminOptions admin)
            throws ConfigException {
        return admin.ask(shell, new SetCreate.Request(name, tenant.account(), tenant.region()));
    }

    @Command(
            description = "Lists configuration sets in the order of their names, up to 1,000.",
            mixinStandardHelpOptions = true,
            usageHelpAutoWidth = true)
    int list(
            @Option(names = "--after", paramLabel = "NAME", description = "Those behind this name.")
                    Optional<String> after,
            @Mixin TenantOptions tenant,
            @Mixin AdminOptions admin)
            throws ConfigException {
        return admin.ask(shell, new SetList.Request(tenant.account(), tenant.region(), after));
    }

    @Command(
            description = "Shows a configuration set with its event destinations.",
            mixinStandardHelpOptions = true,
            usageHelpAutoWidth = true)
    int show(
            @Parameters(paramLabel = "NAME", description = "The configuration set.") String name,
            @Mixin TenantOptions tenant,
            @Mixin AdminOptions admin)
            throws ConfigException {
        return admin.ask(shell, new SetShow.Request(name, tenant.account(), tenant.region()));
    }

    @Command(
            description = "Changes what is given of a configuration set.",
            mixinStandardHelpOptions = true,
            usageHelpAutoWidth = true)
    int update(
            @Parameters(paramLabel = "NAME", description = "The configuration set.") String name,
            @Option(
                            names = "--sending-enabled",
                            arity = "1",
                            paramLabel = "true|false",
                            description = "Whether messages that name it are taken.")
                    Optional<Boolean> sendingEnabled,
            @Option(
                            names = "--reputation-metrics",
                            arity = "1",
                            paramLabel = "true|false",
                            description = "Whether its bounces and complaints are metrics of their own.")
                    Optional<Boolean> reputationMetrics,
            @Option(
                            names = "--tls-policy",
                            paramLabel = "Require|Optional",
                            description = "Require: its mail goes out encrypted or not at all.")
                    Optional<TlsPolicy> tlsPolicy,
            @Option(
                            names = "--tracking-domain",
                            paramLabel = "DOMAIN",
                            description = "A verified domain that its links lead through; an empty text lets them lead"
                                    + " through this installation again.")
                    Optional<String> trackingDomain,
            @Mixin TenantOptions tenant,
            @Mixin AdminOptions admin)
            throws ConfigException {
        return admin.ask(
                shell,
                new SetUpdate.Request(
                        name,
                        tenant.account(),
                        tenant.region(),
                        sendingEnabled,
                        reputationMetrics,
                        tlsPolicy,
                        trackingDomain));
    }

    @Command(
            description =
                    "Removes a configuration set with its event destinations. Mail that was accepted with it is still"
                            + " delivered.",
            mixinStandardHelpOptions = true,
            usageHelpAutoWidth = true)
    int delete(
            @Parameters(paramLabel = "NAME", description = "The configuration set.") String name,
            @Mixin TenantOptions tenant,
            @Mixin AdminOptions admin)
            throws ConfigException {
        return admin.ask(shell, new SetDelete.Request(name, tenant.account(), tenant.region()));
    }
}
