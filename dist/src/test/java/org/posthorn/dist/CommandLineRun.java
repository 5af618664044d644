package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.posthorn.cli.Main;
import org.posthorn.cli.Shell;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// One run of the command line in this JVM: what was printed, and how it ended.
record CommandLineRun(int code, String out, String err) {
    /// @param directory the working directory, and that of the installation
    /// @param settings as after `--set`
    static CommandLineRun of(Path directory, List<String> settings, String... words) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        List<String> arguments = new ArrayList<>(List.of(words));
        settings.forEach(setting -> arguments.addAll(List.of("--set", setting)));
        Shell shell = new Shell(
                Map.of(), directory, directory, directory, new PrintWriter(out, true), new PrintWriter(err, true));
        int code = Main.run(shell, arguments.toArray(String[]::new));
        return new CommandLineRun(code, out.toString(), err.toString());
    }

    /// One against the data in `data` of the directory.
    static CommandLineRun on(Path directory, String... words) {
        return of(directory, List.of("data.dir=" + directory.resolve("data")), words);
    }

    /// What a command that must succeed prints with `--json`, against the data in `data` of the directory.
    static JsonNode json(Path directory, String... words) {
        String[] all = Arrays.copyOf(words, words.length + 1);
        all[words.length] = "--json";
        CommandLineRun run = on(directory, all);
        assertThat(run.code()).as(run.err()).isZero();
        return run.json();
    }

    JsonNode json() {
        return JsonMapper.shared().readTree(out);
    }
}
