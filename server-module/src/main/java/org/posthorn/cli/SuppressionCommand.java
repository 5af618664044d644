package org.posthorn.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.posthorn.api.operator.command.SuppressionAdd;
import org.posthorn.api.operator.command.SuppressionList;
import org.posthorn.api.operator.command.SuppressionRemove;
import org.posthorn.api.operator.command.SuppressionReview;
import org.posthorn.config.ConfigException;
import org.posthorn.engine.mail.Regions;
import org.posthorn.engine.settings.Suppressed.Reason;
import org.posthorn.server.AdminClient;
import org.posthorn.server.CommandFailedException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `posthorn suppression`.
@Command(
        name = "suppression",
        description =
                "Addresses that are not written to: of an account, or, without --account, of the whole installation.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        usageHelpAutoWidth = true)
final class SuppressionCommand {
    private static final int PAGE = 10_000;
    /// Bad lines that are told when nothing is imported.
    private static final int MOST_TOLD = 20;

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
                description = "The list of the account in this region; " + Regions.STANDARD + " without it.")
        private Optional<String> region = Optional.empty();
    }

    @Command(
            description = "Lists the first 10,000 addresses in their order; export writes all.",
            mixinStandardHelpOptions = true,
            usageHelpAutoWidth = true)
    int list(@Mixin Which which, @Mixin AdminOptions admin) throws ConfigException {
        return admin.ask(shell, new SuppressionList.Request(which.account, which.region, Optional.empty()));
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
        return admin.ask(shell, new SuppressionAdd.Request(which.account, which.region, reason, List.of(address)));
    }

    @Command(description = "Takes an address off the list.", mixinStandardHelpOptions = true, usageHelpAutoWidth = true)
    int remove(
            @Parameters(paramLabel = "ADDRESS", description = "The address.") String address,
            @Mixin Which which,
            @Mixin AdminOptions admin)
            throws ConfigException {
        return admin.ask(shell, new SuppressionRemove.Request(which.account, which.region, address));
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
        return admin.ask(shell, new SuppressionReview.Request(which.account, which.region, Optional.of(remove)));
    }

    @Command(
            name = "import",
            description =
                    "Puts the addresses of a file on the list: one a line, with bounce or complaint behind a comma. All"
                            + " or, when a line is bad, none of them.",
            mixinStandardHelpOptions = true,
            usageHelpAutoWidth = true)
    int importFile(
            @Parameters(paramLabel = "FILE", description = "The file.") Path file,
            @Option(names = "--skip-bad", description = "Leaves out bad lines, and lists them on standard error.")
                    boolean skipBad,
            @Mixin Which which,
            @Mixin AdminOptions admin)
            throws ConfigException {
        AdminClient client = admin.client(shell);
        try {
            SuppressionFile entries = new SuppressionFile(file);
            SuppressionFile.Faults faults = entries.faults();
            if (faults.count() > 0 && !skipBad) {
                throw new CommandFailedException(told(file, faults, MOST_TOLD)
                        + "\nnothing was added; mend them, or leave them out with --skip-bad");
            }
            long added = add(client, which, entries, Reason.BOUNCE) + add(client, which, entries, Reason.COMPLAINT);
            if (admin.json) {
                Map<String, Object> answer = new LinkedHashMap<>(Map.of("added", added));
                if (skipBad) {
                    answer.put("skipped", faults.count());
                    answer.put("skippedLines", faults.bad());
                }
                shell.out().println(JsonMapper.shared().writeValueAsString(answer));
            } else {
                if (faults.count() > 0) {
                    shell.complain(told(file, faults, faults.bad().size()));
                }
                shell.out().println("added " + added + (skipBad ? ", skipped " + faults.count() : ""));
            }
        } catch (IOException e) {
            throw CommandFailedException.of(e);
        }
        return 0;
    }

    private static String told(Path file, SuppressionFile.Faults faults, int most) {
        StringBuilder text = new StringBuilder();
        faults.bad().stream()
                .limit(most)
                .forEach(bad -> text.append(file)
                        .append(':')
                        .append(bad.line())
                        .append(": ")
                        .append(bad.reason())
                        .append(": ")
                        .append(bad.text())
                        .append('\n'));
        long more = faults.count() - Math.min(most, faults.bad().size());
        return text + (more > 0 ? "and " + more + " more bad lines" : "").stripTrailing();
    }

    /// Adds the entries with this reason, a share at a time.
    private static long add(AdminClient client, Which which, SuppressionFile entries, Reason reason)
            throws IOException {
        Share share = new Share(addresses -> client.ask(
                new SuppressionAdd.Request(which.account, which.region, Optional.of(reason.name()), addresses)));
        entries.addresses(reason, share::add);
        return share.end();
    }

    /// Gathers addresses until there are as many as one request may carry.
    private static final class Share {
        private static final int MOST = 1_000;
        /// A character may become three octets; a request has at most 64 KiB.
        private static final int MOST_CHARS = 20_000;

        private final Consumer<List<String>> send;
        private final List<String> gathered = new ArrayList<>();
        private int chars;
        private long sent;

        Share(Consumer<List<String>> send) {
            this.send = send;
        }

        void add(String address) {
            if (gathered.size() == MOST || chars + address.length() + 3 > MOST_CHARS) {
                flush();
            }
            gathered.add(address);
            chars += address.length() + 3;
        }

        private void flush() {
            if (!gathered.isEmpty()) {
                send.accept(gathered);
                sent += gathered.size();
                gathered.clear();
                chars = 0;
            }
        }

        /// @return how many were sent
        long end() {
            flush();
            return sent;
        }
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
            page = client.ask(new SuppressionList.Request(which.account, which.region, after));
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
