package org.posthorn.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.posthorn.api.operator.command.KeyCreate;
import org.posthorn.api.operator.command.KeyDelete;
import org.posthorn.api.operator.command.KeyList;
import org.posthorn.api.operator.command.KeyStrangeActions;
import org.posthorn.api.operator.command.KeyUpdate;
import org.posthorn.config.ConfigException;
import org.posthorn.engine.mail.Regions;
import org.posthorn.server.AdminClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// `posthorn key`.
@Command(
        name = "key",
        description = "Creates, lists, changes and deletes the access keys of accounts.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        usageHelpAutoWidth = true)
final class KeyCommand {
    static final int MOST_POLICY_BYTES = 64 << 10;

    private final Shell shell;

    KeyCommand(Shell shell) {
        this.shell = shell;
    }

    @Command(
            description =
                    "Creates a key and prints it, its secret, and the SMTP user name and password that go with it."
                            + " The secrets are shown this once only.",
            mixinStandardHelpOptions = true,
            usageHelpAutoWidth = true)
    int create(
            @Option(names = "--account", paramLabel = "ID", required = true, description = "The key's account.")
                    String account,
            @Option(
                            names = "--region",
                            paramLabel = "REGION",
                            description =
                                    "The region that the SMTP password is for; " + Regions.STANDARD + " without it.")
                    Optional<String> region,
            @Option(
                            names = "--policy",
                            paramLabel = "FILE",
                            description = "What the key may do, as a policy in the grammar of IAM, in JSON; everything"
                                    + " without it.")
                    Optional<Path> policy,
            @Option(names = "--label", paramLabel = "TEXT", description = "What you know it by.")
                    Optional<String> label,
            @Mixin AdminOptions admin)
            throws ConfigException {
        Optional<String> json = TextFile.read(policy, "policy", MOST_POLICY_BYTES);
        List<String> strange = json.isEmpty() ? List.of() : strangeActions(admin.client(shell), json.get());
        int code = admin.ask(shell, new KeyCreate.Request(account, region, json, label));
        strange.forEach(action -> shell.note("the policy names " + action
                + ", which is no action that this version knows: what it says of it never applies"));
        return code;
    }

    private static List<String> strangeActions(AdminClient client, String policy) {
        return client.ask(new KeyStrangeActions.Request(policy))
                .valueStream()
                .map(JsonNode::asString)
                .toList();
    }

    @Command(
            description = "Lists keys, without secrets: all, or those of an account. When one was last used is known to"
                    + " the second; a crash may lose the last minute.",
            mixinStandardHelpOptions = true,
            usageHelpAutoWidth = true)
    int list(
            @Option(names = "--account", paramLabel = "ID", description = "Only those of this account.")
                    Optional<String> account,
            @Mixin AdminOptions admin)
            throws ConfigException {
        return admin.ask(shell, new KeyList.Request(account));
    }

    @Command(
            description =
                    "Labels a key, or switches it off and on again: while it is off, its calls are answered as if it"
                            + " were deleted.",
            mixinStandardHelpOptions = true,
            usageHelpAutoWidth = true)
    int update(
            @Parameters(paramLabel = "KEYID", description = "The access key.") String keyId,
            @Option(
                            names = "--label",
                            paramLabel = "TEXT",
                            description = "What you know it by; an empty text takes that away.")
                    Optional<String> label,
            @Option(names = "--enabled", arity = "1", paramLabel = "true|false", description = "Whether it works.")
                    Optional<Boolean> enabled,
            @Mixin AdminOptions admin)
            throws ConfigException {
        return admin.ask(shell, new KeyUpdate.Request(keyId, label, enabled));
    }

    @Command(
            description = "Deletes a key; it stops working at once.",
            mixinStandardHelpOptions = true,
            usageHelpAutoWidth = true)
    int delete(
            @Parameters(paramLabel = "KEYID", description = "The access key.") String keyId, @Mixin AdminOptions admin)
            throws ConfigException {
        return admin.ask(shell, new KeyDelete.Request(keyId));
    }
}
