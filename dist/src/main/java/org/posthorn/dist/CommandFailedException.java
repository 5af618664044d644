package org.posthorn.dist;

/// A command could not do its work; the message is for its user and says what to do.
final class CommandFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CommandFailedException(String message) {
        super(message);
    }
}
