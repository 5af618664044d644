package org.posthorn.smtp.server;

import java.io.IOException;
import java.net.Socket;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.subethamail.smtp.server.Session;

/// A TLS handshake with a client.
final class Handshake {
    private static final Logger log = LoggerFactory.getLogger(Handshake.class);

    private Handshake() {}

    /// Goes on under TLS above the session's connection.
    ///
    /// @return empty when it failed: the connection is closed then, and one line tells why
    static Optional<SSLSocket> complete(SSLContext context, Session session) {
        Socket socket = session.getSocket();
        try {
            // Without a reverse look-up of the client's name, which SubEthaSMTP's own version does.
            SSLSocket secured = (SSLSocket) context.getSocketFactory().createSocket(socket, null, true);
            secured.setUseClientMode(false);
            secured.startHandshake();
            return Optional.of(secured);
        } catch (IOException | RuntimeException | LinkageError e) {
            // What a client does: no stack trace, and others of the kind in a minute are counted, not logged.
            log.warn(
                    "event=handshake-failed remote={} reason=\"{}\"",
                    session.getRemoteAddress().getAddress().getHostAddress(),
                    e instanceof IOException ? e.getMessage() : e.toString());
        }
        try {
            socket.close();
        } catch (IOException e) {
            log.debug("event=close-failed reason={}", e.getMessage());
        }
        return Optional.empty();
    }
}
