package org.posthorn.smtp.client;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import org.posthorn.engine.bounce.Phase;
import org.posthorn.engine.delivery.Outcome;
import org.posthorn.engine.delivery.Parcel;
import org.posthorn.engine.mail.SmtpReply;

/// The client's side of one SMTP session: greeting, TLS, authentication, then one transaction after the other.
///
/// A refusal before the first MAIL is the host's problem, not the message's: it becomes a [HostFailure], never a
/// bounce.
final class SmtpConversation {
    private final SmtpConnection connection;
    private final RelayConfig config;
    private final TlsPolicy policy;
    private final Set<String> ignored;
    private SmtpTimeouts timeouts;
    private Capabilities capabilities = Capabilities.NONE;
    private boolean secured;
    private boolean usable = true;
    private boolean refusesChunks;
    private boolean needsReset;
    private int transactions;

    private SmtpConversation(
            SmtpConnection connection,
            RelayConfig config,
            SmtpTimeouts timeouts,
            TlsPolicy policy,
            Set<String> ignored) {
        this.connection = connection;
        this.timeouts = timeouts;
        this.config = config;
        this.policy = policy;
        this.ignored = ignored;
    }

    /// Says hello on a fresh connection, up to the point where mail can be sent. Closes it on failure.
    ///
    /// @param ignored keywords of EHLO that are not to be used
    /// @throws TlsFailure when the handshake failed, or did not prove what the policy asks for
    static SmtpConversation open(
            SmtpConnection connection,
            RelayConfig config,
            SmtpTimeouts timeouts,
            RelayTls tls,
            TlsPolicy policy,
            Set<String> ignored)
            throws HostFailure {
        SmtpConversation conversation = new SmtpConversation(connection, config, timeouts, policy, ignored);
        boolean ready = false;
        try {
            conversation.begin(tls);
            ready = true;
            return conversation;
        } finally {
            if (!ready) {
                connection.abort();
            }
        }
    }

    private void begin(RelayTls tls) throws HostFailure {
        if (policy.mode() == TlsMode.WRAPPER) {
            secure(tls);
        }
        SmtpConnection.Reply greeting;
        try {
            greeting = connection.reply(timeouts.greeting());
        } catch (IOException e) {
            throw failure(e, "the greeting");
        }
        if (greeting.code() != 220) {
            throw refusal(greeting, "the connection", Phase.CONNECTION);
        }
        hello();
        if (!secured && policy.mode() != TlsMode.OFF) {
            startTls(tls);
        }
        if (config.username().isPresent()) {
            authenticate(config.username().get(), config.password().orElseThrow());
        }
    }

    private void hello() throws HostFailure {
        SmtpConnection.Reply reply = ask("EHLO " + config.heloName(), "the reply to EHLO");
        if (reply.isPositive()) {
            capabilities =
                    new Capabilities(reply.lines().subList(1, reply.lines().size()), ignored);
            return;
        }
        capabilities = Capabilities.NONE;
        if (reply.code() < 500) {
            throw refusal(reply, "EHLO", Phase.HELO);
        }
        reply = ask("HELO " + config.heloName(), "the reply to HELO");
        if (!reply.isPositive()) {
            throw refusal(reply, "HELO", Phase.HELO);
        }
    }

    private void startTls(RelayTls tls) throws HostFailure {
        if (!capabilities.offers("STARTTLS")) {
            if (policy.mode().isMandatory()) {
                throw new HostFailure(connection.peer(), "4.7.4", "TLS is required and not offered");
            }
            return;
        }
        SmtpConnection.Reply reply = ask("STARTTLS", "the reply to STARTTLS");
        if (reply.code() == 220) {
            secure(tls);
            hello(); // RFC 3207 §4.2: what was said before counts no more.
        } else if (policy.mode().isMandatory()) {
            throw new HostFailure(connection.peer(), "4.7.4", "STARTTLS was refused (" + reply.toSmtpReply() + ")");
        }
    }

    private void secure(RelayTls tls) throws HostFailure {
        try {
            connection.secure(tls, policy, timeouts.connect());
            secured = true;
        } catch (IOException e) {
            throw new TlsFailure(connection.name(), explained(e));
        }
    }

    /// What was found wrong with the certificate is said deep inside, under words of the JDK's TLS.
    private String explained(IOException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String said = cause.getMessage();
            if (cause instanceof CertificateException && said != null && cause.getCause() != null) {
                return config.isRelay() && said.startsWith("the certificate")
                        ? "the relay's" + said.substring(3)
                        : said;
            }
        }
        return failure.getMessage() == null ? "the handshake failed" : failure.getMessage();
    }

    private void authenticate(String username, String password) throws HostFailure {
        if (!secured && !mayAuthenticateInClear()) {
            throw new HostFailure(
                    connection.peer(),
                    "4.7.0",
                    (policy.mode() == TlsMode.OFF ? "relay.tls is off" : "no TLS with this host")
                            + ", so the password is not sent; relay.auth_in_clear would allow it",
                    Phase.AUTH);
        }
        Set<String> mechanisms = capabilities.authMechanisms();
        SmtpConnection.Reply reply;
        if (mechanisms.contains("PLAIN")) {
            reply = ask("AUTH PLAIN " + base64("\0" + username + "\0" + password), "the reply to AUTH");
        } else if (mechanisms.contains("LOGIN")) {
            reply = ask("AUTH LOGIN", "the reply to AUTH");
            if (reply.code() == 334) {
                reply = ask(base64(username), "the reply to the user name");
            }
            if (reply.code() == 334) {
                reply = ask(base64(password), "the reply to the password");
            }
        } else {
            throw new HostFailure(connection.peer(), "4.7.0", "neither AUTH PLAIN nor AUTH LOGIN is offered");
        }
        if (reply.code() != 235) {
            throw refusal(reply, "authentication", Phase.AUTH);
        }
    }

    private boolean mayAuthenticateInClear() {
        return switch (config.clearAuth()) {
            case NEVER -> false;
            case LOOPBACK -> connection.isLoopback();
            case ALWAYS -> true;
        };
    }

    /// Sends one message.
    ///
    /// @param patience from now on
    /// @return an outcome for each recipient
    /// @throws HostFailure when the host can't be used and no content was sent: the message may go elsewhere at once
    Map<String, Outcome> send(Parcel parcel, SmtpTimeouts patience) throws HostFailure {
        timeouts = patience;
        transactions++;
        Transaction transaction = new Transaction(connection, timeouts, capabilities, parcel);
        try {
            Map<String, Outcome> outcomes = transaction.run(needsReset);
            needsReset = transaction.needsReset();
            refusesChunks = transaction.refusesChunks();
            // A peer that says more than it was asked is not where we think it is.
            usable = !transaction.isClosing() && connection.isQuiet();
            return outcomes;
        } catch (HostFailure e) {
            usable = false;
            throw e;
        }
    }

    /// Whether another message may go over this connection.
    boolean isReusable() {
        return usable && transactions < config.messagesPerConnection();
    }

    /// Whether the peer did not know the BDAT that it had offered.
    boolean refusesChunks() {
        return refusesChunks;
    }

    TlsPolicy policy() {
        return policy;
    }

    SmtpConnection connection() {
        return connection;
    }

    /// Whether the connection is under TLS.
    boolean isSecured() {
        return secured;
    }

    /// Says good-bye without waiting for an answer.
    void quit() {
        try {
            if (usable) {
                connection.command("QUIT");
                connection.flush();
            }
        } catch (IOException e) {
            // The peer has left first.
        } finally {
            connection.abort();
        }
    }

    private SmtpConnection.Reply ask(String command, String waitingFor) throws HostFailure {
        if (!connection.isQuiet()) {
            throw new HostFailure(connection.peer(), "4.5.0", "the peer spoke out of turn");
        }
        try {
            connection.command(command);
            connection.flush();
            return connection.reply(timeouts.command());
        } catch (IOException e) {
            throw failure(e, waitingFor);
        }
    }

    private HostFailure failure(IOException e, String waitingFor) {
        return new HostFailure(
                connection.peer(), "4.4.2", SmtpConnection.explain(e, waitingFor), e instanceof SocketTimeoutException);
    }

    private HostFailure refusal(SmtpConnection.Reply reply, String what, Phase phase) {
        SmtpReply said = reply.toSmtpReply();
        return new HostFailure(connection.peer(), "4.3.0", what + " was refused (" + said + ")", phase);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
