package org.posthorn.dist;

import picocli.CommandLine.ExitCode;

/// A word that a later version will know. It is named in `--help`, and refused with what to do until then.
final class ComingCommand {
    private ComingCommand() {}

    static int refuse(Shell shell, String words, String meanwhile) {
        shell.complain("`" + words + "` is not in this version; " + meanwhile);
        return ExitCode.USAGE;
    }
}
