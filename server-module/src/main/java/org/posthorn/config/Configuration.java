package org.posthorn.config;

import java.nio.file.Path;
import java.util.List;

/// A decoded configuration and where each of its values came from.
///
/// @param warnings what looks like a mistake and stops nothing; a sentence each
/// @param secretFiles the files that secrets came from: the configuration file when one stands in it, and those that
///     `…-file` keys name
public record Configuration(
        PosthornConfig config, List<Effective> effective, List<String> warnings, List<Path> secretFiles) {
    public Configuration {
        effective = List.copyOf(effective);
        warnings = List.copyOf(warnings);
        secretFiles = List.copyOf(secretFiles);
    }

    /// One key as it took effect.
    ///
    /// @param value as it would stand in the file, secrets masked; empty when the key is absent
    /// @param origin the file and line, the variable, the flag, or `default`
    public record Effective(String key, String value, String origin) {}
}
