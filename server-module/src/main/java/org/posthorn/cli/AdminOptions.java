package org.posthorn.cli;

import org.posthorn.config.ConfigException;
import org.posthorn.server.AdminClient;
import org.posthorn.server.RunFiles;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/// The options of the commands that ask the running server.
final class AdminOptions {
    @Mixin
    ConfigOptions config = new ConfigOptions();

    @Option(names = "--json", description = "Prints JSON instead of a table.")
    boolean json;

    @Option(names = "--wide", description = "Prints tables as wide as they are, whatever the terminal's width.")
    private boolean wide;

    /// An answer as text for people.
    @FunctionalInterface
    interface View {
        String of(JsonNode answer, int columns);
    }

    /// The way to the server, for a command that asks more than once.
    AdminClient client(Shell shell) throws ConfigException {
        return new AdminClient(new RunFiles(config.read(shell).config().data().dir()));
    }

    /// Asks the server and prints its answer.
    ///
    /// @return the exit code
    int ask(Shell shell, Record request) throws ConfigException {
        return ask(shell, request, AnswerTable::of);
    }

    /// Asks the server and prints its answer: as JSON, as a table, or, without `--wide`, in this view.
    int ask(Shell shell, Record request, View view) throws ConfigException {
        JsonNode answer = client(shell).ask(request);
        View chosen = wide ? AnswerTable::of : view;
        shell.out().print(json ? answer + "\n" : chosen.of(answer, columns(shell)));
        return 0;
    }

    /// How wide answers for people may be.
    int columns(Shell shell) {
        return wide ? Terminal.ENDLESS : Terminal.columns(shell.variables());
    }
}
