package org.posthorn.smtp.server;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.subethamail.smtp.DropConnectionException;
import org.subethamail.smtp.internal.server.BaseCommand;
import org.subethamail.smtp.internal.server.Command;
import org.subethamail.smtp.internal.server.CommandHandler;
import org.subethamail.smtp.server.Session;

/// Commands that replace SubEthaSMTP's own, where those don't fit.
///
/// They are of its internal package, which is open and has been stable for years; the alternatives were to fork it or
/// to
/// announce what we don't want to offer. Replaced are:
///
/// - EHLO: announces what we choose, not CHUNKING.
/// - BDAT: refused. SubEthaSMTP takes a chunk that a lost connection cut short for a whole message, and sets no limit
/// to
///   a chunk's size.
/// - MAIL: reads `SIZE=` in any place, and any number; demands AUTH in SES's words.
/// - AUTH: demands TLS where it must, and ends the session after a few failures.
final class SmtpServerCommands {
    private static final Pattern SIZE = Pattern.compile("\\sSIZE=(\\d+)(?=\\s|$)", Pattern.CASE_INSENSITIVE);
    private static final int MAX_LOGIN_ATTEMPTS = 5;

    private SmtpServerCommands() {}

    static void install(CommandHandler commands, ListenerConfig config, Face face, SessionRegister sessions) {
        commands.addCommand(new Ehlo(config, face));
        commands.addCommand(new Bdat());
        commands.addCommand(new Mail(commands.getCommand("MAIL"), config, face));
        commands.addCommand(new Auth(commands.getCommand("AUTH"), face, sessions));
    }

    private static final class Ehlo extends BaseCommand {
        private final ListenerConfig config;
        private final Face face;

        Ehlo(ListenerConfig config, Face face) {
            super("EHLO", "Introduce yourself.", "<hostname>");
            this.config = config;
            this.face = face;
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
            lines.addAll(face.extensions());
            lines.add("SIZE " + config.maxMessageBytes());
            if (face.starttls().isPresent() && !session.isTLSStarted()) {
                lines.add("STARTTLS");
            }
            if (face.login().isPresent() && (!face.loginNeedsTls() || session.isTLSStarted())) {
                lines.add("AUTH " + String.join(" ", face.login().get().getAuthenticationMechanisms()));
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
        private final Face face;

        Mail(Command wrapped, ListenerConfig config, Face face) {
            super("MAIL", "Specifies the sender.", "FROM: <sender> [ <parameters> ]");
            this.wrapped = wrapped;
            this.config = config;
            this.face = face;
        }

        @Override
        public void execute(String line, Session session) throws IOException, DropConnectionException {
            if (face.login().isPresent() && !session.isAuthenticated()) {
                session.sendResponse(
                        face.loginNeedsTls() && !session.isTLSStarted()
                                ? "530 Must issue a STARTTLS command first"
                                : "530 Authentication required");
                return;
            }
            int parameters = line.lastIndexOf('>') + 1;
            Matcher size = SIZE.matcher(line).region(parameters, line.length());
            if (!size.find()) {
                wrapped.execute(line, session);
            } else if (isTooLarge(size.group(1))) {
                session.sendResponse(face.mailbox().tooLong().toString());
            } else {
                wrapped.execute(line.substring(0, size.start()) + line.substring(size.end()), session);
            }
        }

        private boolean isTooLarge(String digits) {
            String number = digits.replaceFirst("^0+(?=\\d)", "");
            return number.length() > 9 || Integer.parseInt(number) > config.maxMessageBytes();
        }
    }

    private static final class Auth extends BaseCommand {
        private final Command wrapped;
        private final Face face;
        private final SessionRegister sessions;

        Auth(Command wrapped, Face face, SessionRegister sessions) {
            super("AUTH", "Authenticates.", "PLAIN | LOGIN");
            this.wrapped = wrapped;
            this.face = face;
            this.sessions = sessions;
        }

        @Override
        public void execute(String line, Session session) throws IOException, DropConnectionException {
            if (face.login().isPresent() && face.loginNeedsTls() && !session.isTLSStarted()) {
                session.sendResponse("530 Must issue a STARTTLS command first");
                return;
            }
            if (sessions.countLogin(session) > MAX_LOGIN_ATTEMPTS) {
                throw new DropConnectionException(421, "4.7.0 Too many authentication attempts");
            }
            wrapped.execute(line, session);
        }
    }
}
