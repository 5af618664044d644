package org.posthorn.server;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;

/// A command could not do its work; the message is for its user and says what to do.
public final class CommandFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public CommandFailedException(String message) {
        super(message);
    }

    /// What failed outside, in words for the user.
    public static CommandFailedException of(IOException e) {
        return new CommandFailedException(words(e));
    }

    /// The JDK's message is the file alone; what happened is in the name of the class.
    private static String words(IOException e) {
        return switch (e) {
            case AccessDeniedException denied ->
                denied.getFile() + " is not for " + System.getProperty("user.name", "this user")
                        + " to use: permission denied";
            case NoSuchFileException missing -> missing.getFile() + " does not exist";
            case FileAlreadyExistsException there ->
                there.getFile()
                        + (Files.isDirectory(Path.of(there.getFile()))
                                ? " exists already"
                                : " is there already, and is not a directory");
            case NotDirectoryException file -> file.getFile() + " is not a directory";
            case DirectoryNotEmptyException full -> full.getFile() + " is not empty";
            case FileSystemException other -> "can't use " + other.getMessage();
            case CharacterCodingException garbled -> "it is not UTF-8";
            default -> String.valueOf(e.getMessage());
        };
    }
}
