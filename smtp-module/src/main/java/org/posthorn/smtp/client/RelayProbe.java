package org.posthorn.smtp.client;

import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/// Looks whether a smarthost can be used: connects, says hello, starts TLS and logs in by the relay's policy, and
/// leaves without sending anything.
public final class RelayProbe {
    /// For each step: an operator waits.
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private RelayProbe() {}

    /// What came of it.
    public sealed interface Result {
        /// Mail would be taken.
        ///
        /// @param peer `name[ip]:port`
        record Ready(String peer, boolean secured) implements Result {}

        /// @param reason for the operator, with the host's own words
        record Unusable(String reason) implements Result {}
    }

    /// With the names of the operating system.
    public static Result probe(MailHost host, RelayConfig config) {
        return probe(host, HostNames.SYSTEM, config);
    }

    /// @param names finds a host that is given by name
    public static Result probe(MailHost host, HostNames names, RelayConfig config) {
        RelayConfig patient = new RelayConfig(
                config.hosts(),
                config.username(),
                config.password(),
                config.tls(),
                config.clearAuth(),
                config.connections(),
                config.heloName(),
                SmtpTimeouts.of(PATIENCE),
                config.trust(),
                config.maxIdle(),
                config.messagesPerConnection(),
                config.quarantine());
        try {
            return converse(host, names, patient, true);
        } catch (TlsFailure e) {
            return config.tls() == TlsMode.OPPORTUNISTIC
                    ? inPlainText(host, names, patient)
                    : new Result.Unusable(String.valueOf(e.getMessage()));
        } catch (HostFailure e) {
            return new Result.Unusable(String.valueOf(e.getMessage()));
        }
    }

    private static Result inPlainText(MailHost host, HostNames names, RelayConfig config) {
        try {
            return converse(host, names, config, false);
        } catch (HostFailure e) {
            return new Result.Unusable(String.valueOf(e.getMessage()));
        }
    }

    private static Result converse(MailHost host, HostNames names, RelayConfig config, boolean starttls)
            throws HostFailure {
        SmtpConversation conversation = SmtpConversation.open(
                SmtpConnection.open(host, names, Optional.empty(), config.timeouts(), new HashSet<>()),
                config,
                config.timeouts(),
                new RelayTls(config.trust()),
                TlsPolicy.of(config.tls()),
                starttls ? Set.of() : Set.of("STARTTLS"));
        Result.Ready ready = new Result.Ready(conversation.connection().name(), conversation.isSecured());
        conversation.quit();
        return ready;
    }
}
