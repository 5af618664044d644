package org.posthorn.cli;

import java.util.Optional;
import org.posthorn.api.operator.command.ReceiptRuleList;
import org.posthorn.config.ConfigException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `posthorn receipt`.
@Command(
        name = "receipt",
        description = "Mail that comes in for the domains of accounts: what is done with it.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        usageHelpAutoWidth = true)
final class ReceiptCommand {
    private final Shell shell;

    ReceiptCommand(Shell shell) {
        this.shell = shell;
    }

    @Command(
            description = "Shows the rules that act on mail that comes in, in their order; or those of a set.",
            mixinStandardHelpOptions = true,
            usageHelpAutoWidth = true)
    int rules(
            @Parameters(
                            arity = "0..1",
                            paramLabel = "SET",
                            description = "The receipt rule set, in place of the one that acts.")
                    Optional<String> set,
            @Mixin TenantOptions tenant,
            @Mixin AdminOptions admin)
            throws ConfigException {
        return admin.ask(shell, new ReceiptRuleList.Request(tenant.account(), tenant.region(), set));
    }
}
