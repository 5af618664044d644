package org.posthorn.smtp.server;

import java.util.Optional;
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
}
