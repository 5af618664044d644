package org.posthorn.cli;

import java.nio.file.Path;
import org.posthorn.api.operator.command.IdentityPolicyDelete;
import org.posthorn.api.operator.command.IdentityPolicyList;
import org.posthorn.api.operator.command.IdentityPolicyPut;
import org.posthorn.api.operator.command.IdentityPolicyShow;
import org.posthorn.config.ConfigException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `posthorn identity policy`.
@Command(
        name = "policy",
        description = "Policies of an address or a domain: who else may send for it.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        usageHelpAutoWidth = true)
final class IdentityPolicyCommand {
    private final Shell shell;

    IdentityPolicyCommand(Shell shell) {
        this.shell = shell;
    }

    @Command(
            description = "Adds a policy, or replaces the one of that name.",
            mixinStandardHelpOptions = true,
            usageHelpAutoWidth = true)
    int put(
            @Parameters(index = "0", paramLabel = "NAME", description = "The address or the domain that it is for.")
                    String name,
            @Parameters(index = "1", paramLabel = "POLICY", description = "The name of the policy.") String policy,
            @Parameters(index = "2", paramLabel = "FILE", description = "The policy in the grammar of IAM, in JSON.")
                    Path file,
            @Mixin TenantOptions tenant,
            @Mixin AdminOptions admin)
            throws ConfigException {
        String json = TextFile.read(file, "policy", KeyCommand.MOST_POLICY_BYTES);
        return admin.ask(shell, new IdentityPolicyPut.Request(name, tenant.account(), tenant.region(), policy, json));
    }

    @Command(description = "Lists the policies.", mixinStandardHelpOptions = true, usageHelpAutoWidth = true)
    int list(
            @Parameters(paramLabel = "NAME", description = "The address or the domain that they are for.") String name,
            @Mixin TenantOptions tenant,
            @Mixin AdminOptions admin)
            throws ConfigException {
        return admin.ask(shell, new IdentityPolicyList.Request(name, tenant.account(), tenant.region()));
    }

    @Command(description = "Shows a policy.", mixinStandardHelpOptions = true, usageHelpAutoWidth = true)
    int show(
            @Parameters(index = "0", paramLabel = "NAME", description = "The address or the domain that it is for.")
                    String name,
            @Parameters(index = "1", paramLabel = "POLICY", description = "The name of the policy.") String policy,
            @Mixin TenantOptions tenant,
            @Mixin AdminOptions admin)
            throws ConfigException {
        return admin.ask(shell, new IdentityPolicyShow.Request(name, tenant.account(), tenant.region(), policy));
    }

    @Command(description = "Removes a policy.", mixinStandardHelpOptions = true, usageHelpAutoWidth = true)
    int delete(
            @Parameters(index = "0", paramLabel = "NAME", description = "The address or the domain that it is for.")
                    String name,
            @Parameters(index = "1", paramLabel = "POLICY", description = "The name of the policy.") String policy,
            @Mixin TenantOptions tenant,
            @Mixin AdminOptions admin)
            throws ConfigException {
        return admin.ask(shell, new IdentityPolicyDelete.Request(name, tenant.account(), tenant.region(), policy));
    }
}
