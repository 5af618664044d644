package org.posthorn.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.posthorn.server.CommandFailedException;

/// Files that commands send.
final class TextFile {
    private TextFile() {}

    /// @param what it is, for messages: such as `policy`
    /// @param mostBytes no command takes more
    /// @throws CommandFailedException when it can't be read, or is no UTF-8 text
    static String read(Path file, String what, int mostBytes) {
        try {
            if (Files.size(file) > mostBytes) {
                throw new CommandFailedException(file + " is too long for a " + what);
            }
            return Files.readString(file);
        } catch (IOException e) {
            throw new CommandFailedException(
                    "the " + what + ": " + CommandFailedException.of(e).getMessage());
        }
    }

    static Optional<String> read(Optional<Path> file, String what, int mostBytes) {
        return file.map(path -> read(path, what, mostBytes));
    }
}
