package org.posthorn.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.posthorn.api.operator.command.ReceiptRuleDelete;
import org.posthorn.api.operator.command.ReceiptRuleMove;
import org.posthorn.api.operator.command.ReceiptRuleOrder;
import org.posthorn.api.operator.command.ReceiptRulePut;
import org.posthorn.api.operator.command.ReceiptRuleShow;
import org.posthorn.config.ConfigException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `posthorn receipt rule`.
@Command(
        name = "rule",
        description = "Rules of a receipt rule set: for which recipients what is done.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        usageHelpAutoWidth = true)
final class ReceiptRuleCommand {
    /// The longest rule fits; all of it escaped is within what the server takes.
    private static final int MOST_RULE_BYTES = 128 << 10;

    private final Shell shell;

    ReceiptRuleCommand(Shell shell) {
        this.shell = shell;
    }

    @Command(
            description = "Adds a rule, or replaces the one of its name where that is.",
            mixinStandardHelpOptions = true,
            usageHelpAutoWidth = true)
    int put(
            @Parameters(index = "0", paramLabel = "SET", description = "The receipt rule set.") String set,
            @Parameters(
                            index = "1",
                            paramLabel = "FILE",
                            description = "The rule as AWS's command line takes it for --rule, in JSON.")
                    Path file,
            @Option(
                            names = "--after",
                            paramLabel = "RULE",
                            description = "The rule that it comes behind; without it, a new one comes first.")
                    Optional<String> after,
            @Mixin TenantOptions tenant,
            @Mixin AdminOptions admin)
            throws ConfigException {
        return admin.ask(
                shell,
                new ReceiptRulePut.Request(
                        set, tenant.account(), tenant.region(), TextFile.read(file, "rule", MOST_RULE_BYTES), after));
    }

    @Command(
            description = "Shows a rule as the JSON that put takes.",
            mixinStandardHelpOptions = true,
            usageHelpAutoWidth = true)
    int show(
            @Parameters(index = "0", paramLabel = "SET", description = "The receipt rule set.") String set,
            @Parameters(index = "1", paramLabel = "RULE", description = "The rule.") String name,
            @Mixin TenantOptions tenant,
            @Mixin AdminOptions admin)
            throws ConfigException {
        return admin.ask(shell, new ReceiptRuleShow.Request(set, name, tenant.account(), tenant.region()));
    }

    @Command(
            description = "Moves a rule to the front, or behind another one.",
            mixinStandardHelpOptions = true,
            usageHelpAutoWidth = true)
    int move(
            @Parameters(index = "0", paramLabel = "SET", description = "The receipt rule set.") String set,
            @Parameters(index = "1", paramLabel = "RULE", description = "The rule.") String name,
            @Option(
                            names = "--after",
                            paramLabel = "RULE",
                            description = "The rule that it comes behind; without it, it comes first.")
                    Optional<String> after,
            @Mixin TenantOptions tenant,
            @Mixin AdminOptions admin)
            throws ConfigException {
        return admin.ask(shell, new ReceiptRuleMove.Request(set, name, tenant.account(), tenant.region(), after));
    }

    @Command(
            description = "Puts all rules in another order at once.",
            mixinStandardHelpOptions = true,
            usageHelpAutoWidth = true)
    int order(
            @Parameters(index = "0", paramLabel = "SET", description = "The receipt rule set.") String set,
            @Parameters(index = "1..*", arity = "1..*", paramLabel = "RULE", description = "All rules of the set.")
                    List<String> names,
            @Mixin TenantOptions tenant,
            @Mixin AdminOptions admin)
            throws ConfigException {
        return admin.ask(shell, new ReceiptRuleOrder.Request(set, names, tenant.account(), tenant.region()));
    }

    @Command(description = "Takes a rule out of its set.", mixinStandardHelpOptions = true, usageHelpAutoWidth = true)
    int delete(
            @Parameters(index = "0", paramLabel = "SET", description = "The receipt rule set.") String set,
            @Parameters(index = "1", paramLabel = "RULE", description = "The rule.") String name,
            @Mixin TenantOptions tenant,
            @Mixin AdminOptions admin)
            throws ConfigException {
        return admin.ask(shell, new ReceiptRuleDelete.Request(set, name, tenant.account(), tenant.region()));
    }
}
