package org.posthorn.smtp.client;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;

/// Reads the replies of an SMTP server, with a bound on lines, their length and the time. For one thread at a time.
final class ReplyReader {
    /// RFC 5321 §4.5.3.1.5 allows 512 bytes; real servers write more. What is behind these is read, and not kept.
    private static final int MAX_LINE_BYTES = 2_048;
    /// No server means that as a reply.
    private static final int MOST_LINE_BYTES = 64 * 1024;

    private static final int MAX_REPLY_LINES = 100;

    private final byte[] buffer = new byte[8 * 1024];
    private int position;
    private int limit;
    private Socket socket;
    private InputStream in;

    ReplyReader(Socket socket) throws IOException {
        this.socket = socket;
        this.in = socket.getInputStream();
    }

    /// Reads from this socket from now on.
    void goOnWith(Socket secured) throws IOException {
        socket = secured;
        in = secured.getInputStream();
    }

    /// Whether something was read that is not part of a reply yet.
    boolean hasText() {
        return position < limit;
    }

    /// Whether there is nothing to read on a connection on which something has arrived: under TLS that may be session
    /// tickets, which are no talk, and only a read tells.
    boolean isQuiet() throws IOException {
        try {
            socket.setSoTimeout(1);
            limit = Math.max(0, in.read(buffer));
            position = 0;
            return false; // text, or the end
        } catch (SocketTimeoutException e) {
            return true;
        }
    }

    /// Reads one reply, all its lines.
    ///
    /// @param deadline by the JVM's nanoseconds
    SmtpConnection.Reply next(long deadline) throws IOException {
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
            if (line.length() == 3 || endsCode(line.charAt(3))) {
                return new SmtpConnection.Reply(code, lines);
            }
            if (lines.size() == MAX_REPLY_LINES) {
                throw new IOException("a reply of more than " + MAX_REPLY_LINES + " lines");
            }
        }
    }

    /// Some servers write a tab where RFC 5321 §4.2 has a blank.
    private static boolean endsCode(char separator) {
        return separator == ' ' || separator == '\t';
    }

    private static int code(String line) throws IOException {
        boolean wellFormed = line.length() >= 3
                && line.charAt(0) >= '2'
                && line.charAt(0) <= '5'
                && Character.isDigit(line.charAt(1))
                && Character.isDigit(line.charAt(2))
                && (line.length() == 3 || line.charAt(3) == '-' || endsCode(line.charAt(3)));
        if (!wellFormed) {
            throw new IOException("not an SMTP reply");
        }
        return Integer.parseInt(line, 0, 3, 10);
    }

    /// One line without its end; control characters become question marks, since replies go into logs and reports.
    private String line(long deadline) throws IOException {
        StringBuilder line = new StringBuilder(80);
        int length = 0;
        for (int b = read(deadline); b != '\n'; b = read(deadline)) {
            if (++length > MOST_LINE_BYTES) {
                throw new IOException("a reply line of more than " + MOST_LINE_BYTES + " bytes");
            }
            if (length <= MAX_LINE_BYTES) {
                line.append((char) b);
            }
        }
        int end = line.length();
        if (end > 0 && line.charAt(end - 1) == '\r') {
            line.setLength(end - 1);
        }
        for (int i = 0; i < line.length(); i++) {
            boolean separator = i == 3 && line.charAt(i) == '\t';
            if (!separator && (line.charAt(i) < ' ' || line.charAt(i) == 0x7f)) {
                line.setCharAt(i, '?');
            }
        }
        return line.toString();
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
}
