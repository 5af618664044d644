package org.posthorn.smtp.server;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.posthorn.engine.mail.Content;
import org.posthorn.engine.mail.Inbox;
import org.posthorn.engine.mail.ReceivedMail;
import org.posthorn.engine.mail.SmtpClient;
import org.posthorn.engine.mail.SmtpReply;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.subethamail.smtp.server.Session;

/// The server for mail coming in: reports and answers to our return paths, and mail for the domains of accounts.
///
/// A message is ours from the moment the inbox returns a 2yz, and only then is the client told so. Unknown recipients
/// are refused one by one, so that we never have to send a bounce for them ourselves. The content is handed over as it
/// came, but for line ends that are none ([ContentStream]).
public final class SmtpListener implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(SmtpListener.class);

    private static final int MOST_NAME_CHARS = 255;

    private final SmtpServer server;

    /// @param inbox takes the messages; called on the session's virtual thread
    /// @param tls the server's certificate and key: with them STARTTLS is offered, and never asked for
    public SmtpListener(ListenerConfig config, Inbox inbox, Optional<SSLContext> tls) {
        this.server = new SmtpServer(
                config,
                new ServerKind(
                        List.of("PIPELINING", "8BITMIME", "SMTPUTF8"),
                        tls,
                        Optional.empty(),
                        Optional.empty(),
                        false,
                        new Door(inbox)),
                new ContentBudget(config.room()));
    }

    /// Takes a session only when there is room for it; another is told 421.
    ///
    /// @param hasRoom asked once for each session
    public void onlyWhile(BooleanSupplier hasRoom) {
        server.onlyWhile(hasRoom);
    }

    /// Binds and serves.
    ///
    /// @throws java.io.UncheckedIOException when the address can't be bound
    public void start() {
        server.start();
        log.debug("event=listening service=inbound address={}", address());
    }

    /// The bound address, with the real port.
    public InetSocketAddress address() {
        return server.address();
    }

    /// Takes no more mail, waits for what is on its way in (up to the configured time), and closes all sessions.
    @Override
    public void close() {
        server.close();
    }

    private record Door(Inbox inbox) implements Mailbox {
        @Override
        public Optional<SmtpReply> senderRefusal(String sender) {
            return PathCommand.isOnePath(sender)
                    ? Optional.empty()
                    : Optional.of(SmtpReply.of(501, "5.1.7 Bad sender address syntax"));
        }

        @Override
        public boolean mendsLineEnds() {
            return true;
        }

        @Override
        public Optional<SmtpReply> refusal(Session session, String sender, String recipient) {
            return switch (inbox.ask(client(session), sender, recipient)) {
                case Inbox.Answer.Wanted wanted -> Optional.empty();
                case Inbox.Answer.Unknown unknown ->
                    Optional.of(SmtpReply.of(550, "5.1.1 <" + recipient + "> No such recipient here"));
                case Inbox.Answer.Refused refused -> Optional.of(refused.reply());
            };
        }

        @Override
        public SmtpReply receive(Transaction transaction, Content content) {
            SmtpReply reply = inbox.receive(new ReceivedMail(
                    transaction.sender(), transaction.recipients(), content, client(transaction.session())));
            log.info(
                    "event=received sender=\"{}\" recipients={} bytes={} reply=\"{}\"",
                    transaction.sender(),
                    transaction.recipients().size(),
                    content.sizeBytes(),
                    reply);
            return reply;
        }

        private static SmtpClient client(Session session) {
            return new SmtpClient(
                    session.getRemoteAddress().getAddress().getHostAddress(),
                    printable(session.getHelo().orElse("")),
                    session.isTLSStarted() ? Optional.of(cipher(session)) : Optional.empty());
        }

        /// It goes into fields and logs: no more than a name can be (RFC 1035 §2.3.4).
        private static String printable(String helo) {
            StringBuilder name = new StringBuilder();
            for (int i = 0; i < Math.min(helo.length(), MOST_NAME_CHARS); i++) {
                char c = helo.charAt(i);
                name.append(c > ' ' && c < 0x7f ? c : '?');
            }
            return name.toString();
        }

        private static String cipher(Session session) {
            return session.getSocket() instanceof SSLSocket socket
                    ? socket.getSession().getProtocol() + " "
                            + socket.getSession().getCipherSuite()
                    : "TLS";
        }

        @Override
        public SmtpReply tooLong() {
            return SmtpReply.of(552, "5.3.4 The message is too long");
        }
    }
}
