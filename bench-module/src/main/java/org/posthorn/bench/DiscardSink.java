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
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/// An SMTP server on loopback that takes every message, counts it and throws it away. It announces PIPELINING and 8BITMIME. While
/// held, it lets connections in and says nothing, so that a queue builds up behind it.
final class DiscardSink implements AutoCloseable {
    private final ServerSocket listener;
    private final AtomicLong messages = new AtomicLong();
    private volatile boolean held;

    DiscardSink() throws IOException {
        listener = new ServerSocket(0, 256, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    InetSocketAddress address() {
        return (InetSocketAddress) listener.getLocalSocketAddress();
    }

    long messages() {
        return messages.get();
    }

    void hold(boolean hold) {
        held = hold;
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            while (held && !listener.isClosed()) {
                Thread.sleep(20);
            }
            socket.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(socket.getInputStream(), 65_536);
            OutputStream out = socket.getOutputStream();
            StringBuilder replies = new StringBuilder("220 sink ESMTP\r\n");
            while (true) {
                // Replies of pipelined commands go out together, in one system call.
                if (in.available() == 0) {
                    out.write(replies.toString().getBytes(StandardCharsets.US_ASCII));
                    replies.setLength(0);
                }
                String command = line(in);
                String verb = command.substring(0, Math.min(4, command.length())).toUpperCase(Locale.ROOT);
                switch (verb) {
                    case "EHLO" -> replies.append("250-sink\r\n250-PIPELINING\r\n250 8BITMIME\r\n");
                    case "DATA" -> {
                        replies.append("354 go\r\n");
                        out.write(replies.toString().getBytes(StandardCharsets.US_ASCII));
                        replies.setLength(0);
                        while (!line(in).equals(".")) {
                            // thrown away
                        }
                        messages.incrementAndGet();
                        replies.append("250 2.0.0 taken\r\n");
                    }
                    case "QUIT", "" -> {
                        return;
                    }
                    default -> replies.append("250 2.0.0 Ok\r\n");
                }
            }
        } catch (IOException | InterruptedException e) {
            // the client went away
        }
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder text = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new IOException("closed");
            }
            if (c != '\r') {
                text.append((char) c);
            }
        }
        return text.toString();
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
