package org.posthorn.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.posthorn.backup.Backup;
import org.posthorn.config.ConfigException;
import org.posthorn.server.CommandFailedException;
import org.posthorn.server.RunFiles;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.json.JsonMapper;

/// `posthorn backup` and `posthorn restore`.
final class BackupCommand {
    private BackupCommand() {}

    @Command(
            name = "backup",
            description = "Copies the data of the running server, its key included, into a new directory.",
            mixinStandardHelpOptions = true,
            usageHelpAutoWidth = true)
    static final class Make implements Callable<Integer> {
        private final Shell shell;

        @Parameters(paramLabel = "DIR", description = "Does not exist yet, or is empty. It is made with mode 0700.")
        private Path directory = Path.of("");

        @Mixin
        private ConfigOptions options = new ConfigOptions();

        @Option(names = "--json", description = "Prints JSON instead of a line.")
        private boolean json;

        Make(Shell shell) {
            this.shell = shell;
        }

        @Override
        public Integer call() throws ConfigException {
            RunFiles files = new RunFiles(options.read(shell).config().data().dir());
            return tell(shell, json, "backed up to", () -> Backup.make(files, absolute(shell, directory)));
        }
    }

    @Command(
            name = "restore",
            description = {
                "Puts a backup in the place of the data directory, which must have no store; no server may run on it.",
                "Mail that was delivered after the backup was made is delivered again."
            },
            mixinStandardHelpOptions = true,
            usageHelpAutoWidth = true)
    static final class Restore implements Callable<Integer> {
        private final Shell shell;

        @Parameters(paramLabel = "DIR", description = "What `posthorn backup` made; it is not changed.")
        private Path directory = Path.of("");

        @Mixin
        private ConfigOptions options = new ConfigOptions();

        @Option(names = "--json", description = "Prints JSON instead of a line.")
        private boolean json;

        Restore(Shell shell) {
            this.shell = shell;
        }

        @Override
        public Integer call() throws ConfigException {
            RunFiles files = new RunFiles(options.read(shell).config().data().dir());
            return tell(shell, json, "restored to", () -> Backup.restore(absolute(shell, directory), files));
        }
    }

    private interface Work {
        Backup.Made run() throws IOException;
    }

    private static int tell(Shell shell, boolean json, String what, Work work) {
        Backup.Made made;
        try {
            made = work.run();
        } catch (IOException e) {
            throw CommandFailedException.of(e);
        }
        shell.out()
                .println(
                        json
                                ? JsonMapper.shared().writeValueAsString(made)
                                : what + " " + made.directory() + ": records "
                                        + made.manifest().records() + ", as of "
                                        + made.manifest().madeAt());
        if (made.unreadable() > 0) {
            shell.complain(made.unreadable() + " records can't be read and are kept as they are; see `posthorn check`");
        }
        return 0;
    }

    private static Path absolute(Shell shell, Path directory) {
        return shell.workingDirectory().resolve(directory).toAbsolutePath().normalize();
    }
}
