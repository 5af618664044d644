package org.posthorn.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;

/// What a command sees of the process around it.
///
/// @param variables of the environment
/// @param home the installation: the directory with `conf/`
/// @param base what relative paths in the configuration file count from; the installation, unless `POSTHORN_BASE` says
///     otherwise
/// @param workingDirectory what relative paths on the command line count from
public record Shell(
        Map<String, String> variables, Path home, Path base, Path workingDirectory, PrintWriter out, PrintWriter err) {

    /// Tells the user what is wrong, each line under the program's name.
    void complain(String message) {
        message.lines().forEach(line -> err.println("posthorn: " + line));
    }

    /// Tells the user, beside a result, what is likely not what was meant.
    void note(String message) {
        complain("note: " + message);
    }
}
