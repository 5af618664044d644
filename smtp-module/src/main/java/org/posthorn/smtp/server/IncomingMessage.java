package org.posthorn.smtp.server;

import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.posthorn.engine.mail.Content;
import org.posthorn.engine.mail.SmtpReply;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.subethamail.smtp.DropConnectionException;
import org.subethamail.smtp.MessageHandler;
import org.subethamail.smtp.RejectException;
import org.subethamail.smtp.server.Session;

/// One mail transaction: gathers the envelope, reads the content within its limits, asks the [Mailbox].
final class IncomingMessage implements MessageHandler {
    private static final Logger log = LoggerFactory.getLogger(IncomingMessage.class);
    private static final int BLOCK_BYTES = 8 * 1024;
    private static final int MAX_REPLY_CHARS = 900;
    /// RFC 5321 §4.2.3: insufficient storage now.
    private static final SmtpReply NO_ROOM = SmtpReply.of(452, "4.3.1 Too many messages at a time, try again later");

    private final Session session;
    private final ListenerConfig config;
    private final Mailbox mailbox;
    private final SessionRegister sessions;
    private final SessionState state;
    private final ContentBudget.Claim room;
    private final RefusedRecipients refused;
    private final List<String> recipients = new ArrayList<>();
    private String sender = "";
    private boolean counted;

    IncomingMessage(
            Session session,
            ListenerConfig config,
            Mailbox mailbox,
            SessionRegister sessions,
            ContentBudget budget,
            RefusedRecipients refused) {
        this.session = session;
        this.config = config;
        this.mailbox = mailbox;
        this.sessions = sessions;
        this.state = sessions.state(session);
        this.refused = refused;
        this.room = budget.open(
                state.caller().map(caller -> caller.tenant().accountId()).orElse(state.network()));
    }

    @Override
    public void from(String address) throws RejectException {
        counted = sessions.beginTransaction(session);
        if (!counted) {
            throw new DropConnectionException(421, "4.3.2 Service is shutting down");
        }
        sender = address;
    }

    @Override
    public void recipient(String address) throws RejectException {
        if (!PathCommand.isMailbox(address)) {
            guessed();
            throw new RejectException(553, "<" + printable(address) + "> Invalid email address");
        }
        Optional<SmtpReply> refusal = mailbox.refusal(session, sender, address);
        if (refusal.isPresent()) {
            if (refusal.get().isPermanent()) {
                guessed();
            }
            throw rejection(refusal.get());
        }
        state.stir();
        recipients.add(address);
    }

    /// One more address that is none: its answer comes late when there were many, and a session has an end of them.
    private void guessed() throws DropConnectionException {
        sessions.pause(refused.count(state.network()));
        if (state.countRefused() > RefusedRecipients.MOST) {
            log.info(
                    "event=guessed-recipients remote={} refused={}",
                    session.getRemoteAddress(),
                    RefusedRecipients.MOST);
            throw new DropConnectionException(421, "4.7.0 Too many unknown recipients");
        }
    }

    /// Whether CR and LF elsewhere than in CRLF are to be mended.
    boolean mendsLineEnds() {
        return mailbox.mendsLineEnds();
    }

    @Override
    public String data(InputStream data) throws RejectException {
        SmtpReply reply;
        try {
            reply = read(data);
        } finally {
            room.close(); // Before the client hears of it, and comes with the next one.
        }
        if (reply.isPositive()) {
            state.hasSent();
            return printable(text(reply));
        }
        // SubEthaSMTP leaves the transaction open after a refusal; RFC 5321 §4.1.1.4 wants it ended.
        session.resetMailTransaction();
        throw rejection(reply);
    }

    private SmtpReply receive(Content content) {
        try {
            return mailbox.receive(
                    new Mailbox.Transaction(session, state.caller(), sender, List.copyOf(recipients)), content);
        } catch (RuntimeException e) {
            log.error("event=receive-failed remote={}", session.getRemoteAddress(), e);
            return SmtpReply.of(451, "4.3.0 Temporary service failure");
        }
    }

    /// Asks for room before the client hears that it may send.
    ///
    /// @param declared bytes, as the client says; 0 when it doesn't
    /// @return the refusal, when there is none for so much
    Optional<SmtpReply> begin(long declared) {
        return room.begin(declared) ? Optional.empty() : Optional.of(NO_ROOM);
    }

    /// Reads to the end, keeping no more than the limits allow, and hands the content over.
    private SmtpReply read(InputStream data) throws RejectException {
        long deadline = System.nanoTime() + config.patience().data().toNanos();
        byte[] block = new byte[BLOCK_BYTES];
        boolean kept = true;
        long size = 0;
        try {
            for (int count = data.read(block); count >= 0; count = data.read(block)) {
                size += count;
                if (kept && !(size <= config.maxMessageBytes() && room.keep(block, count))) {
                    kept = false;
                    room.close();
                }
                if (System.nanoTime() > deadline || size > 4L * config.maxMessageBytes()) {
                    throw timeout();
                }
            }
        } catch (SocketTimeoutException e) {
            throw timeout();
        } catch (IOException e) {
            throw new DropConnectionException(451, "4.4.2 The connection was lost in the middle of a message");
        }
        if (size > config.maxMessageBytes()) {
            return mailbox.tooLong();
        }
        return room.complete().map(this::receive).orElse(NO_ROOM);
    }

    private static DropConnectionException timeout() {
        return new DropConnectionException(451, "4.4.2 Timeout waiting for data from client.");
    }

    @Override
    public void done() {
        room.close();
        if (counted) {
            counted = false;
            sessions.endTransaction();
        }
    }

    private static RejectException rejection(SmtpReply reply) {
        return new RejectException(reply.code(), printable(text(reply)));
    }

    private static String text(SmtpReply reply) {
        return (reply.status().map(status -> status + " ").orElse("") + reply.text());
    }

    /// One line: a line break in an echoed text would be a reply of the client's making.
    private static String printable(String text) {
        StringBuilder line = new StringBuilder();
        boolean afterControl = false;
        for (int i = 0; i < text.length() && line.length() < MAX_REPLY_CHARS; i++) {
            char c = text.charAt(i);
            boolean control = Character.isISOControl(c);
            if (!control || !afterControl) {
                line.append(control ? ' ' : c);
            }
            afterControl = control;
        }
        return line.toString();
    }
}
