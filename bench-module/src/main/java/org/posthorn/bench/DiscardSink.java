package org.posthorn.bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

/// An SMTP server on loopback that takes every message, counts it and throws it away. It announces PIPELINING and
/// 8BITMIME. One that holds lets connections in and says nothing until it is closed, so that a queue builds up behind
/// it.
final class DiscardSink implements AutoCloseable {
    private static final byte[] END = "\r\n.\r\n".getBytes(StandardCharsets.US_ASCII);

    private static final Duration LOOK_AGAIN = Duration.ofMillis(1);

    private final ServerSocket listener;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicLong messages = new AtomicLong();
    private final CountDownLatch greeting;

    private DiscardSink(int hold) throws IOException {
        greeting = new CountDownLatch(hold);
        listener = new ServerSocket(0, 256, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    static DiscardSink taking() throws IOException {
        return new DiscardSink(0);
    }

    static DiscardSink holding() throws IOException {
        return new DiscardSink(1);
    }

    String address() {
        InetSocketAddress bound = (InetSocketAddress) listener.getLocalSocketAddress();
        return bound.getAddress().getHostAddress() + ":" + bound.getPort();
    }

    long messages() {
        return messages.get();
    }

    /// Waits until that many messages have come.
    ///
    /// @return false when they have not come in time
    boolean await(long count, Duration atMost) throws InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (messages.get() < count && System.nanoTime() - deadline < 0) {
            Thread.sleep(LOOK_AGAIN);
        }
        return messages.get() >= count;
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                open.add(socket);
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            greeting.await();
            socket.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(socket.getInputStream(), 65_536);
            OutputStream out = socket.getOutputStream();
            StringBuilder replies = new StringBuilder("220 sink ESMTP\r\n");
            while (true) {
                // Replies of pipelined commands go out together, in one system call.
                if (in.available() == 0) {
                    flush(replies, out);
                }
                String command = line(in);
                String verb =
                        command.substring(0, Math.min(4, command.length())).toUpperCase(Locale.ROOT);
                switch (verb) {
                    case "EHLO" -> replies.append("250-sink\r\n250-PIPELINING\r\n250 8BITMIME\r\n");
                    case "DATA" -> {
                        replies.append("354 go\r\n");
                        flush(replies, out);
                        skipData(in);
                        messages.incrementAndGet();
                        replies.append("250 2.0.0 taken\r\n");
                    }
                    case "QUIT" -> {
                        replies.append("221 2.0.0 bye\r\n");
                        flush(replies, out);
                        return;
                    }
                    default -> replies.append("250 2.0.0 Ok\r\n");
                }
            }
        } catch (IOException | InterruptedException e) {
            // the client went away, or the sink is closed
        } finally {
            open.remove(socket);
        }
    }

    private static void flush(StringBuilder replies, OutputStream out) throws IOException {
        out.write(replies.toString().getBytes(StandardCharsets.US_ASCII));
        replies.setLength(0);
    }

    /// Reads to the end of the data. Nothing else in it looks like its end (RFC 5321 §4.5.2), so the longest match
    /// can start anew with the byte that broke it.
    private static void skipData(InputStream in) throws IOException {
        int matched = 2; // the line break before the first line is that of DATA
        while (matched < END.length) {
            int c = read(in);
            matched = c == END[matched] ? matched + 1 : c == '\r' ? 1 : 0;
        }
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder text = new StringBuilder();
        for (int c = read(in); c != '\n'; c = read(in)) {
            if (c != '\r') {
                text.append((char) c);
            }
        }
        return text.toString();
    }

    private static int read(InputStream in) throws IOException {
        int c = in.read();
        if (c < 0) {
            throw new IOException("closed");
        }
        return c;
    }

    /// Takes no more connections and ends those there are, whatever goes on in them.
    void hangUp() throws IOException {
        listener.close();
        for (Socket socket : open) {
            socket.close();
        }
        greeting.countDown();
    }

    @Override
    public void close() throws IOException {
        hangUp();
    }
}
