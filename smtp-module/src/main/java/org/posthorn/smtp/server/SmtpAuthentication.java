package org.posthorn.smtp.server;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.posthorn.engine.send.Caller;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.subethamail.smtp.AuthenticationHandler;
import org.subethamail.smtp.AuthenticationHandlerFactory;
import org.subethamail.smtp.MessageContext;
import org.subethamail.smtp.RejectException;

/// AUTH PLAIN (RFC 4616) and AUTH LOGIN with SES's texts.
final class SmtpAuthentication implements AuthenticationHandlerFactory {
    private static final Logger log = LoggerFactory.getLogger(SmtpAuthentication.class);
    private static final String ASK_USERNAME = "334 VXNlcm5hbWU6";
    private static final String ASK_PASSWORD = "334 UGFzc3dvcmQ6";

    private final SubmissionLogin login;

    SmtpAuthentication(SubmissionLogin login) {
        this.login = login;
    }

    @Override
    public List<String> getAuthenticationMechanisms() {
        return List.of("PLAIN", "LOGIN");
    }

    @Override
    public AuthenticationHandler create() {
        return new Exchange();
    }

    /// One exchange; when it is over, it stands for who logged in.
    private final class Exchange implements AuthenticationHandler {
        private boolean plain;
        private boolean started;
        private Optional<String> username = Optional.empty();
        private @Nullable Caller caller;

        @Override
        public Optional<String> auth(String input, MessageContext context) throws RejectException {
            String response = input.strip();
            if (!started) {
                started = true;
                String[] words = response.split("\\s+");
                plain = words[1].toUpperCase(Locale.ROOT).equals("PLAIN");
                if (words.length < 3) {
                    return Optional.of(plain ? "334 " : ASK_USERNAME);
                }
                response = words[2];
            }
            return plain ? plain(response, context) : login(response, context);
        }

        private Optional<String> plain(String response, MessageContext context) throws RejectException {
            String[] parts = decode(response).split("\0", -1);
            if (parts.length != 3) {
                throw invalid();
            }
            return check(parts[1], parts[2], context);
        }

        private Optional<String> login(String response, MessageContext context) throws RejectException {
            if (username.isEmpty()) {
                username = Optional.of(decode(response));
                return Optional.of(ASK_PASSWORD);
            }
            return check(username.get(), decode(response), context);
        }

        private Optional<String> check(String name, String password, MessageContext context) throws RejectException {
            String ip = ((InetSocketAddress) context.getRemoteAddress())
                    .getAddress()
                    .getHostAddress();
            Optional<Caller> found;
            try {
                found = login.login(name, password, ip);
            } catch (RuntimeException e) {
                log.error("event=login-error remote={}", ip, e);
                throw new RejectException(454, "Temporary authentication failure");
            }
            if (found.isEmpty()) {
                log.info("event=login-refused remote={}", ip);
                throw invalid();
            }
            caller = found.get();
            return Optional.empty();
        }

        @Override
        public Object getIdentity() {
            if (caller == null) {
                throw new IllegalStateException("nobody has logged in");
            }
            return caller;
        }
    }

    private static String decode(String base64) throws RejectException {
        try {
            return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw invalid();
        }
    }

    private static RejectException invalid() {
        return new RejectException(535, "Authentication Credentials Invalid");
    }
}
