package org.posthorn.dist;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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

    JsonNode json() {
        return JsonMapper.shared().readTree(out);
    }
}
