package org.posthorn.smtp.server;

import java.io.IOException;
import javax.net.ssl.SSLSocket;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.subethamail.smtp.server.Session;

/// A TLS handshake with a client.
final class Handshake {
    private static final Logger log = LoggerFactory.getLogger(Handshake.class);

    private Handshake() {}

    /// @return whether it succeeded; if not, the connection is closed, and one line tells why
    static boolean complete(SSLSocket secured, Session session) {
        try {
            secured.startHandshake();
            return true;
        } catch (IOException e) {
            // What a client does: no stack trace, and others of the kind in a minute are counted, not logged.
            log.warn(
                    "event=handshake-failed remote={} reason=\"{}\"",
                    session.getRemoteAddress().getAddress().getHostAddress(),
                    e.getMessage());
        }
        try {
            secured.close();
        } catch (IOException e) {
            log.debug("event=close-failed reason={}", e.getMessage());
        }
        return false;
    }
}
