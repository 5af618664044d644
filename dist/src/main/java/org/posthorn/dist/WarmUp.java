package org.posthorn.dist;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.posthorn.smtp.client.HostPort;
import org.posthorn.smtp.client.RelayConfig;
import org.posthorn.smtp.client.RelayProbe;
import org.posthorn.smtp.client.TlsMode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Uses once, at the start, what must work later when there is nothing left to load it with: the JDK makes its poller
/// of
/// sockets at the first wait of a virtual thread, and when that fails for want of file descriptors it never makes it
/// again; a jar is opened when the first class of it is asked for.
final class WarmUp {
    private static final Logger log = LoggerFactory.getLogger(WarmUp.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private WarmUp() {}

    /// The sending side: a peer that is busy, and one that is not there.
    static void sending() {
        // Asking for what no jar has opens all of them.
        Thread.currentThread().getContextClassLoader().getResource("posthorn/no/such/resource");
        onVirtualThread(() -> {
            try (ServerSocket peer = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                Thread.ofVirtual().start(() -> refuseOne(peer));
                probe(peer.getLocalPort());
            }
        });
        onVirtualThread(() -> {
            int free;
            try (ServerSocket gone = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                free = gone.getLocalPort();
            }
            probe(free);
        });
    }

    private static void probe(int port) {
        HostPort host = new HostPort(InetAddress.getLoopbackAddress().getHostAddress(), port);
        RelayConfig config =
                RelayConfig.of(List.of(host), Optional.empty(), Optional.empty(), TlsMode.OFF, 1, "localhost");
        log.debug("event=warm_up result=\"{}\"", RelayProbe.probe(host, config));
    }

    private static void refuseOne(ServerSocket peer) {
        try (Socket socket = peer.accept();
                OutputStream out = socket.getOutputStream()) {
            out.write("421 4.3.2 busy\r\n".getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            log.debug("event=warm_up reason=\"{}\"", e.getMessage());
        }
    }

    /// A listener: a client that says something and leaves.
    static void listener(InetSocketAddress address, String words) {
        InetAddress host =
                address.getAddress().isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : address.getAddress();
        onVirtualThread(() -> {
            try (Socket socket = new Socket()) {
                int patience = Math.toIntExact(PATIENCE.toMillis());
                socket.connect(new InetSocketAddress(host, address.getPort()), patience);
                socket.setSoTimeout(patience);
                socket.getOutputStream().write(words.getBytes(StandardCharsets.US_ASCII));
                socket.getInputStream().read();
            }
        });
    }

    private interface Step {
        void run() throws IOException;
    }

    /// A failure is no reason not to start.
    private static void onVirtualThread(Step step) {
        Thread thread = Thread.ofVirtual().start(() -> {
            try {
                step.run();
            } catch (IOException e) {
                log.debug("event=warm_up reason=\"{}\"", e.getMessage());
            }
        });
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
