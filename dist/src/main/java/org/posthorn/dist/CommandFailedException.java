package org.posthorn.dist;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/// A command could not do its work; the message is for its user and says what to do.
final class CommandFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CommandFailedException(String message) {
        super(message);
    }

    /// What failed outside, in words for the user.
    static CommandFailedException of(IOException e) {
        return new CommandFailedException(
                e instanceof FileSystemException file ? inWords(file) : String.valueOf(e.getMessage()));
    }

    /// The JDK's message is the file alone; what happened is in the name of the class.
    private static String inWords(FileSystemException e) {
        String user = System.getProperty("user.name", "this user");
        return switch (e) {
            case AccessDeniedException denied -> e.getFile() + " is not for " + user + " to use: permission denied";
            case NoSuchFileException missing -> e.getFile() + " does not exist";
            case FileAlreadyExistsException there -> e.getFile() + " is there already, and is not a directory";
            case NotDirectoryException file -> e.getFile() + " is not a directory";
            case DirectoryNotEmptyException full -> e.getFile() + " is not empty";
            default -> "can't use " + e.getMessage();
        };
    }
}
