package org.posthorn.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.posthorn.config.Configuration;
import org.posthorn.config.PosthornConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What stops no start and harms later: said by `posthorn doctor`, and in the log at each start.
public final class Cautions {
    private static final Logger log = LoggerFactory.getLogger(Cautions.class);

    private Cautions() {}

    /// @param home the directory of the program
    public static List<Finding> of(Configuration configuration, Path home) {
        PosthornConfig config = configuration.config();
        List<Finding> found = new ArrayList<>();
        for (String warning : configuration.warnings()) {
            found.add(Finding.warn("environment", warning, "unset the variable, unless another program reads it"));
        }
        secretFiles(configuration).forEach(file -> openToOthers(file).ifPresent(found::add));
        dataInProgram(config, home).ifPresent(found::add);
        PosthornConfig.Relay relay = config.relay();
        if (relay.username().isPresent() && relay.authInClear() == PosthornConfig.AuthInClear.ALWAYS) {
            found.add(Finding.warn(
                    "relay.auth_in_clear",
                    "the relay's password goes out in clear when a relay offers no TLS",
                    "set relay.tls to required, and leave relay.auth_in_clear out"));
        }
        return found;
    }

    /// A line in the log for each.
    static void tell(Configuration configuration, Path home) {
        for (Finding finding : of(configuration, home)) {
            log.warn(
                    "event=caution check=\"{}\" what=\"{}\" advice=\"{}\"",
                    finding.check(),
                    finding.what(),
                    finding.howToMend());
        }
    }

    private static Set<Path> secretFiles(Configuration configuration) {
        Set<Path> files = new LinkedHashSet<>(configuration.secretFiles());
        PosthornConfig config = configuration.config();
        config.api().tls().key().ifPresent(files::add);
        config.inbound().tls().key().ifPresent(files::add);
        config.streams().kafka().properties().ifPresent(files::add);
        return files;
    }

    private static Optional<Finding> openToOthers(Path file) {
        try {
            Set<PosixFilePermission> mode = Files.getPosixFilePermissions(file);
            return mode.contains(PosixFilePermission.OTHERS_READ)
                    ? Optional.of(Finding.warn(
                            "secrets",
                            file + " holds a secret and can be read by everyone on this machine ("
                                    + PosixFilePermissions.toString(mode) + ")",
                            "run: chmod o= " + file + "; the user that runs the server must still be able to read it"))
                    : Optional.empty();
        } catch (IOException | UnsupportedOperationException e) {
            return Optional.empty(); // What can't be read is told of elsewhere.
        }
    }

    /// An upgrade replaces the program's directory, and with it what lies inside.
    private static Optional<Finding> dataInProgram(PosthornConfig config, Path home) {
        Path data = config.data().dir();
        boolean program = Files.isDirectory(home.resolve("runtime")) && Files.isDirectory(home.resolve("lib"));
        return !config.dev() && program && data.startsWith(home)
                ? Optional.of(Finding.warn(
                        "data",
                        data + " lies in the program's own directory, which an upgrade replaces",
                        "stop the server, move it to a place of its own such as /var/lib/posthorn, and set data.dir"))
                : Optional.empty();
    }
}
