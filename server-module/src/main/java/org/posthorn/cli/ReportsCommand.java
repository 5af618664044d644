package org.posthorn.cli;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.posthorn.api.operator.command.ReportsDrop;
import org.posthorn.api.operator.command.ReportsList;
import org.posthorn.api.operator.command.ReportsShow;
import org.posthorn.config.ConfigException;
import org.posthorn.log.LogLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// `posthorn reports`.
@Command(
        name = "reports",
        description = "What came to the addresses for bounces and complaints and leads to no message.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        usageHelpAutoWidth = true)
final class ReportsCommand {
    private final Shell shell;

    ReportsCommand(Shell shell) {
        this.shell = shell;
    }

    @Command(
            description = "Lists what is kept, the oldest first.",
            mixinStandardHelpOptions = true,
            usageHelpAutoWidth = true)
    int list(@Mixin AdminOptions admin) throws ConfigException {
        return admin.ask(shell, new ReportsList.Request());
    }

    @Command(
            description = "Prints one as it came, the first 128 KiB; control characters are written as \\u001b, so that"
                    + " they don't steer the terminal. With --json its bytes are in Base64.",
            mixinStandardHelpOptions = true,
            usageHelpAutoWidth = true)
    int show(@Parameters(paramLabel = "ID", description = "As listed.") String id, @Mixin AdminOptions admin)
            throws ConfigException {
        JsonNode answer = admin.client(shell).ask(new ReportsShow.Request(id));
        if (admin.json) {
            shell.out().print(answer + "\n");
            return 0;
        }
        String text = new String(answer.get("content").binaryValue(), StandardCharsets.UTF_8);
        shell.out().print(AnswerTable.of(answer.get("report")) + "\n");
        for (int start = 0, end; start < text.length(); start = end + 1) {
            int newline = text.indexOf('\n', start);
            end = newline < 0 ? text.length() : newline;
            boolean crlf = end > start && text.charAt(end - 1) == '\r';
            String line = text.substring(start, crlf ? end - 1 : end);
            shell.out().println(LogLine.visible(line.replace("\t", "        ")));
        }
        return 0;
    }

    /// Which ones.
    static final class Which {
        @Parameters(paramLabel = "ID", arity = "1..*", description = "As listed.")
        List<String> ids = List.of();

        @Option(names = "--all", description = "All that are kept.")
        boolean all;
    }

    @Command(description = "Forgets reports.", mixinStandardHelpOptions = true, usageHelpAutoWidth = true)
    int drop(@ArgGroup(multiplicity = "1") Which which, @Mixin AdminOptions admin) throws ConfigException {
        return admin.ask(shell, new ReportsDrop.Request(which.ids, Optional.of(which.all)));
    }
}
