package org.posthorn.smtp.server;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLContext;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.delivery.IntakeRefusedException;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.mail.Address;
import org.posthorn.engine.mail.Content;
import org.posthorn.engine.mail.MessageId;
import org.posthorn.engine.mail.SmtpReply;
import org.posthorn.engine.send.Addressing;
import org.posthorn.engine.send.Body;
import org.posthorn.engine.send.Email;
import org.posthorn.engine.send.Handling;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.subethamail.smtp.server.Session;

/// The SES SMTP interface: one port with STARTTLS and, if wished, one with TLS from the first byte.
///
/// Recipients are taken as they come; every check is made when the content is complete, by the same code as for
/// SendRawEmail. The envelope's sender is the source, its recipients are the destinations; configuration set, tags and
/// ARNs come from X-SES headers.
///
/// Differs from SES: without a certificate, or when bound to loopback, AUTH is taken in plain text; SES always demands
/// TLS first. SIZE is announced, as SES did until 2023. BDAT and `email-smtp` host names are not offered.
public final class SubmissionService implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(SubmissionService.class);

    private final SmtpServer plain;
    private final Optional<SmtpServer> wrapper;
    private final SmtpAuthentication authentication;
    private final Refusals refusals = new Refusals();

    /// @param tlsListen where TLS is spoken from the first byte; needs `tls`
    /// @param tls the server's certificate and key
    /// @param send checks a message and queues it, throwing [SesException] or [IntakeRefusedException]
    /// @throws IllegalArgumentException when there is a `tlsListen` and no `tls`
    public SubmissionService(
            ListenerConfig config,
            Optional<InetSocketAddress> tlsListen,
            Optional<SSLContext> tls,
            SubmissionLogin login,
            BiFunction<Caller, Email, MessageId> send) {
        if (tlsListen.isPresent() && tls.isEmpty()) {
            throw new IllegalArgumentException("submission.tls_listen needs a certificate");
        }
        Mailbox outbox = new Outbox(config.maxMessageBytes(), send, refusals);
        boolean needsTls = tls.isPresent() && !config.listen().getAddress().isLoopbackAddress();
        this.authentication = new SmtpAuthentication(login);
        ContentBudget budget = new ContentBudget(config.room());
        this.plain = new SmtpServer(config, kind(tls, Optional.empty(), needsTls, authentication, outbox), budget);
        this.wrapper = tlsListen.map(address ->
                new SmtpServer(config.at(address), kind(Optional.empty(), tls, true, authentication, outbox), budget));
    }

    private static ServerKind kind(
            Optional<SSLContext> starttls,
            Optional<SSLContext> wrapper,
            boolean needsTls,
            SmtpAuthentication login,
            Mailbox outbox) {
        return new ServerKind(List.of("8BITMIME"), starttls, wrapper, Optional.of(login), needsTls, outbox);
    }

    /// Takes a session only when there is room for it; another is told 421.
    ///
    /// @param hasRoom asked once for each session
    public void onlyWhile(BooleanSupplier hasRoom) {
        plain.onlyWhile(hasRoom);
        wrapper.ifPresent(server -> server.onlyWhile(hasRoom));
    }

    /// Binds and serves.
    ///
    /// @throws java.io.UncheckedIOException when an address can't be bound
    public void start() {
        plain.start();
        wrapper.ifPresent(SmtpServer::start);
        log.debug("event=listening service=submission address={}", address());
        tlsAddress().ifPresent(address -> log.debug("event=listening service=submission-tls address={}", address));
    }

    /// What was refused, after a log-in.
    public Refusals refusals() {
        return refusals;
    }

    /// Log-ins that were refused since the start.
    public long loginsRefused() {
        return authentication.refusals();
    }

    /// The bound address, with the real port.
    public InetSocketAddress address() {
        return plain.address();
    }

    /// The bound address for TLS from the first byte.
    public Optional<InetSocketAddress> tlsAddress() {
        return wrapper.map(SmtpServer::address);
    }

    /// Takes no more mail, waits for what is on its way in (up to the configured time), and closes all sessions.
    @Override
    public void close() {
        plain.close();
        wrapper.ifPresent(SmtpServer::close);
    }

    private record Outbox(int maxMessageBytes, BiFunction<Caller, Email, MessageId> send, Refusals refusals)
            implements Mailbox {
        @Override
        public Optional<SmtpReply> senderRefusal(String sender) {
            return Address.isWellFormed(sender) ? Optional.empty() : Optional.of(SubmissionReply.INVALID_SENDER);
        }

        @Override
        public Optional<SmtpReply> refusal(Session session, String sender, String recipient) {
            return Optional.empty();
        }

        @Override
        public SmtpReply receive(Transaction transaction, Content content) {
            Caller caller = transaction.caller().orElseThrow();
            Email email = new Email(
                    Addressing.of(transaction.sender(), transaction.recipients()),
                    new Body.Raw(content),
                    Handling.PLAIN.withSizeLimit(maxMessageBytes));
            try {
                return SubmissionReply.accepted(
                        send.apply(caller.secured(transaction.session().isTLSStarted()), email));
            } catch (SesException e) {
                refusals.refused(caller, e.error(), e.getMessage());
                return SubmissionReply.refused(e);
            } catch (IntakeRefusedException e) {
                refusals.refused(caller, SesError.SERVICE_UNAVAILABLE, e.reason() + ": " + e.getMessage());
                return SubmissionReply.intakeClosed();
            } catch (RuntimeException e) {
                log.error("event=submission-failed account={}", caller.tenant().accountId(), e);
                refusals.refused(caller, SesError.INTERNAL_FAILURE, "see event=submission-failed");
                return SubmissionReply.TEMPORARY;
            }
        }

        /// The checks of a raw message do so.
        @Override
        public boolean mendsLineEnds() {
            return false;
        }

        @Override
        public SmtpReply tooLong() {
            return SubmissionReply.TOO_LONG;
        }
    }
}
