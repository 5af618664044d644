package org.posthorn.cli;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.posthorn.config.ConfigException;
import org.posthorn.config.Configuration;
import org.posthorn.config.PosthornConfig;
import org.posthorn.server.CommandFailedException;
import org.posthorn.server.HangUp;
import org.posthorn.server.Preflight;
import org.posthorn.server.Server;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `posthorn serve`.
@Command(
        name = "serve",
        description = "Runs the server in the foreground; SIGTERM or Ctrl-C ends it gracefully.",
        mixinStandardHelpOptions = true,
        usageHelpAutoWidth = true)
final class ServeCommand implements Callable<Integer> {
    private final Shell shell;

    @Mixin
    private ConfigOptions options = new ConfigOptions();

    @Option(
            names = "--listen-anywhere",
            description = "With --dev: listeners may have other than loopback addresses, and clients may come by any"
                    + " name. For containers and CI services on a network of their own: there is no protection.")
    private boolean listenAnywhere;

    @Option(
            names = "--new-key",
            description =
                    "Makes a new keys/secret.key for a store whose key is lost. All access keys, SMTP passwords and"
                            + " DKIM keys are lost then, and links in mail that is out; mail, identities and templates stay."
                            + " Refused when the right key is there.")
    private boolean newKey;

    ServeCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws ConfigException, InterruptedException {
        HangUp hangUp = HangUp.caught(() -> options.read(shell, listenAnywhere));
        Configuration configuration = read();
        PosthornConfig config = configuration.config();
        List<String> faults = Preflight.faults(config);
        if (!faults.isEmpty()) {
            throw new CommandFailedException(String.join("\n", faults));
        }
        // Read by logback.xml, which is loaded with the first logger: that of the server.
        System.setProperty("posthorn.log.format", config.log().format().name().toLowerCase(Locale.ROOT));
        System.setProperty("posthorn.log.level", config.log().level().name());
        try {
            Server.run(configuration, hangUp, shell.home(), newKey, shell.out());
        } catch (IOException e) {
            throw CommandFailedException.of(e);
        }
        return 0;
    }

    private Configuration read() throws ConfigException {
        try {
            return options.read(shell, listenAnywhere);
        } catch (ConfigException e) {
            throw Preflight.withMore(e);
        }
    }
}
