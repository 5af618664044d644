package org.posthorn.cli;

import java.util.Optional;
import org.posthorn.api.operator.command.ReceiptSetActivate;
import org.posthorn.api.operator.command.ReceiptSetCreate;
import org.posthorn.api.operator.command.ReceiptSetDelete;
import org.posthorn.api.operator.command.ReceiptSetList;
import org.posthorn.config.ConfigException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `posthorn receipt set`.
@Command(
        name = "set",
        description = "Receipt rule sets, one of which may act on mail that comes in.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        usageHelpAutoWidth = true)
final class ReceiptSetCommand {
    private final Shell shell;

    ReceiptSetCommand(Shell shell) {
        this.shell = shell;
    }

    @Command(
            description = "Makes a receipt rule set. It does not act before it is activated.",
            mixinStandardHelpOptions = true,
            usageHelpAutoWidth = true)
    int create(
            @Parameters(paramLabel = "NAME", description = "Up to 64 letters, digits, dots, hyphens and underscores.")
                    String name,
            @Option(names = "--from", paramLabel = "SET", description = "Another one, whose rules it gets.")
                    Optional<String> from,
            @Mixin TenantOptions tenant,
            @Mixin AdminOptions admin)
            throws ConfigException {
        return admin.ask(shell, new ReceiptSetCreate.Request(name, tenant.account(), tenant.region(), from));
    }

    @Command(description = "Lists receipt rule sets.", mixinStandardHelpOptions = true, usageHelpAutoWidth = true)
    int list(@Mixin TenantOptions tenant, @Mixin AdminOptions admin) throws ConfigException {
        return admin.ask(shell, new ReceiptSetList.Request(tenant.account(), tenant.region()));
    }

    @Command(
            description = "Makes a receipt rule set the one that acts, in place of any other.",
            mixinStandardHelpOptions = true,
            usageHelpAutoWidth = true)
    int activate(
            @Parameters(paramLabel = "NAME", description = "The receipt rule set.") String name,
            @Mixin TenantOptions tenant,
            @Mixin AdminOptions admin)
            throws ConfigException {
        return admin.ask(shell, new ReceiptSetActivate.Request(Optional.of(name), tenant.account(), tenant.region()));
    }

    @Command(
            description = "Lets no receipt rule set act: mail for the account is refused from then on.",
            mixinStandardHelpOptions = true,
            usageHelpAutoWidth = true)
    int deactivate(@Mixin TenantOptions tenant, @Mixin AdminOptions admin) throws ConfigException {
        return admin.ask(shell, new ReceiptSetActivate.Request(Optional.empty(), tenant.account(), tenant.region()));
    }

    @Command(
            description = "Removes a receipt rule set with its rules, unless it is the one that acts.",
            mixinStandardHelpOptions = true,
            usageHelpAutoWidth = true)
    int delete(
            @Parameters(paramLabel = "NAME", description = "The receipt rule set.") String name,
            @Mixin TenantOptions tenant,
            @Mixin AdminOptions admin)
            throws ConfigException {
        return admin.ask(shell, new ReceiptSetDelete.Request(name, tenant.account(), tenant.region()));
    }
}
