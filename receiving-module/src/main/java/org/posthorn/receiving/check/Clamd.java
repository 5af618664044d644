package org.posthorn.receiving.check;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.posthorn.engine.mail.ReceivedMail;
import org.posthorn.engine.mail.Verdicts.Verdict;
import org.posthorn.engine.mime.CleanText;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks clamd over TCP, by `INSTREAM` (clamd(8)): a message in chunks, each behind its length, and an empty one at the
/// end. A message that is longer than its StreamMaxLength (25 MiB unless set) is not scanned.
final class Clamd implements Scanners.Dialogue {
    private static final int CONNECT_MILLIS = 2_000;
    private static final int CHUNK = 1 << 16;
    private static final int MOST_ANSWER_BYTES = 4_096;

    private static final byte[] PING = "zPING\0".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] INSTREAM = "zINSTREAM\0".getBytes(StandardCharsets.US_ASCII);

    /// Clamd knows mail by its first field, and looks for attachments in nothing else; this is one that it knows.
    private static final byte[] FIRST_FIELD = "Received: by posthorn\r\n".getBytes(StandardCharsets.US_ASCII);

    private static final Logger LOG = LoggerFactory.getLogger(Clamd.class);

    private final InetSocketAddress address;

    /// @param address found by its name at each scan
    Clamd(InetSocketAddress address) {
        this.address = address;
    }

    @Override
    public Verdict scan(ReceivedMail mail) throws IOException {
        try (Socket socket = connected()) {
            String answer = dialogue(socket, mail.content().bytes());
            if (answer.equals("stream: OK")) {
                return Verdict.PASS;
            }
            if (answer.startsWith("stream: ") && answer.endsWith(" FOUND")) {
                LOG.info("event=virus-found remote_ip={} answer=\"{}\"", mail.remoteIp(), CleanText.of(answer));
                return Verdict.FAIL;
            }
            throw new IOException(answer.isEmpty() ? "no answer" : answer);
        }
    }

    @Override
    public void ping() throws IOException {
        try (Socket socket = connected()) {
            socket.getOutputStream().write(PING);
            if (!answer(socket.getInputStream()).equals("PONG")) {
                throw new IOException("what answers is not clamd");
            }
        }
    }

    private Socket connected() throws IOException {
        Socket socket = new Socket();
        try {
            socket.connect(new InetSocketAddress(address.getHostString(), address.getPort()), CONNECT_MILLIS);
            return socket;
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    private static String dialogue(Socket socket, byte[] message) throws IOException {
        IOException broken;
        try {
            DataOutputStream out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream(), CHUNK));
            out.write(INSTREAM);
            out.writeInt(FIRST_FIELD.length);
            out.write(FIRST_FIELD);
            for (int at = 0; at < message.length; at += CHUNK) {
                int length = Math.min(CHUNK, message.length - at);
                out.writeInt(length);
                out.write(message, at, length);
            }
            out.writeInt(0);
            out.flush();
            return answer(socket.getInputStream());
        } catch (IOException e) {
            broken = e;
        }
        // It hangs up in the middle of a message that is too long, behind words that say so.
        try {
            String answer = answer(socket.getInputStream());
            if (!answer.isEmpty()) {
                return answer;
            }
        } catch (IOException e) {
            broken.addSuppressed(e);
        }
        throw broken;
    }

    private static String answer(InputStream in) throws IOException {
        InputStream buffered = new BufferedInputStream(in);
        StringBuilder text = new StringBuilder();
        int next = buffered.read();
        while (next > 0 && text.length() < MOST_ANSWER_BYTES) {
            text.append((char) next);
            next = buffered.read();
        }
        return text.toString().strip();
    }
}
