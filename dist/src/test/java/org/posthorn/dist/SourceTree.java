package org.posthorn.dist;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/// The project's files as they are checked out; tests run in `dist`.
final class SourceTree {
    static final Path ROOT = Path.of("..");
    private static final Set<String> NOT_OURS = Set.of("target", ".git", "data", ".posthorn", ".idea");
    private static final int MOST_LEVELS = 20;

    private SourceTree() {}

    /// Every file, with its path from the root, sorted.
    static List<Path> files() throws IOException {
        // What was built may be many times as much, and is not walked through.
        List<Path> files = new ArrayList<>();
        Files.walkFileTree(ROOT, Set.of(), MOST_LEVELS, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                return NOT_OURS.contains(directory.getFileName().toString())
                        ? FileVisitResult.SKIP_SUBTREE
                        : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (Files.isRegularFile(file)
                        && !NOT_OURS.contains(file.getFileName().toString())) {
                    files.add(ROOT.relativize(file));
                }
                return FileVisitResult.CONTINUE;
            }
        });
        Collections.sort(files);
        return files;
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
