package org.posthorn.config;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// A configuration file of its own for each test.
abstract class ConfigFixture {
    static final Path HOME = Path.of("/opt/posthorn");

    @TempDir
    Path work;

    Path file;

    @BeforeEach
    void nameTheFile() {
        file = work.resolve("posthorn.toml");
    }

    void write(String text) throws IOException {
        Files.writeString(file, text);
    }

    PosthornConfig read(Optional<Path> from, Map<String, String> environment, boolean dev, String... flags)
            throws ConfigException {
        return ConfigFile.read(sources(from, environment, dev, flags)).config();
    }

    ConfigSources sources(Optional<Path> from, Map<String, String> environment, boolean dev, String... flags) {
        return new ConfigSources(from, environment, List.copyOf(Arrays.asList(flags)), dev, HOME, work);
    }

    static ConfigException failure(ConfigSources sources) {
        return catchThrowableOfType(ConfigException.class, () -> ConfigFile.read(sources));
    }
}
