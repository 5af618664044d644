package org.posthorn.server;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import picocli.CommandLine.IVersionProvider;

/// The version that the build wrote into the program.
public final class Version implements IVersionProvider {
    public static String current() {
        try (InputStream in = Objects.requireNonNull(Version.class.getResourceAsStream("version.txt"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new IllegalStateException("the program's files are damaged", e);
        }
    }

    @Override
    public String[] getVersion() {
        return new String[] {"posthorn " + current()};
    }
}
