package org.posthorn.feedback;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// Bytes that others read, kept in `src/test/resources/golden`. `-Dgolden.rewrite=true` writes them anew.
final class Golden {
    private static final Path DIRECTORY = Path.of("src/test/resources/golden");

    private Golden() {}

    static void assertGolden(String name, byte[] actual) throws IOException {
        Path file = DIRECTORY.resolve(name);
        if (Boolean.getBoolean("golden.rewrite")) {
            Files.write(file, actual);
        }
        String expected = Files.readString(file, StandardCharsets.UTF_8);
        assertThat(new String(actual, StandardCharsets.UTF_8)).isEqualTo(expected);
    }
}
