package org.posthorn.engine;

import java.io.IOException;
import java.io.UncheckedIOException;

/// What everything needs is away for now, such as the store: wait and try again. No fault of what was to be done,
/// unlike any other failed input or output.
public final class UnavailableException extends UncheckedIOException {
    private static final long serialVersionUID = 1L;

    public UnavailableException(IOException cause) {
        super(cause);
    }
}
