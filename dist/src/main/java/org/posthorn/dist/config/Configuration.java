package org.posthorn.dist.config;

import java.util.List;

/// A decoded configuration and where each of its values came from.
public record Configuration(PosthornConfig config, List<Effective> effective) {
    public Configuration {
        effective = List.copyOf(effective);
    }

    /// One key as it took effect.
    ///
    /// @param value as it would stand in the file, secrets masked; empty when the key is absent
    /// @param origin the file and line, the variable, the flag, or `default`
    public record Effective(String key, String value, String origin) {}
}
