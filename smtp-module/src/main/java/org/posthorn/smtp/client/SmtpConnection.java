package org.posthorn.smtp.client;

import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.posthorn.engine.mail.SmtpReply;

/// A TCP connection to an SMTP server: commands go out in groups, replies come in one by one, both bounded.
///
/// Used by one thread at a time; only [#abort] and [#isStalled] may be called by others.
final class SmtpConnection {
    /// RFC 5321 §4.5.3.1.5 allows 512 bytes; real servers write more.
    private static final int MAX_LINE_BYTES = 2_048;

    private static final int MAX_REPLY_LINES = 100;
    private static final int MAX_TEXT_CHARS = 4_096;
    /// One write to the socket carries a whole pipelined group, and most messages.
    private static final int WRITE_BUFFER_BYTES = 64 * 1024;

    /// A reply as it came.
    ///
    /// @param lines without code and separator
    record Reply(int code, List<String> lines) {
        SmtpReply toSmtpReply() {
            String text = String.join(" ", lines).strip();
            return SmtpReply.of(code, text.length() > MAX_TEXT_CHARS ? text.substring(0, MAX_TEXT_CHARS) : text);
        }

        boolean isPositive() {
            return code / 100 == 2;
        }
    }

    private final HostPort host;
    private final InetAddress address;
    private final long stallNanos;
    private volatile Socket socket;
    private InputStream in;
    private OutputStream out;
    private final byte[] buffer = new byte[8 * 1024];
    private int position;
    private int limit;
    // 0 while no write is going on.
    private volatile long writeStartedNanos;

    private SmtpConnection(HostPort host, Socket socket, Duration dataBlock) throws IOException {
        this.host = host;
        this.address = socket.getInetAddress();
        this.stallNanos = dataBlock.toNanos();
        this.socket = socket;
        this.in = socket.getInputStream();
        this.out = buffered(socket);
    }

    /// Connects to the first address of the host that answers.
    static SmtpConnection open(HostPort host, SmtpTimeouts timeouts) throws HostFailure {
        List<InetAddress> addresses;
        try {
            addresses = host.addresses().isEmpty() ? List.of(InetAddress.getAllByName(host.host())) : host.addresses();
        } catch (UnknownHostException e) {
            throw new HostFailure(host.toString(), "4.4.3", "the name does not resolve");
        }
        HostFailure failure = new HostFailure(host.toString(), "4.4.1", "no address");
        for (InetAddress address : addresses) {
            Socket socket = new Socket();
            try {
                socket.setTcpNoDelay(true);
                socket.connect(new InetSocketAddress(address, host.port()), millis(timeouts.connect()));
                return new SmtpConnection(host, socket, timeouts.dataBlock());
            } catch (IOException e) {
                closeQuietly(socket);
                failure = new HostFailure(
                        name(host, address),
                        "4.4.1",
                        e instanceof SocketTimeoutException
                                ? "no connection within " + timeouts.connect().toSeconds() + " s"
                                : "no connection (" + e.getMessage() + ")");
            }
        }
        throw failure;
    }

    /// `relay.example.com[127.0.0.1]:25`.
    String name() {
        return name(host, address);
    }

    private static String name(HostPort host, InetAddress address) {
        return host.host() + "[" + address.getHostAddress() + "]:" + host.port();
    }

    boolean isLoopback() {
        return address.isLoopbackAddress();
    }

    /// Goes on under TLS.
    void secure(RelayTls tls, Duration timeout) throws IOException {
        if (position < limit) {
            // What came in plain text must not be read as if it had come under TLS.
            throw new IOException("text before the TLS handshake");
        }
        Socket secured = tls.secure(socket, host, timeout);
        socket = secured;
        in = secured.getInputStream();
        out = buffered(secured);
    }

    /// Adds a command line to the group that the next [#flush] sends.
    void command(String line) throws IOException {
        out.write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
    }

    /// Where content is written to, behind the commands.
    OutputStream output() {
        return out;
    }

    void flush() throws IOException {
        out.flush();
    }

    /// Reads one reply, all its lines.
    ///
    /// @param timeout for the whole reply
    /// @throws IOException when the connection is lost, the time is over, or the bytes are no reply
    Reply reply(Duration timeout) throws IOException {
        long deadline = System.nanoTime() + timeout.toNanos();
        List<String> lines = new ArrayList<>(1);
        int code = 0;
        while (true) {
            String line = line(deadline);
            int lineCode = code(line);
            if (lines.isEmpty()) {
                code = lineCode;
            } else if (lineCode != code) {
                throw new IOException("a reply with two codes, " + code + " and " + lineCode);
            }
            lines.add(line.length() > 4 ? line.substring(4) : "");
            if (line.length() == 3 || line.charAt(3) == ' ') {
                return new Reply(code, lines);
            }
            if (lines.size() == MAX_REPLY_LINES) {
                throw new IOException("a reply of more than " + MAX_REPLY_LINES + " lines");
            }
        }
    }

    private static int code(String line) throws IOException {
        boolean wellFormed = line.length() >= 3
                && line.charAt(0) >= '2'
                && line.charAt(0) <= '5'
                && Character.isDigit(line.charAt(1))
                && Character.isDigit(line.charAt(2))
                && (line.length() == 3 || line.charAt(3) == ' ' || line.charAt(3) == '-');
        if (!wellFormed) {
            throw new IOException("not an SMTP reply");
        }
        return Integer.parseInt(line, 0, 3, 10);
    }

    /// One line without its end; control characters become question marks, since replies go into logs and reports.
    private String line(long deadline) throws IOException {
        StringBuilder line = new StringBuilder(80);
        while (true) {
            int b = read(deadline);
            if (b == '\n') {
                int end = line.length();
                if (end > 0 && line.charAt(end - 1) == '\r') {
                    line.setLength(end - 1);
                }
                return line.toString().replaceAll("\\p{Cntrl}", "?");
            }
            if (line.length() == MAX_LINE_BYTES) {
                throw new IOException("a reply line of more than " + MAX_LINE_BYTES + " bytes");
            }
            line.append((char) b);
        }
    }

    private int read(long deadline) throws IOException {
        if (position == limit) {
            long millis = (deadline - System.nanoTime()) / 1_000_000;
            if (millis <= 0) {
                throw new SocketTimeoutException();
            }
            socket.setSoTimeout((int) Math.min(millis, Integer.MAX_VALUE));
            limit = Math.max(0, in.read(buffer));
            position = 0;
            if (limit == 0) {
                throw new EOFException();
            }
        }
        return buffer[position++] & 0xff;
    }

    /// What an exception of this connection means, in words for the operator.
    static String explain(IOException e, String waitingFor) {
        return switch (e) {
            case SocketTimeoutException timeout -> "no answer in time, waiting for " + waitingFor;
            case EOFException end -> "the connection was closed, waiting for " + waitingFor;
            default -> "the connection failed, waiting for " + waitingFor + " (" + e.getMessage() + ")";
        };
    }

    /// True when a write has waited for the peer for too long.
    boolean isStalled(long nowNanos) {
        long started = writeStartedNanos;
        return started != 0 && nowNanos - started > stallNanos;
    }

    /// Closes at once; a thread that reads or writes gets an exception.
    void abort() {
        closeQuietly(socket);
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is closed for us either way.
        }
    }

    private static int millis(Duration duration) {
        return (int) Math.min(duration.toMillis(), Integer.MAX_VALUE);
    }

    private OutputStream buffered(Socket socket) throws IOException {
        return new BufferedOutputStream(new TimedOutput(socket.getOutputStream()), WRITE_BUFFER_BYTES);
    }

    /// Notes when a write began: a blocking socket has no timeout for writes, so the pool looks from time to time.
    private final class TimedOutput extends FilterOutputStream {
        TimedOutput(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            writeStartedNanos = System.nanoTime() | 1;
            try {
                out.write(bytes, offset, length);
            } finally {
                writeStartedNanos = 0;
            }
        }
    }
}
