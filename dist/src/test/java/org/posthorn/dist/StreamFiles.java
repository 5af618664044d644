package org.posthorn.dist;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What the files of a Firehose destination hold.
final class StreamFiles {
    private StreamFiles() {}

    /// The event of a message in a stream of the account that tests use, waiting for it.
    ///
    /// @param directory of the server
    static JsonNode event(Path directory, String stream, String type, String messageId) {
        Path files = directory.resolve("data/firehose/123456789012/us-east-1").resolve(stream);
        return JsonMapper.shared()
                .readTree(await(type + " of " + messageId)
                        .atMost(TestServer.PATIENCE)
                        .until(
                                () -> lines(files).stream()
                                        .filter(line -> line.contains("\"eventType\":\"" + type + "\"")
                                                && line.contains(messageId))
                                        .findFirst(),
                                Optional::isPresent)
                        .orElseThrow());
    }

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
