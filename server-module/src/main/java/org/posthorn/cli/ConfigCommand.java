package org.posthorn.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.posthorn.config.ConfigException;
import org.posthorn.config.Configuration;
import org.posthorn.server.MemoryShares;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;

/// `posthorn config`.
@Command(
        name = "config",
        description = "Prints every key with its effective value and where that comes from; secrets are masked.",
        mixinStandardHelpOptions = true,
        usageHelpAutoWidth = true)
final class ConfigCommand implements Callable<Integer> {
    private final Shell shell;

    @Mixin
    private ConfigOptions options = new ConfigOptions();

    @Option(names = "--json", description = "Prints JSON instead of a table.")
    private boolean json;

    ConfigCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws ConfigException {
        Configuration configuration = options.read(shell);
        JsonMapper mapper = JsonMapper.shared();
        var rows = mapper.valueToTree(
                configuration.effective().stream().map(ConfigCommand::row).toList());
        shell.out().print(json ? rows + "\n" : AnswerTable.of(rows));
        if (!json) {
            MemoryShares memory = MemoryShares.ofServer(
                    shell.variables(), configuration.config().store());
            shell.out().println("memory: " + memory.text());
        }
        configuration.config().obstacles().forEach(shell::complain);
        return configuration.config().obstacles().isEmpty() ? 0 : 1;
    }

    private static Map<String, String> row(Configuration.Effective entry) {
        Map<String, String> row = new LinkedHashMap<>();
        row.put("key", entry.key());
        row.put("value", entry.value());
        row.put("from", entry.origin());
        return row;
    }
}
