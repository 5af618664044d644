package org.posthorn.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.posthorn.backup.StillStore;
import org.posthorn.config.ConfigException;
import org.posthorn.server.CommandFailedException;
import org.posthorn.server.RunFiles;
import org.posthorn.store.StoreReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;

/// `posthorn check`.
@Command(
        name = "check",
        description = "Reads every record, log and table of the store, counts the records, and reports what can't be"
                + " read, and whether the server starts on it. Changes nothing; a server may run. Ends with 1 when"
                + " something is bad.",
        mixinStandardHelpOptions = true,
        usageHelpAutoWidth = true)
final class CheckCommand implements Callable<Integer> {
    private final Shell shell;

    @Mixin
    private ConfigOptions options = new ConfigOptions();

    @Option(
            names = "--data",
            description = "Reads the content of the messages too, and finds content that belongs to no message; takes"
                    + " as long as reading the whole store.")
    private boolean content;

    @Option(names = "--json", description = "Prints JSON instead of tables.")
    private boolean json;

    CheckCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws ConfigException {
        RunFiles files = new RunFiles(options.read(shell).config().data().dir());
        StoreReport report;
        try (StillStore store = StillStore.open(files)) {
            report = store.reader().check(content);
        } catch (IOException e) {
            throw CommandFailedException.of(e);
        }
        JsonMapper mapper = JsonMapper.shared();
        if (json) {
            shell.out().println(mapper.writeValueAsString(report));
        } else {
            shell.out().print(AnswerTable.of(mapper.valueToTree(report.columns())));
            if (!report.isSound()) {
                shell.out().print("\n" + AnswerTable.of(mapper.valueToTree(report.problems())));
            }
            if (!report.aside().isEmpty()) {
                shell.out().print("\n" + AnswerTable.of(mapper.valueToTree(report.aside())));
            }
        }
        if (!report.refusal().isEmpty()) {
            shell.complain("the server does not start on it: " + report.refusal());
        } else if (!report.isSound()) {
            shell.complain(report.problemCount() + " places of the store are bad; the server puts them aside when it"
                    + " meets them, and goes on\nto get them back, restore a backup; to be rid of them, stop the server"
                    + " and run posthorn repair");
        }
        return report.isSound() ? 0 : 1;
    }
}
