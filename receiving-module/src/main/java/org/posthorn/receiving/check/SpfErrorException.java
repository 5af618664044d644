package org.posthorn.receiving.check;

import org.posthorn.receiving.check.SpfResult.Status;

/// Ends the evaluation of a record, and of all that include it, with an error.
final class SpfErrorException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Status status;

    SpfErrorException(Status status, String message) {
        super(message, null, false, false);
        this.status = status;
    }

    Status status() {
        return status;
    }
}
