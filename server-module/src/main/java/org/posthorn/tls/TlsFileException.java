package org.posthorn.tls;

import java.io.IOException;

/// Files for TLS that can't be used. The message is for the operator, a line for each fault: the key of the
/// configuration, the file, and what is wrong with it.
public final class TlsFileException extends IOException {
    private static final long serialVersionUID = 1L;

    TlsFileException(String message) {
        super(message);
    }
}
