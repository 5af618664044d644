package org.posthorn.smtp.client;

import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.posthorn.engine.delivery.Peer;
import org.posthorn.engine.mail.SmtpReply;

/// A TCP connection to an SMTP server: commands go out in groups, replies come in one by one, both bounded.
///
/// Used by one thread at a time; only [#abort] and [#isOverdue] may be called by others.
///
/// SMTP is a dialogue in lock step, so bytes that are there before we have asked ([#isQuiet]) mean that the two sides
/// no longer agree where they are. Content is written in blocks with a look at the peer before each.
final class SmtpConnection {
    private static final int MAX_TEXT_CHARS = 4_096;
    /// How long the sweeper leaves a reply to the socket's own timeout, which has the better text.
    private static final long GRACE_NANOS = 2_000_000_000L;
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

    /// Writes one message's content, in its form for the wire.
    interface Body {
        void writeTo(OutputStream out) throws IOException;
    }

    /// The peer said something while we were still writing, or has closed its end.
    static final class SpokeEarly extends IOException {
        private static final long serialVersionUID = 1L;

        SpokeEarly() {
            super("the peer spoke or left before it had all");
        }
    }

    private final MailHost host;
    private final InetAddress address;
    private final Duration dataBlock;
    private final Socket plain;
    private volatile Socket socket;
    private String tls = "";
    private boolean listening;
    private final ReplyReader replies;
    private OutputStream out;
    // When the step that is going on must be over; 0 while none is.
    private volatile long dueNanos;
    // Since when the peer is to do something; 0 while it is our turn.
    private volatile long waitingSince;
    // Whether what it is to do is to answer content that it has.
    private volatile boolean contentSent;
    private volatile boolean timedOut;

    private SmtpConnection(MailHost host, Socket socket, Duration dataBlock) throws IOException {
        this.host = host;
        this.address = socket.getInetAddress();
        this.dataBlock = dataBlock;
        this.plain = socket;
        this.socket = socket;
        this.replies = new ReplyReader(socket);
        this.out = buffered(socket);
    }

    /// Connects to the first address of the host that answers.
    ///
    /// @param names for a host without addresses
    /// @param source our end's address; the system chooses when empty
    /// @param opening holds the socket meanwhile: whoever closes it ends the wait
    static SmtpConnection open(
            MailHost host, HostNames names, Optional<InetAddress> source, SmtpTimeouts timeouts, Set<Socket> opening)
            throws HostFailure {
        List<InetAddress> addresses;
        try {
            addresses = host.addresses().isEmpty() ? names.addresses(host.host()) : host.addresses();
        } catch (UnknownHostException e) {
            throw new HostFailure(host.toString(), "4.4.3", "the name does not resolve");
        }
        HostFailure failure = new HostFailure(host.toString(), "4.4.1", "no address");
        if (source.isPresent() && !addresses.isEmpty()) {
            InetAddress ours = source.get();
            addresses = addresses.stream()
                    .filter(address -> address.getClass() == ours.getClass())
                    .toList();
            failure = new SourceFailure(host.toString(), "no address of the kind of " + ours.getHostAddress());
        }
        for (InetAddress address : addresses) {
            Socket socket = new Socket();
            opening.add(socket);
            try {
                if (source.isPresent()) {
                    bind(socket, host, source.get());
                }
                socket.setTcpNoDelay(true);
                socket.connect(new InetSocketAddress(address, host.port()), millis(timeouts.connect()));
                return new SmtpConnection(host, socket, timeouts.dataBlock());
            } catch (SourceFailure e) {
                closeQuietly(socket);
                throw e;
            } catch (IOException e) {
                closeQuietly(socket);
                failure = new HostFailure(
                        Peer.of(name(host, address)),
                        "4.4.1",
                        e instanceof SocketTimeoutException
                                ? "no connection within " + timeouts.connect().toSeconds() + " s"
                                : "no connection (" + e.getMessage() + ")",
                        e instanceof SocketTimeoutException);
            } finally {
                opening.remove(socket);
            }
        }
        throw failure;
    }

    private static void bind(Socket socket, MailHost host, InetAddress source) throws SourceFailure {
        try {
            socket.bind(new InetSocketAddress(source, 0));
        } catch (IOException e) {
            throw new SourceFailure(
                    host.toString(), source.getHostAddress() + " can't be used (" + e.getMessage() + ")");
        }
    }

    /// `relay.example.com[127.0.0.1]:25`.
    String name() {
        return name(host, address);
    }

    private static String name(MailHost host, InetAddress address) {
        return host.host() + "[" + address.getHostAddress() + "]:" + host.port();
    }

    Peer peer() {
        return new Peer(name(), tls);
    }

    boolean isLoopback() {
        return address.isLoopbackAddress();
    }

    /// Goes on under TLS.
    ///
    /// @param timeout for the whole handshake
    void secure(RelayTls relayTls, TlsPolicy policy, Duration timeout) throws IOException {
        if (replies.hasText()) {
            // What came in plain text must not be read as if it had come under TLS.
            throw new IOException("text before the TLS handshake");
        }
        dueNanos = due(timeout);
        waitingSince = due(Duration.ZERO);
        try {
            SSLSocket secured = relayTls.secure(socket, host, policy, timeout);
            SSLSession session = secured.getSession();
            tls = session.getProtocol() + " " + session.getCipherSuite()
                    + (policy.authenticates() ? " verified" : " unverified");
            socket = secured;
            replies.goOnWith(secured);
            out = buffered(secured);
        } finally {
            dueNanos = 0;
            waitingSince = 0;
        }
    }

    /// Adds a command line to the group that the next [#flush] sends.
    void command(String line) throws IOException {
        contentSent = false;
        out.write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
    }

    /// Sends the group, and content behind it.
    ///
    /// @throws SpokeEarly when the peer speaks before it has all; the rest is not sent
    void send(Body body) throws IOException {
        listening = true;
        try {
            body.writeTo(out);
            out.flush();
            contentSent = true;
        } finally {
            listening = false;
        }
    }

    /// Whether the peer has said nothing that was not read yet, as far as can be seen without waiting.
    boolean isQuiet() {
        try {
            if (replies.hasText()) {
                return false;
            }
            if (plain.getInputStream().available() == 0) {
                return true;
            }
            return !tls.isEmpty() && replies.isQuiet();
        } catch (IOException e) {
            return false;
        }
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
        // A peer that sends a TLS record byte by byte outlasts the socket's timeout.
        dueNanos = due(timeout) + GRACE_NANOS;
        waitingSince = due(Duration.ZERO);
        try {
            return replies.next(deadline);
        } catch (SocketTimeoutException e) {
            timedOut = true;
            throw e;
        } finally {
            dueNanos = 0;
            waitingSince = 0;
        }
    }

    /// What an exception of this connection means, in words for the operator.
    static String explain(IOException e, String waitingFor) {
        return switch (e) {
            case SocketTimeoutException timeout -> "no answer in time, waiting for " + waitingFor;
            case EOFException end -> "the connection was closed, waiting for " + waitingFor;
            default -> "the connection failed, waiting for " + waitingFor + " (" + e.getMessage() + ")";
        };
    }

    /// True when a step takes longer than it may: blocking writes and handshakes have no timeout of their own.
    boolean isOverdue(long nowNanos) {
        long due = dueNanos;
        return due != 0 && nowNanos - due > 0;
    }

    /// True when the peer has said nothing for longer than this.
    ///
    /// @param answering how long when it may have the whole message, and is to answer it
    boolean isSilent(long nowNanos, Duration longest, Duration answering) {
        long since = waitingSince;
        return since != 0 && nowNanos - since > (contentSent ? answering : longest).toNanos();
    }

    /// Whether a reply did not come in time.
    boolean timedOut() {
        return timedOut;
    }

    private static long due(Duration timeout) {
        return (System.nanoTime() + timeout.toNanos()) | 1;
    }

    /// Closes at once; a thread that reads or writes gets an exception.
    void abort() {
        closeQuietly(socket);
    }

    static void closeQuietly(Socket socket) {
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

    /// Writes block by block, each with the time that a peer has to take it (RFC 5321 §4.5.3.2.5).
    private final class TimedOutput extends FilterOutputStream {
        TimedOutput(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            int end = offset + length;
            for (int start = offset; start < end; start += WRITE_BUFFER_BYTES) {
                if (listening && !isQuiet()) {
                    throw new SpokeEarly();
                }
                dueNanos = due(dataBlock);
                waitingSince = due(Duration.ZERO);
                try {
                    out.write(bytes, start, Math.min(WRITE_BUFFER_BYTES, end - start));
                } finally {
                    dueNanos = 0;
                    waitingSince = 0;
                }
            }
        }
    }
}
