package org.posthorn.smtp.server;

import java.util.Optional;
import java.util.function.Consumer;
import org.posthorn.engine.identity.Caller;

/// Finds out who logs in over SMTP.
@FunctionalInterface
public interface SubmissionLogin {
    /// @param sourceIp the peer's address
    /// @return empty when the user name or the password is wrong
    Optional<Caller> login(String username, String password, String sourceIp);

    /// Who logged in earlier in a session, with what the key may do now; asked for each message.
    ///
    /// @return empty when the key is there no more
    default Optional<Caller> again(Caller caller) {
        return Optional.of(caller);
    }

    /// The same, which tells of each caller who has logged in, or sends one more message.
    default SubmissionLogin telling(Consumer<Caller> known) {
        return new SubmissionLogin() {
            @Override
            public Optional<Caller> login(String username, String password, String sourceIp) {
                return told(SubmissionLogin.this.login(username, password, sourceIp));
            }

            @Override
            public Optional<Caller> again(Caller caller) {
                return told(SubmissionLogin.this.again(caller));
            }

            private Optional<Caller> told(Optional<Caller> caller) {
                caller.ifPresent(known);
                return caller;
            }
        };
    }
}
