package org.posthorn.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a configuration is made from.
///
/// @param file the TOML file, when there is one
/// @param environment of the process
/// @param flags the texts of `--set`, as `KEY=VALUE`
/// @param dev whether `--dev` was given
/// @param listenAnywhere whether `--listen-anywhere` was given
/// @param home what relative paths in the file and in the production defaults count from
/// @param workingDirectory what all other relative paths count from
public record ConfigSources(
        Optional<Path> file,
        Map<String, String> environment,
        List<String> flags,
        boolean dev,
        boolean listenAnywhere,
        Path home,
        Path workingDirectory) {
    public ConfigSources {
        environment = Map.copyOf(environment);
        flags = List.copyOf(flags);
    }

    public ConfigSources(
            Optional<Path> file,
            Map<String, String> environment,
            List<String> flags,
            boolean dev,
            Path home,
            Path workingDirectory) {
        this(file, environment, flags, dev, false, home, workingDirectory);
    }
}
