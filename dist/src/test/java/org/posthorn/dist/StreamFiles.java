package org.posthorn.dist;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// What the files of a Firehose destination hold.
final class StreamFiles {
    private StreamFiles() {}

    /// The lines of all files, finished or not; none while there is no directory.
    static List<String> lines(Path stream) throws IOException {
        if (!Files.isDirectory(stream)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(stream)) {
            return files.flatMap(file -> {
                        try {
                            return Files.readString(file).lines();
                        } catch (IOException e) {
                            return Stream.empty(); // it was renamed just now
                        }
                    })
                    .toList();
        }
    }
}
