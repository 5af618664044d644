package org.posthorn.dist;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Unmatched;

/// A word that a later version will know. It is named in `--help`, and refused with what to do until then.
@Command(mixinStandardHelpOptions = true, usageHelpAutoWidth = true)
final class ComingCommand implements Callable<Integer> {
    private final Shell shell;
    private final String words;
    private final String meanwhile;

    @Unmatched
    private List<String> ignored = new ArrayList<>();

    private ComingCommand(Shell shell, String words, String meanwhile) {
        this.shell = shell;
        this.words = words;
        this.meanwhile = meanwhile;
    }

    static CommandSpec of(Shell shell, String word, String description, String meanwhile) {
        CommandSpec spec = CommandSpec.forAnnotatedObject(new ComingCommand(shell, word, meanwhile));
        spec.usageMessage().description("(not in this version) " + description);
        return spec;
    }

    static int refuse(Shell shell, String words, String meanwhile) {
        shell.complain("`" + words + "` is not in this version; " + meanwhile);
        return ExitCode.USAGE;
    }

    @Override
    public Integer call() {
        return refuse(shell, words, meanwhile);
    }
}
