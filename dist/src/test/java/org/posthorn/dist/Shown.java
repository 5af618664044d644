package org.posthorn.dist;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// An operation and a test that says of itself, by [Shows], that it shows it.
record Shown(Face face, String operation, Method test) {
    private static final String CLASS = ".class";

    /// All tests of `dist` that say so, by class and method.
    static List<Shown> all() {
        try {
            Path root = Path.of(Shown.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            try (Stream<Path> files = Files.walk(root)) {
                return files.map(root::relativize)
                        .map(Path::toString)
                        .filter(file -> file.endsWith("Test" + CLASS))
                        .map(file -> file.substring(0, file.length() - CLASS.length())
                                .replace('/', '.'))
                        .flatMap(Shown::by)
                        .sorted(Comparator.comparing(Shown::name))
                        .toList();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /// As in `docs/api.md`.
    String name() {
        return test.getDeclaringClass().getSimpleName() + "." + test.getName();
    }

    private static Stream<Shown> by(String className) {
        try {
            // Not initialised: what a test class loads or starts is its own business.
            Class<?> type = Class.forName(className, false, Shown.class.getClassLoader());
            return Arrays.stream(type.getDeclaredMethods())
                    .flatMap(method -> Arrays.stream(method.getAnnotationsByType(Shows.class))
                            .flatMap(shows -> Arrays.stream(shows.value())
                                    .map(operation -> new Shown(shows.face(), operation, method))));
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }
}
