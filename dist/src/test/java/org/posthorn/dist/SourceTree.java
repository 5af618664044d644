package org.posthorn.dist;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// The project's files as they are checked out; tests run in `dist`.
final class SourceTree {
    static final Path ROOT = Path.of("..");
    private static final Set<String> NOT_OURS = Set.of("target", ".git", "data", ".posthorn", ".idea");
    private static final int MOST_LEVELS = 20;

    private SourceTree() {}

    /// Every file, with its path from the root, sorted.
    static List<Path> files() throws IOException {
        try (Stream<Path> walk = Files.walk(ROOT, MOST_LEVELS)) {
            return walk.filter(Files::isRegularFile)
                    .map(ROOT::relativize)
                    .filter(path -> Stream.iterate(path, p -> p != null, Path::getParent)
                            .noneMatch(
                                    part -> NOT_OURS.contains(part.getFileName().toString())))
                    .sorted()
                    .toList();
        }
    }

    static List<Path> sources() throws IOException {
        return files().stream()
                .filter(path -> path.toString().contains("/src/main/java/"))
                .toList();
    }

    static String read(Path fromRoot) throws IOException {
        return Files.readString(ROOT.resolve(fromRoot));
    }

    /// The text of the source of a class, by its simple name.
    static String source(String simpleName) throws IOException {
        Path file = files().stream()
                .filter(path -> path.getFileName().toString().equals(simpleName + ".java"))
                .findFirst()
                .orElseThrow(() -> new AssertionError("there is no class " + simpleName));
        return read(file);
    }
}
