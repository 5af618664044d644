package org.posthorn.smtp.client;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/// The smarthosts and how to talk to them.
///
/// @param hosts tried in this order; empty when DNS names them
/// @param connections most open at a time to one host
/// @param heloName our name in EHLO
/// @param clearAuth to whom the password may be sent without TLS
/// @param trust the authorities; the JDK's own when empty
/// @param maxIdle how long an unused connection is kept; shorter than the peer's own limit (SES: 10 s)
/// @param messagesPerConnection after this many, a connection is closed
/// @param quarantine how long a host that failed is left alone while another one can be used
public record RelayConfig(
        List<MailHost> hosts,
        Optional<String> username,
        Optional<String> password,
        TlsMode tls,
        ClearAuth clearAuth,
        int connections,
        String heloName,
        SmtpTimeouts timeouts,
        Optional<SSLContext> trust,
        Duration maxIdle,
        int messagesPerConnection,
        Duration quarantine) {
    public RelayConfig {
        hosts = List.copyOf(hosts);
        if (connections < 1) {
            throw new IllegalArgumentException("relay.connections must be at least 1");
        }
        if (username.isPresent() != password.isPresent()) {
            throw new IllegalArgumentException("relay.username and relay.password go together");
        }
        if (messagesPerConnection < 1) {
            throw new IllegalArgumentException("a connection must carry at least one message");
        }
    }

    /// With the defaults for everything that has no key of its own.
    public static RelayConfig of(
            List<MailHost> hosts,
            Optional<String> username,
            Optional<String> password,
            TlsMode tls,
            int connections,
            String heloName) {
        return new RelayConfig(
                hosts,
                username,
                password,
                tls,
                ClearAuth.LOOPBACK,
                connections,
                heloName,
                SmtpTimeouts.RFC_5321,
                Optional.empty(),
                Duration.ofSeconds(5),
                500,
                Duration.ofSeconds(30));
    }

    /// Whether the hosts are the operator's choice, and not the recipient's.
    public boolean isRelay() {
        return !hosts.isEmpty();
    }

    /// The same manners towards other hosts.
    public RelayConfig towards(
            List<MailHost> others, Optional<String> otherUsername, Optional<String> otherPassword, TlsMode otherTls) {
        return new RelayConfig(
                others,
                otherUsername,
                otherPassword,
                otherTls,
                clearAuth,
                connections,
                heloName,
                timeouts,
                trust,
                maxIdle,
                messagesPerConnection,
                quarantine);
    }

    /// The same, with authorities and rules for the password of the operator's.
    public RelayConfig with(SSLContext authorities, ClearAuth rule) {
        return new RelayConfig(
                hosts,
                username,
                password,
                tls,
                rule,
                connections,
                heloName,
                timeouts,
                Optional.of(authorities),
                maxIdle,
                messagesPerConnection,
                quarantine);
    }

    @Override
    public String toString() {
        return "RelayConfig[hosts=" + hosts + ", username=" + username.orElse("none") + ", password="
                + (password.isPresent() ? "****" : "none") + ", tls=" + tls + ", connections=" + connections
                + ", heloName=" + heloName + "]";
    }
}
