package org.posthorn.dist;

import java.io.IOException;
import java.nio.file.FileSystemException;

/// A command could not do its work; the message is for its user and says what to do.
final class CommandFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CommandFailedException(String message) {
        super(message);
    }

    /// What failed outside, in words for the user.
    static CommandFailedException of(IOException e) {
        return new CommandFailedException(
                e instanceof FileSystemException
                        ? "can't use " + e.getMessage() + " (" + e.getClass().getSimpleName() + ")"
                        : String.valueOf(e.getMessage()));
    }
}
