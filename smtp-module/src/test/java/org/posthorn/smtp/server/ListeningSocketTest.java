package org.posthorn.smtp.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// A listener that goes on, whatever goes wrong with one connection.
final class ListeningSocketTest {
    /// Whose first two connections fail as they do when a class can't be loaded, and when there is no descriptor.
    private static ListeningSocket failing() throws IOException {
        AtomicInteger made = new AtomicInteger();
        return new ListeningSocket() {
            @Override
            void prepare(Socket socket) throws IOException {
                switch (made.incrementAndGet()) {
                    case 1 -> throw new NoClassDefFoundError("Some");
                    case 2 -> throw new IllegalStateException("none left");
                    default -> super.prepare(socket);
                }
            }
        };
    }

    @Test
    void whatFailsForOneConnectionIsNotTheEndForOthers() throws Exception {
        try (ListeningSocket listening = failing()) {
            listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            CompletableFuture<Socket> accepted = CompletableFuture.supplyAsync(() -> {
                try {
                    return listening.accept();
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            for (int i = 0; i < 2; i++) {
                try (Socket client = new Socket(InetAddress.getLoopbackAddress(), listening.getLocalPort())) {
                    assertThat(client.getInputStream().read()).as("closed").isEqualTo(-1);
                }
            }
            try (Socket client = new Socket(InetAddress.getLoopbackAddress(), listening.getLocalPort());
                    Socket server = accepted.get(60, TimeUnit.SECONDS)) {
                assertThat(server.getPort()).isEqualTo(client.getLocalPort());
            }
        }
    }

    @Test
    void itEndsWhenItIsClosed() throws Exception {
        ListeningSocket listening = new ListeningSocket();
        listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        CompletableFuture<Void> ended = CompletableFuture.runAsync(
                () -> assertThatThrownBy(listening::accept).isInstanceOf(SocketException.class));
        listening.close();
        ended.get(60, TimeUnit.SECONDS);
    }

    @Test
    void itsConnectionsAreNotHeldBackForAcknowledgements() throws Exception {
        try (ListeningSocket listening = new ListeningSocket()) {
            listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            try (Socket client = new Socket(InetAddress.getLoopbackAddress(), listening.getLocalPort());
                    Socket server = listening.accept()) {
                assertThat(server.getTcpNoDelay()).isTrue();
                assertThat(client.isConnected()).isTrue();
            }
        }
    }
}
