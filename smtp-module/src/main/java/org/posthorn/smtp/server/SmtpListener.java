package org.posthorn.smtp.server;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Predicate;
import javax.net.ssl.SSLContext;
import org.posthorn.engine.mail.Content;
import org.posthorn.engine.mail.ReceivedMail;
import org.posthorn.engine.mail.SmtpReply;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The server for mail coming in: reports and answers to our return paths.
///
/// A message is ours from the moment the receiver returns a 2yz, and only then is the client told so. Unknown
/// recipients are refused one by one, so that we never have to send a bounce ourselves. No Received field is added:
/// nothing here is relayed.
public final class SmtpListener implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(SmtpListener.class);

    private final SmtpServer server;

    /// @param isKnown whether a recipient is one of ours
    /// @param receiver takes the message and gives the reply; called on the session's virtual thread
    /// @param tls the server's certificate and key: with them STARTTLS is offered, and never asked for
    public SmtpListener(
            ListenerConfig config,
            Predicate<String> isKnown,
            Function<ReceivedMail, SmtpReply> receiver,
            Optional<SSLContext> tls) {
        this.server = new SmtpServer(
                config,
                new ServerKind(
                        List.of("PIPELINING", "8BITMIME", "SMTPUTF8"),
                        tls,
                        Optional.empty(),
                        Optional.empty(),
                        false,
                        new Inbox(isKnown, receiver)),
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

    private record Inbox(Predicate<String> isKnown, Function<ReceivedMail, SmtpReply> receiver) implements Mailbox {
        @Override
        public Optional<SmtpReply> senderRefusal(String sender) {
            return Optional.empty();
        }

        @Override
        public Optional<SmtpReply> refusal(String recipient) {
            return isKnown.test(recipient)
                    ? Optional.empty()
                    : Optional.of(SmtpReply.of(550, "5.1.1 <" + recipient + "> No such recipient here"));
        }

        @Override
        public SmtpReply receive(Transaction transaction, Content content) {
            SmtpReply reply = receiver.apply(new ReceivedMail(
                    transaction.sender(),
                    transaction.recipients(),
                    content,
                    transaction.session().getRemoteAddress().getAddress().getHostAddress()));
            log.info(
                    "event=received sender=\"{}\" recipients={} bytes={} reply=\"{}\"",
                    transaction.sender(),
                    transaction.recipients().size(),
                    content.sizeBytes(),
                    reply);
            return reply;
        }

        @Override
        public SmtpReply tooLong() {
            return SmtpReply.of(552, "5.3.4 The message is too long");
        }
    }
}
