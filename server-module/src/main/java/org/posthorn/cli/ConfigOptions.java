package org.posthorn.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.posthorn.config.ConfigException;
import org.posthorn.config.ConfigFile;
import org.posthorn.config.ConfigSources;
import org.posthorn.config.Configuration;
import picocli.CommandLine.Option;

/// The options that say where the configuration comes from; every command has them.
final class ConfigOptions {
    @Option(
            names = "--config",
            paramLabel = "FILE",
            description =
                    "The configuration file. Without it: conf/posthorn.toml beside the program, or none with --dev.")
    @Nullable
    Path file;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Sets one key, above the file and the environment. May be repeated.")
    List<String> flags = new ArrayList<>();

    @Option(
            names = "--dev",
            description = "For laptops and tests: any key and signature passes, identities verify at once, mail is"
                    + " captured and not sent; data is kept in .posthorn; loopback addresses only.")
    boolean dev;

    Configuration read(Shell shell) throws ConfigException {
        return read(shell, false);
    }

    Configuration read(Shell shell, boolean listenAnywhere) throws ConfigException {
        return ConfigFile.read(new ConfigSources(
                file(shell), shell.variables(), flags, dev, listenAnywhere, shell.base(), shell.workingDirectory()));
    }

    private Optional<Path> file(Shell shell) {
        if (file != null) {
            return Optional.of(shell.workingDirectory().resolve(file));
        }
        Path shipped = shell.home().resolve("conf").resolve("posthorn.toml");
        return dev || !Files.exists(shipped) ? Optional.empty() : Optional.of(shipped);
    }
}
