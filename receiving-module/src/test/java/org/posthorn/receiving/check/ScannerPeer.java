package org.posthorn.receiving.check;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;

/// A server on a free loopback port that does with each connection what a test says.
final class ScannerPeer implements AutoCloseable {
    private final ServerSocket listener = new ServerSocket(0, 200, InetAddress.ofLiteral("127.0.0.1"));
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger mostOpen = new AtomicInteger();

    interface Manners {
        void serve(InputStream in, OutputStream out) throws IOException, InterruptedException;
    }

    ScannerPeer(Manners manners) throws IOException {
        Thread.ofVirtual().start(() -> {
            while (!listener.isClosed()) {
                try {
                    Socket socket = listener.accept();
                    mostOpen.accumulateAndGet(open.incrementAndGet(), Math::max);
                    Thread.ofVirtual().start(() -> serve(socket, manners));
                } catch (IOException e) {
                    return; // closed
                }
            }
        });
    }

    private void serve(Socket socket, Manners manners) {
        try (socket) {
            manners.serve(socket.getInputStream(), socket.getOutputStream());
        } catch (IOException | InterruptedException e) {
            // The other end was faster.
        } finally {
            open.decrementAndGet();
        }
    }

    InetSocketAddress address() {
        return new InetSocketAddress("127.0.0.1", listener.getLocalPort());
    }

    int open() {
        return open.get();
    }

    int mostOpen() {
        return mostOpen.get();
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
