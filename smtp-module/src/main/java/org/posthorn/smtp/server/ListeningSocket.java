package org.posthorn.smtp.server;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Where clients connect. Never gives up while it is open: what goes wrong with one connection, or with all of them for
/// want of file descriptors, is told and then tried again. SubEthaSMTP's thread that accepts would end with the first
/// error that is no I/O exception, and the server would listen without answering.
class ListeningSocket extends ServerSocket {
    private static final Logger log = LoggerFactory.getLogger(ListeningSocket.class);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    ListeningSocket() throws IOException {
        // Bound by SubEthaSMTP.
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
                prepare(socket);
                return socket;
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

    /// Makes a connection ready for its session.
    void prepare(Socket socket) throws IOException {
        // Replies are written whole, so there is nothing to wait for: Nagle's rule would hold each back until the
        // client acknowledges the one before.
        socket.setTcpNoDelay(true);
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
