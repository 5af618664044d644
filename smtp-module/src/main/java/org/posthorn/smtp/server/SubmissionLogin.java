package org.posthorn.smtp.server;

import java.util.Optional;
import org.posthorn.engine.send.Caller;

/// Finds out who logs in over SMTP.
@FunctionalInterface
public interface SubmissionLogin {
    /// @param sourceIp the peer's address
    /// @return empty when the user name or the password is wrong
    Optional<Caller> login(String username, String password, String sourceIp);
}
