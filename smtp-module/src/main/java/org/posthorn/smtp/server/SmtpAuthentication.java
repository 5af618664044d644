package org.posthorn.smtp.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.posthorn.engine.identity.Caller;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.subethamail.smtp.RejectException;
import org.subethamail.smtp.server.Session;

/// AUTH PLAIN (RFC 4616) and AUTH LOGIN with SES's texts.
final class SmtpAuthentication {
    private static final Logger log = LoggerFactory.getLogger(SmtpAuthentication.class);
    static final String PLAIN = "PLAIN";
    static final List<String> MECHANISMS = List.of(PLAIN, "LOGIN");
    static final String INVALID = "Authentication Credentials Invalid";
    private static final String ASK_USERNAME = "334 VXNlcm5hbWU6";
    private static final String ASK_PASSWORD = "334 UGFzc3dvcmQ6";

    private final SubmissionLogin login;
    private final FailedLogins failures = new FailedLogins();

    SmtpAuthentication(SubmissionLogin login) {
        this.login = login;
    }

    /// What a client said of itself.
    ///
    /// @param name the user name, an access key id if it is well; empty when there was none
    /// @param caller empty when the credentials are wrong or malformed
    record Attempt(String name, Optional<Caller> caller) {
        static final Attempt MALFORMED = new Attempt("", Optional.empty());
    }

    /// Holds the exchange that follows an AUTH command.
    ///
    /// @param mechanism one of [#MECHANISMS]
    /// @param initial the initial response, if there was one
    /// @throws RejectException when the client gave up, or nobody can tell now
    Attempt exchange(String mechanism, Optional<String> initial, Session session) throws IOException, RejectException {
        if (mechanism.equals(PLAIN)) {
            Optional<String> response = decode(initial.isPresent() ? initial.get() : ask(session, "334 "));
            return response.isPresent() ? plain(response.get(), session) : Attempt.MALFORMED;
        }
        Optional<String> username = decode(initial.isPresent() ? initial.get() : ask(session, ASK_USERNAME));
        if (username.isEmpty()) {
            return Attempt.MALFORMED;
        }
        Optional<String> password = decode(ask(session, ASK_PASSWORD));
        return password.isPresent()
                ? check(username.get(), password.get(), session)
                : new Attempt(username.get(), Optional.empty());
    }

    /// An identity to act as (which is not looked at), a name and a password, apart by NUL.
    private Attempt plain(String response, Session session) throws RejectException {
        int first = response.indexOf(0);
        int second = response.indexOf(0, first + 1);
        if (first < 0 || second < 0 || response.indexOf(0, second + 1) >= 0) {
            return Attempt.MALFORMED;
        }
        return check(response.substring(first + 1, second), response.substring(second + 1), session);
    }

    private static String ask(Session session, String question) throws IOException, RejectException {
        session.sendResponse(question);
        String line = session.getReader().readLine();
        if (line == null || line.strip().equals("*")) {
            throw new RejectException(501, "Authentication canceled by client.");
        }
        return line.strip();
    }

    private Attempt check(String name, String password, Session session) throws RejectException {
        try {
            return new Attempt(name, login.login(name, password, ip(session)));
        } catch (RuntimeException e) {
            throw unknown(session, e);
        }
    }

    /// Who had logged in, as that stands now; empty when the key is gone.
    ///
    /// @throws RejectException when nobody can tell now
    Optional<Caller> again(Caller caller, Session session) throws RejectException {
        try {
            return login.again(caller);
        } catch (RuntimeException e) {
            throw unknown(session, e);
        }
    }

    /// Counts wrong credentials.
    ///
    /// @param name that the client gave
    /// @return how long the client is to wait for the answer
    Duration refused(String network, String name, Session session) {
        return failures.count(network, ip(session), name);
    }

    /// Log-ins that were refused since the start.
    long refusals() {
        return failures.refused();
    }

    private static RejectException unknown(Session session, RuntimeException cause) {
        log.error("event=login-error remote={}", ip(session), cause);
        return new RejectException(454, "Temporary authentication failure");
    }

    private static String ip(Session session) {
        return session.getRemoteAddress().getAddress().getHostAddress();
    }

    private static Optional<String> decode(String base64) {
        try {
            return Optional.of(new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
