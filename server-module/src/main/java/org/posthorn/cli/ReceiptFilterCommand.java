package org.posthorn.cli;

import org.posthorn.api.operator.command.ReceiptFilterAdd;
import org.posthorn.api.operator.command.ReceiptFilterDelete;
import org.posthorn.api.operator.command.ReceiptFilterList;
import org.posthorn.config.ConfigException;
import org.posthorn.engine.settings.ReceiptFilter.Policy;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `posthorn receipt filter`.
@Command(
        name = "filter",
        description = "IP filters: from which addresses no mail is taken for the account.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        usageHelpAutoWidth = true)
final class ReceiptFilterCommand {
    private final Shell shell;

    ReceiptFilterCommand(Shell shell) {
        this.shell = shell;
    }

    @Command(description = "Adds an IP filter.", mixinStandardHelpOptions = true, usageHelpAutoWidth = true)
    int add(
            @Parameters(
                            index = "0",
                            paramLabel = "NAME",
                            description = "Up to 64 letters, digits, dots, hyphens and underscores.")
                    String name,
            @Parameters(
                            index = "1",
                            paramLabel = "CIDR",
                            description = "An address, or a block of them such as 192.0.2.0/24.")
                    String cidr,
            @Option(
                            names = "--policy",
                            paramLabel = "Block|Allow",
                            required = true,
                            description =
                                    "Block: mail from there is refused. Allow: it is taken, whatever filter blocks it.")
                    Policy policy,
            @Mixin TenantOptions tenant,
            @Mixin AdminOptions admin)
            throws ConfigException {
        return admin.ask(shell, new ReceiptFilterAdd.Request(name, cidr, policy, tenant.account(), tenant.region()));
    }

    @Command(description = "Lists IP filters.", mixinStandardHelpOptions = true, usageHelpAutoWidth = true)
    int list(@Mixin TenantOptions tenant, @Mixin AdminOptions admin) throws ConfigException {
        return admin.ask(shell, new ReceiptFilterList.Request(tenant.account(), tenant.region()));
    }

    @Command(description = "Removes an IP filter.", mixinStandardHelpOptions = true, usageHelpAutoWidth = true)
    int delete(
            @Parameters(paramLabel = "NAME", description = "The filter.") String name,
            @Mixin TenantOptions tenant,
            @Mixin AdminOptions admin)
            throws ConfigException {
        return admin.ask(shell, new ReceiptFilterDelete.Request(name, tenant.account(), tenant.region()));
    }
}
