package org.posthorn.dist;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.posthorn.dist.config.ConfigException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// `posthorn suppression`.
@Command(
        name = "suppression",
        description =
                "Addresses that are not written to: of an account, or, without --account, of the whole installation.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        usageHelpAutoWidth = true)
final class SuppressionCommand {
    private static final int AT_ONCE = 1_000;
    private static final int PAGE = 10_000;
    private static final long MOST_BYTES = 256L << 20;

    private final Shell shell;

    SuppressionCommand(Shell shell) {
        this.shell = shell;
    }

    /// Which list.
    static final class Which {
        @Option(names = "--account", paramLabel = "ID", description = "The list of this account.")
        private Optional<String> account = Optional.empty();

        @Option(
                names = "--region",
                paramLabel = "REGION",
                description = "The list of the account in this region; us-east-1 without it.")
        private Optional<String> region = Optional.empty();

        /// A request about this list.
        Map<String, Object> request(Map<String, Object> more) {
            Map<String, Object> request = new HashMap<>(more);
            request.putAll(Map.of("account", account, "region", region));
            return request;
        }
    }

    @Command(
            description = "Lists the first 10,000 addresses in their order; export writes all.",
            mixinStandardHelpOptions = true,
            usageHelpAutoWidth = true)
    int list(@Mixin Which which, @Mixin AdminOptions admin) throws ConfigException {
        return admin.ask(shell, "suppression/list", which.request(Map.of()));
    }

    @Command(
            description = "Puts an address on the list, for ever.",
            mixinStandardHelpOptions = true,
            usageHelpAutoWidth = true)
    int add(
            @Parameters(paramLabel = "ADDRESS", description = "The address.") String address,
            @Option(
                            names = "--reason",
                            paramLabel = "REASON",
                            description = "bounce (the default) or complaint: what senders are told.")
                    Optional<String> reason,
            @Mixin Which which,
            @Mixin AdminOptions admin)
            throws ConfigException {
        return admin.ask(
                shell, "suppression/add", which.request(Map.of("reason", reason, "addresses", List.of(address))));
    }

    @Command(description = "Takes an address off the list.", mixinStandardHelpOptions = true, usageHelpAutoWidth = true)
    int remove(
            @Parameters(paramLabel = "ADDRESS", description = "The address.") String address,
            @Mixin Which which,
            @Mixin AdminOptions admin)
            throws ConfigException {
        return admin.ask(shell, "suppression/remove", which.request(Map.of("address", address)));
    }

    @Command(
            description =
                    "Lists up to 10,000 addresses that are there for a bounce that was not the address's fault, as"
                            + " earlier versions put them: the bounces that are kept are judged anew. Without --account: of all"
                            + " lists.",
            mixinStandardHelpOptions = true,
            usageHelpAutoWidth = true)
    int review(
            @Option(names = "--remove", description = "Takes them off.") boolean remove,
            @Mixin Which which,
            @Mixin AdminOptions admin)
            throws ConfigException {
        return admin.ask(shell, "suppression/review", which.request(Map.of("remove", remove)));
    }

    @Command(
            name = "import",
            description =
                    "Puts the addresses of a file on the list: one a line, with bounce or complaint behind a comma.",
            mixinStandardHelpOptions = true,
            usageHelpAutoWidth = true)
    int importFile(
            @Parameters(paramLabel = "FILE", description = "The file.") Path file,
            @Mixin Which which,
            @Mixin AdminOptions admin)
            throws ConfigException {
        AdminClient client = admin.client(shell);
        int added = 0;
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw new CommandFailedException(file + " is longer than 256 MiB");
            }
            List<String> bounced = new ArrayList<>();
            List<String> complained = new ArrayList<>();
            for (String line : Files.readAllLines(file)) {
                int comma = line.indexOf(',', Math.max(0, line.lastIndexOf('@'))); // a quoted local part may have some
                String reason = comma < 0 ? "" : line.substring(comma + 1).strip();
                String address = (comma < 0 ? line : line.substring(0, comma)).strip();
                if (!address.isEmpty()) {
                    (reason.equalsIgnoreCase("complaint") ? complained : bounced).add(address);
                }
            }
            added += add(client, which, "bounce", bounced);
            added += add(client, which, "complaint", complained);
        } catch (IOException e) {
            throw CommandFailedException.of(e);
        }
        shell.out().println(admin.json ? "{\"added\":" + added + "}" : "added " + added);
        return 0;
    }

    private static int add(AdminClient client, Which which, String reason, List<String> addresses) {
        for (int i = 0; i < addresses.size(); i += AT_ONCE) {
            client.ask(
                    "suppression/add",
                    which.request(Map.of(
                            "reason",
                            reason,
                            "addresses",
                            addresses.subList(i, Math.min(addresses.size(), i + AT_ONCE)))));
        }
        return addresses.size();
    }

    @Command(
            description = "Prints the whole list in the form that import reads.",
            mixinStandardHelpOptions = true,
            usageHelpAutoWidth = true)
    int export(@Mixin Which which, @Mixin AdminOptions admin) throws ConfigException {
        AdminClient client = admin.client(shell);
        Optional<String> after = Optional.empty();
        String before = "[";
        JsonNode page;
        do {
            page = client.ask("suppression/list", which.request(Map.of("after", after)));
            for (JsonNode entry : page) {
                String address = entry.get("address").asString();
                String reason = entry.get("reason").asString().toLowerCase(Locale.ROOT);
                shell.out().println(admin.json ? before + entry : address + "," + reason);
                before = ",";
                after = Optional.of(address);
            }
        } while (page.size() == PAGE);
        if (admin.json) {
            shell.out().println(before.equals("[") ? "[]" : "]");
        }
        return 0;
    }
}
