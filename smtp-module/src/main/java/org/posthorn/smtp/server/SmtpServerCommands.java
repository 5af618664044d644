package org.posthorn.smtp.server;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.mail.SmtpReply;
import org.subethamail.smtp.DropConnectionException;
import org.subethamail.smtp.RejectException;
import org.subethamail.smtp.internal.server.BaseCommand;
import org.subethamail.smtp.internal.server.Command;
import org.subethamail.smtp.internal.server.CommandHandler;
import org.subethamail.smtp.server.Session;

/// Commands that replace SubEthaSMTP's own, where those don't fit.
///
/// They are of its internal package, which is open and has been stable for years; the alternatives were to fork it or
/// to announce what we don't want to offer. Replaced are:
///
/// - EHLO: announces what we choose, not CHUNKING.
/// - BDAT: refused. SubEthaSMTP takes a chunk that a lost connection cut short for a whole message, and sets no limit
/// to a chunk's size.
/// - MAIL and RCPT: refuse parameters that were not offered, and read `SIZE=` in any place; MAIL demands AUTH, and a
///   sender, in SES's words.
/// - RCPT: says with an enhanced code that there are too many, and ends a session that never stops.
/// - DATA: keeps memory, and finds the end of the content, by our own rules.
/// - AUTH: demands TLS where it must, makes those wait who try passwords, and ends the session after a few failures.
/// - STARTTLS: forgets who had logged in; tells of a failed handshake in one line, and ends the session.
final class SmtpServerCommands {
    private static final int MAX_LOGIN_ATTEMPTS = 5;
    /// Recipients that are too many, all transactions of a session since the last message together.
    private static final int MAX_SURPLUS = 1_000;

    private SmtpServerCommands() {}

    static void install(CommandHandler commands, ListenerConfig config, ServerKind kind, SessionRegister sessions) {
        commands.addCommand(new Ehlo(config, kind));
        commands.addCommand(new Bdat());
        commands.addCommand(new Mail(commands.getCommand("MAIL"), config, kind, sessions));
        commands.addCommand(new Rcpt(commands.getCommand("RCPT"), config.maxRecipients(), sessions));
        commands.addCommand(new Data(commands.getCommand("DATA"), sessions));
        commands.addCommand(new Auth(kind, sessions));
        commands.addCommand(new StartTls(commands.getCommand("STARTTLS"), kind, sessions));
    }

    private static final class Ehlo extends BaseCommand {
        private final ListenerConfig config;
        private final ServerKind kind;

        Ehlo(ListenerConfig config, ServerKind kind) {
            super("EHLO", "Introduce yourself.", "<hostname>");
            this.config = config;
            this.kind = kind;
        }

        @Override
        public void execute(String line, Session session) throws IOException {
            String[] words = getArgs(line);
            if (words.length < 2) {
                session.sendResponse("501 Syntax: EHLO hostname");
                return;
            }
            session.resetMailTransaction();
            session.setHelo(words[1]);
            List<String> lines = new ArrayList<>();
            lines.add(config.hostName());
            lines.addAll(kind.extensions());
            lines.add("SIZE " + config.maxMessageBytes());
            if (kind.starttls().isPresent() && !session.isTLSStarted()) {
                lines.add("STARTTLS");
            }
            if (kind.login().isPresent() && (!kind.loginNeedsTls() || session.isTLSStarted())) {
                lines.add("AUTH " + String.join(" ", SmtpAuthentication.MECHANISMS));
            }
            session.sendResponse("250-" + String.join("\r\n250-", lines) + "\r\n250 Ok");
        }
    }

    private static final class Bdat extends BaseCommand {
        Bdat() {
            super("BDAT", "Not offered.");
        }

        /// The chunk that follows would be read as commands, so the session ends.
        @Override
        public void execute(String line, Session session) throws DropConnectionException {
            throw new DropConnectionException(502, "5.5.1 BDAT is not offered");
        }
    }

    private static final class Mail extends BaseCommand {
        private final Command wrapped;
        private final ListenerConfig config;
        private final ServerKind kind;
        private final SessionRegister sessions;
        private final Set<String> offered;

        Mail(Command wrapped, ListenerConfig config, ServerKind kind, SessionRegister sessions) {
            super("MAIL", "Specifies the sender.", "FROM: <sender> [ <parameters> ]");
            this.wrapped = wrapped;
            this.config = config;
            this.kind = kind;
            this.sessions = sessions;
            this.offered = offered(kind);
        }

        @Override
        public void execute(String line, Session session) throws IOException, DropConnectionException {
            if (kind.login().isPresent() && !mayAsLoggedIn(kind.login().get(), session)) {
                return;
            }
            Optional<PathCommand> command = PathCommand.parse(line);
            if (session.isMailTransactionInProgress() || !isFrom(line)) {
                wrapped.execute(line, session);
                return;
            }
            // What comes behind something that is no address, such as a display name, is no parameter.
            Optional<SmtpReply> refusal = kind.mailbox()
                    .senderRefusal(command.map(PathCommand::address).orElse(line));
            if (command.isEmpty() && refusal.isEmpty()) {
                wrapped.execute(line, session);
                return;
            }
            MailParameters parameters =
                    MailParameters.check(command.map(PathCommand::parameters).orElse(List.of()), offered);
            refusal = refusal.or(() -> parameters.sizeBytes() > config.maxMessageBytes()
                    ? Optional.of(kind.mailbox().tooLong())
                    : parameters.refusal());
            if (refusal.isPresent()) {
                session.sendResponse(refusal.get().toString());
                return;
            }
            wrapped.execute(command.orElseThrow().rest(), session);
            if (session.isMailTransactionInProgress()) {
                session.setDeclaredMessageSize(Math.toIntExact(parameters.sizeBytes()));
            }
        }

        /// Whether a line says `MAIL FROM:`, as far as that; others get the syntax told.
        private static boolean isFrom(String line) {
            int colon = line.indexOf(':');
            return colon >= 0
                    && line.substring(0, colon).toUpperCase(Locale.ROOT).endsWith("FROM");
        }

        private static Set<String> offered(ServerKind kind) {
            Set<String> offered = new HashSet<>(Set.of("SIZE"));
            if (kind.extensions().contains("8BITMIME")) {
                offered.add("BODY");
            }
            if (kind.extensions().contains("SMTPUTF8")) {
                offered.add("SMTPUTF8");
            }
            if (kind.login().isPresent()) {
                offered.add("AUTH"); // RFC 4954 §5: taken from everybody, and believed from nobody.
            }
            return Set.copyOf(offered);
        }

        /// Asks for the key again, since a session outlives it.
        private boolean mayAsLoggedIn(SmtpAuthentication login, Session session) throws IOException {
            SessionState state = sessions.state(session);
            if (state.caller().isEmpty()) {
                session.sendResponse(
                        kind.loginNeedsTls() && !session.isTLSStarted()
                                ? "530 Must issue a STARTTLS command first"
                                : "530 Authentication required");
                return false;
            }
            Optional<Caller> caller;
            try {
                caller = login.again(state.caller().get(), session);
            } catch (RejectException e) {
                session.sendResponse(e.getErrorResponse());
                return false;
            }
            state.loggedIn(caller);
            if (caller.isEmpty()) {
                session.sendResponse("535 " + SmtpAuthentication.INVALID);
            }
            return caller.isPresent();
        }
    }

    private static final class Rcpt extends BaseCommand {
        private final Command wrapped;
        private final int most;
        private final SessionRegister sessions;

        Rcpt(Command wrapped, int most, SessionRegister sessions) {
            super("RCPT", "Specifies a recipient.", "TO: <recipient>");
            this.wrapped = wrapped;
            this.most = most;
            this.sessions = sessions;
        }

        @Override
        public void execute(String line, Session session) throws IOException, DropConnectionException {
            Optional<SmtpReply> refusal = Optional.empty();
            if (session.isMailTransactionInProgress() && session.getRecipientCount() >= most) {
                // RFC 5321 §4.5.3.1.10: the client sends those in another transaction.
                if (sessions.state(session).countSurplus() > MAX_SURPLUS) {
                    throw new DropConnectionException(421, "4.5.3 Too many recipients");
                }
                refusal = Optional.of(SmtpReply.of(452, "4.5.3 Too many recipients"));
            } else if (session.isMailTransactionInProgress()) {
                refusal = PathCommand.parse(line)
                        .flatMap(command -> MailParameters.check(command.parameters(), Set.of())
                                .refusal());
            }
            if (refusal.isPresent()) {
                session.sendResponse(refusal.get().toString());
            } else {
                wrapped.execute(line, session);
            }
        }
    }

    private static final class Auth extends BaseCommand {
        private final ServerKind kind;
        private final SessionRegister sessions;

        Auth(ServerKind kind, SessionRegister sessions) {
            super("AUTH", "Authenticates.", "PLAIN | LOGIN");
            this.kind = kind;
            this.sessions = sessions;
        }

        @Override
        public void execute(String line, Session session) throws IOException, DropConnectionException {
            SessionState state = sessions.state(session);
            String[] words = getArgs(line);
            String mechanism = words.length < 2 ? "" : words[1].toUpperCase(Locale.ROOT);
            if (kind.login().isEmpty()) {
                session.sendResponse("502 Authentication not supported");
            } else if (kind.loginNeedsTls() && !session.isTLSStarted()) {
                session.sendResponse("530 Must issue a STARTTLS command first");
            } else if (session.getHelo().isEmpty()) {
                session.sendResponse("503 Send EHLO first");
            } else if (state.caller().isPresent()) {
                session.sendResponse("503 Refusing any other AUTH command.");
            } else if (state.countLogin() > MAX_LOGIN_ATTEMPTS) {
                throw new DropConnectionException(421, "4.7.0 Too many authentication attempts");
            } else if (mechanism.isEmpty()) {
                session.sendResponse("501 Syntax: AUTH mechanism [initial-response]");
            } else if (!SmtpAuthentication.MECHANISMS.contains(mechanism)) {
                session.sendResponse("504 The requested authentication mechanism is not supported");
            } else {
                Optional<String> initial = words.length < 3 ? Optional.empty() : Optional.of(words[2]);
                logIn(kind.login().get(), mechanism, initial, session, state);
            }
        }

        private void logIn(
                SmtpAuthentication login,
                String mechanism,
                Optional<String> initial,
                Session session,
                SessionState state)
                throws IOException {
            SmtpAuthentication.Attempt attempt;
            try {
                attempt = login.exchange(mechanism, initial, session);
            } catch (RejectException e) {
                session.sendResponse(e.getErrorResponse());
                return;
            }
            if (attempt.caller().isEmpty()) {
                sessions.pause(login.refused(state.network(), attempt.name(), session));
                session.sendResponse("535 " + SmtpAuthentication.INVALID);
                return;
            }
            state.loggedIn(attempt.caller());
            sessions.begin(session);
            session.sendResponse("235 Authentication successful.");
        }
    }

    /// Keeps the session in its place from before the client hears that it may send.
    private static final class Data extends BaseCommand {
        private final Command wrapped;
        private final SessionRegister sessions;

        Data(Command wrapped, SessionRegister sessions) {
            super("DATA", "Announces the content.");
            this.wrapped = wrapped;
            this.sessions = sessions;
        }

        @Override
        public void execute(String line, Session session) throws IOException, DropConnectionException {
            SessionState state = sessions.state(session);
            state.receiving(true);
            try {
                Optional<SmtpReply> refusal = begin(session);
                if (refusal.isPresent()) {
                    session.resetMailTransaction();
                    session.sendResponse(refusal.get().toString());
                    return;
                }
                if (session.getMessageHandler() instanceof IncomingMessage message && session.getRecipientCount() > 0) {
                    receive(message, session);
                } else {
                    wrapped.execute(line, session); // Says what is missing.
                }
            } finally {
                state.receiving(false);
            }
        }

        /// SubEthaSMTP's own reads byte by byte, and leaves the dot that a client put before one at the very start.
        private static void receive(IncomingMessage message, Session session)
                throws IOException, DropConnectionException {
            session.sendResponse("354 End data with <CR><LF>.<CR><LF>");
            try {
                String reply = message.data(new ContentStream(session.getRawInput(), message.mendsLineEnds()));
                session.sendResponse("250 " + reply);
                session.resetMailTransaction();
            } catch (DropConnectionException e) {
                throw e;
            } catch (RejectException e) {
                session.sendResponse(e.getErrorResponse());
            }
        }

        private static Optional<SmtpReply> begin(Session session) {
            return session.getMessageHandler() instanceof IncomingMessage message && session.getRecipientCount() > 0
                    ? message.begin(session.getDeclaredMessageSize())
                    : Optional.empty();
        }
    }

    private static final class StartTls extends BaseCommand {
        private final Command wrapped;
        private final ServerKind kind;
        private final SessionRegister sessions;

        StartTls(Command wrapped, ServerKind kind, SessionRegister sessions) {
            super("STARTTLS", "Goes on under TLS.");
            this.wrapped = wrapped;
            this.kind = kind;
            this.sessions = sessions;
        }

        /// SubEthaSMTP's own logs a stack trace for what a client does to the handshake, and goes on in plain text.
        @Override
        public void execute(String line, Session session) throws IOException, DropConnectionException {
            if (kind.starttls().isEmpty() || session.isTLSStarted() || getArgs(line).length > 1) {
                wrapped.execute(line, session);
                return;
            }
            session.sendResponse("220 Ready to start TLS");
            if (!sessions.isSecured(session, kind.starttls().get())) {
                throw new DropConnectionException(421, "4.7.0 TLS handshake failed");
            }
            session.resetSmtpProtocol();
        }
    }
}
