package org.posthorn.smtp.server;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Where clients connect. Never gives up while it is open: what goes wrong with one connection, or with all of them for
/// want of file descriptors, is told and then tried again. SubEthaSMTP's thread that accepts would end with the first
/// error that is no I/O exception, and the server would listen without answering.
final class ListeningSocket extends ServerSocket {
    private static final Logger log = LoggerFactory.getLogger(ListeningSocket.class);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final Optional<SSLContext> tls;

    /// @param tls spoken from the first byte with this context
    ListeningSocket(Optional<SSLContext> tls) throws IOException {
        this.tls = tls;
    }

    /// Waits until there is a client.
    ///
    /// @throws IOException when this is closed, and only then
    @Override
    public Socket accept() throws IOException {
        while (true) {
            Socket socket = new SessionSocket();
            try {
                implAccept(socket);
                // Replies are written whole, so there is nothing to wait for: Nagle's rule would hold each back until
                // the client acknowledges the one before.
                socket.setTcpNoDelay(true);
                return tls.isPresent() ? secured(tls.get(), socket) : socket;
            } catch (IOException | RuntimeException | LinkageError | InternalError e) {
                if (isClosed()) {
                    throw e;
                }
                close(socket);
                tell(e);
                // Interrupted by a stop, which closes this.
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    /// A server's end of TLS above a connection; the handshake comes with the first read or write.
    static SSLSocket secured(SSLContext context, Socket socket) throws IOException {
        // Without a reverse look-up of the client's name, which SubEthaSMTP's own version does.
        SSLSocket secured = (SSLSocket) context.getSocketFactory().createSocket(socket, null, true);
        secured.setUseClientMode(false);
        return secured;
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It was never open, or is gone.
        }
    }

    /// Even that may fail where nothing can be loaded.
    private static void tell(Throwable e) {
        try {
            log.warn("event=accept-failed reason=\"{}\"", e.toString());
        } catch (RuntimeException | LinkageError | InternalError untold) {
            // It is tried again all the same.
        }
    }
}
