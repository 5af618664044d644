package org.posthorn.dist;

import java.util.Map;
import java.util.Optional;
import org.posthorn.dist.config.ConfigException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `posthorn key`.
@Command(
        name = "key",
        description = "Creates, lists and deletes the access keys of accounts.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        usageHelpAutoWidth = true)
final class KeyCommand {
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
                            description = "The region that the SMTP password is for; us-east-1 without it.")
                    Optional<String> region,
            @Mixin AdminOptions admin)
            throws ConfigException {
        return admin.ask(shell, "key/create", Map.of("account", account, "region", region));
    }

    @Command(
            description = "Lists all keys, without secrets.",
            mixinStandardHelpOptions = true,
            usageHelpAutoWidth = true)
    int list(@Mixin AdminOptions admin) throws ConfigException {
        return admin.ask(shell, "key/list", Map.of());
    }

    @Command(
            description = "Deletes a key; it stops working at once.",
            mixinStandardHelpOptions = true,
            usageHelpAutoWidth = true)
    int delete(
            @Parameters(paramLabel = "KEYID", description = "The access key.") String keyId, @Mixin AdminOptions admin)
            throws ConfigException {
        return admin.ask(shell, "key/delete", Map.of("keyId", keyId));
    }
}
