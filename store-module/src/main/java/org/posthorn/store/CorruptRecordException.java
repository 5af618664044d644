package org.posthorn.store;

/// Stored bytes are not what was once written, or were written by something newer. The message names the place, never
/// the contents.
final class CorruptRecordException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CorruptRecordException(String message) {
        super(message);
    }

    CorruptRecordException(String message, Throwable cause) {
        super(message, cause);
    }
}
