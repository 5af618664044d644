package org.posthorn.dist;

import java.util.Map;
import org.posthorn.dist.config.ConfigException;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/// The options of the commands that ask the running server.
final class AdminOptions {
    @Mixin
    ConfigOptions config = new ConfigOptions();

    @Option(names = "--json", description = "Prints JSON instead of a table.")
    boolean json;

    /// The way to the server, for a command that asks more than once.
    AdminClient client(Shell shell) throws ConfigException {
        return new AdminClient(new RunFiles(config.read(shell).config().data().dir()));
    }

    /// Asks the server and prints its answer.
    ///
    /// @param request the members of the body; empty `Optional`s are left out
    /// @return the exit code
    int ask(Shell shell, String operation, Map<String, Object> request) throws ConfigException {
        JsonNode answer = client(shell).ask(operation, request);
        shell.out().print(json ? answer + "\n" : AnswerTable.of(answer));
        return 0;
    }
}
