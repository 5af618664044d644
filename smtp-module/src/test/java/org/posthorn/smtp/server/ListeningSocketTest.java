package org.posthorn.smtp.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.security.KeyManagementException;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.Test;
import org.posthorn.smtp.testing.TestTls;

/// A listener that goes on, whatever goes wrong with one connection.
final class ListeningSocketTest {
    private int made;

    /// TLS whose first two connections fail as they do when a class can't be loaded, and when there is no descriptor.
    private SSLContext failing() {
        SSLContext real = TestTls.loopback();
        SSLContextSpi spi = new SSLContextSpi() {
            @Override
            protected SSLSocketFactory engineGetSocketFactory() {
                made++;
                if (made == 1) {
                    throw new NoClassDefFoundError("Some");
                }
                if (made == 2) {
                    throw new IllegalStateException("none left");
                }
                return real.getSocketFactory();
            }

            @Override
            protected void engineInit(KeyManager[] keys, TrustManager[] trust, SecureRandom random)
                    throws KeyManagementException {
                throw new KeyManagementException();
            }

            @Override
            protected SSLServerSocketFactory engineGetServerSocketFactory() {
                throw new UnsupportedOperationException();
            }

            @Override
            protected SSLEngine engineCreateSSLEngine() {
                throw new UnsupportedOperationException();
            }

            @Override
            protected SSLEngine engineCreateSSLEngine(String host, int port) {
                throw new UnsupportedOperationException();
            }

            @Override
            protected SSLSessionContext engineGetServerSessionContext() {
                throw new UnsupportedOperationException();
            }

            @Override
            protected SSLSessionContext engineGetClientSessionContext() {
                throw new UnsupportedOperationException();
            }
        };
        return new SSLContext(spi, real.getProvider(), real.getProtocol()) {};
    }

    @Test
    void whatFailsForOneConnectionIsNotTheEndForOthers() throws Exception {
        try (ListeningSocket listening = new ListeningSocket(Optional.of(failing()))) {
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
        ListeningSocket listening = new ListeningSocket(Optional.empty());
        listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        CompletableFuture<Void> ended = CompletableFuture.runAsync(
                () -> assertThatThrownBy(listening::accept).isInstanceOf(SocketException.class));
        listening.close();
        ended.get(60, TimeUnit.SECONDS);
    }

    @Test
    void itsConnectionsAreNotHeldBackForAcknowledgements() throws Exception {
        try (ListeningSocket listening = new ListeningSocket(Optional.empty())) {
            listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            try (Socket client = new Socket(InetAddress.getLoopbackAddress(), listening.getLocalPort());
                    Socket server = listening.accept()) {
                assertThat(server.getTcpNoDelay()).isTrue();
                assertThat(client.isConnected()).isTrue();
            }
        }
    }
}
