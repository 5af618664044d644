package org.posthorn.smtp.client;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import org.posthorn.engine.mail.Content;
import org.posthorn.engine.mail.SmtpReply;

/// The way of one message's content to the peer, by DATA (RFC 5321 §4.1.1.4) or BDAT (RFC 3030), and the reply that it
/// comes to.
///
/// BDAT goes out one chunk at a time, the next one when the last is answered; most messages are one chunk. A peer that
/// speaks before it has all is listened to and the rest is not sent: its refusal counts, anything else is unclear. An
/// unfinished DATA can only end with the connection, since the final dot would make the fragment a message.
final class Transmission {
    static final int CHUNK_BYTES = 1024 * 1024;
    /// "Unknown command", "not implemented", "not now": from peers that offer CHUNKING without knowing it.
    private static final Set<Integer> UNKNOWN = Set.of(500, 502, 503);

    private final SmtpConnection connection;
    private final SmtpTimeouts timeouts;
    private final Content content;
    private boolean closing;
    private boolean refusesChunks;
    private boolean ended;

    /// @param content as [WireContent#lines]
    Transmission(SmtpConnection connection, SmtpTimeouts timeouts, Content content) {
        this.connection = connection;
        this.timeouts = timeouts;
        this.content = content;
    }

    /// Sends all behind a 354.
    SmtpReply afterData() {
        ended = true;
        return exchange(out -> WireContent.writeStuffed(content, out), timeouts.dataEnd());
    }

    /// Sends all in chunks.
    SmtpReply inChunks() {
        byte[] bytes = content.bytes();
        int sent = 0;
        while (true) {
            int start = sent;
            int size = Math.min(CHUNK_BYTES, bytes.length - start);
            boolean last = start + size == bytes.length;
            String command = "BDAT " + size + (last ? " LAST\r\n" : "\r\n");
            SmtpReply reply = exchange(
                    out -> {
                        out.write(command.getBytes(StandardCharsets.US_ASCII));
                        out.write(bytes, start, size);
                    },
                    last ? timeouts.dataEnd() : timeouts.dataBlock());
            sent += size;
            refusesChunks = UNKNOWN.contains(reply.code());
            closing |= refusesChunks;
            if (last) {
                ended = reply.isPositive();
                return reply;
            }
            if (!reply.isPositive()) {
                // Perhaps said before it had the whole chunk: what follows could be the answer to anything.
                closing = true;
                return reply;
            }
            if (closing) {
                return unclear(reply);
            }
        }
    }

    private SmtpReply exchange(SmtpConnection.Body body, Duration timeout) {
        try {
            connection.send(body);
        } catch (IOException e) {
            closing = true;
            return interruption(e);
        }
        try {
            SmtpReply reply = connection.reply(timeout).toSmtpReply();
            closing = reply.code() == 421 || reply.code() / 100 == 3 || !connection.isQuiet();
            return reply;
        } catch (IOException e) {
            closing = true;
            return lost(e, "the reply to the message");
        }
    }

    /// What the peer had to say that could not wait, if it did.
    private SmtpReply interruption(IOException e) {
        if (connection.isQuiet()) {
            return lost(e, "the peer to take the message");
        }
        try {
            SmtpReply reply = connection.reply(timeouts.command()).toSmtpReply();
            return reply.code() >= 400 ? reply : unclear(reply);
        } catch (IOException unreadable) {
            return lost(unreadable, "the reply in the middle of the message");
        }
    }

    private SmtpReply unclear(SmtpReply reply) {
        return SmtpReply.of(
                451, "4.5.0 " + connection.name() + ": the message was answered before its end (" + reply + ")");
    }

    private SmtpReply lost(IOException e, String waitingFor) {
        return SmtpReply.of(451, "4.4.2 " + connection.name() + ": " + SmtpConnection.explain(e, waitingFor));
    }

    /// Whether the peer has ended the session, or we don't know where in it we are.
    boolean isClosing() {
        return closing;
    }

    /// Whether it did not know BDAT.
    boolean refusesChunks() {
        return refusesChunks;
    }

    /// Whether the transaction is over; RSET ends it otherwise.
    boolean isEnded() {
        return ended;
    }
}
