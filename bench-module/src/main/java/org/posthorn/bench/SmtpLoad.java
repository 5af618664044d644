package org.posthorn.bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// Hands in one message over and over by SMTP, the commands of a transaction in one write as Postfix sends them. Each
/// connection comes from a loopback address of its own, as servers count connections by address, and waits for the
/// answer before its next message.
///
/// Its threads are the operating system's, so that their processor time can be told from the server's.
final class SmtpLoad {
    private static final Duration SILENCE = Duration.ofSeconds(60);
    private static final int LAST = 250;

    private final InetSocketAddress server;
    private final byte[] envelope;
    private final byte[] content;

    /// @param content with CRLF, no line of it with a dot at its start
    SmtpLoad(InetSocketAddress server, String sender, String recipient, byte[] content) {
        this.server = server;
        this.envelope = ascii("MAIL FROM:<" + sender + ">\r\nRCPT TO:<" + recipient + ">\r\nDATA\r\n");
        byte[] end = ascii(".\r\n");
        this.content = new byte[content.length + end.length];
        System.arraycopy(content, 0, this.content, 0, content.length);
        System.arraycopy(end, 0, this.content, content.length, end.length);
    }

    /// @param refused transactions that were answered otherwise than with 250, which are not repeated
    /// @param cpuMillis of this load
    record Result(int accepted, int refused, double seconds, double cpuMillis) {
        double perSecond() {
            return accepted / seconds;
        }
    }

    /// @param kept whether a connection is used for many messages, or for one
    Result run(int connections, int messages, boolean kept) throws InterruptedException {
        AtomicInteger left = new AtomicInteger(messages);
        AtomicInteger accepted = new AtomicInteger();
        AtomicLong cpuNanos = new AtomicLong();
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        List<Thread> clients = new ArrayList<>();
        long start = System.nanoTime();
        for (int i = 0; i < connections; i++) {
            byte[] source = {127, 0, (byte) (1 + i / LAST), (byte) (2 + i % LAST)};
            clients.add(Thread.ofPlatform().name("smtp-load-" + i).start(() -> {
                while (left.get() > 0) {
                    session(source, left, accepted, kept);
                }
                cpuNanos.addAndGet(threads.getCurrentThreadCpuTime());
            }));
        }
        for (Thread client : clients) {
            client.join();
        }
        return new Result(
                accepted.get(), messages - accepted.get(), (System.nanoTime() - start) / 1e9, cpuNanos.get() / 1e6);
    }

    private void session(byte[] source, AtomicInteger left, AtomicInteger accepted, boolean kept) {
        try (Socket socket = new Socket()) {
            socket.setTcpNoDelay(true);
            socket.setReuseAddress(true);
            socket.setSoTimeout(Math.toIntExact(SILENCE.toMillis()));
            socket.bind(new InetSocketAddress(InetAddress.getByAddress(source), 0));
            socket.connect(server);
            InputStream in = new BufferedInputStream(socket.getInputStream());
            expect(in, 220);
            socket.getOutputStream().write(ascii("EHLO load.test\r\n"));
            expect(in, 250);
            do {
                if (left.getAndDecrement() <= 0) {
                    break;
                }
                socket.getOutputStream().write(envelope);
                expect(in, 250);
                expect(in, 250);
                expect(in, 354);
                socket.getOutputStream().write(content);
                expect(in, 250);
                accepted.incrementAndGet();
            } while (kept);
            socket.getOutputStream().write(ascii("QUIT\r\n"));
            expect(in, 221);
        } catch (IOException e) {
            // Not accepted, which the result shows.
        }
    }

    private static void expect(InputStream in, int code) throws IOException {
        String line;
        do {
            line = line(in);
        } while (line.startsWith("-", 3));
        if (!line.startsWith(Integer.toString(code))) {
            throw new IOException(line);
        }
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder text = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new IOException("closed");
            }
            text.append((char) c);
        }
        return text.toString();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
