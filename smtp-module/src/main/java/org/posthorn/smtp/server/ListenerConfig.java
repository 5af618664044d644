package org.posthorn.smtp.server;

import java.net.InetSocketAddress;
import java.time.Duration;
import org.posthorn.engine.Limits;

/// Where an SMTP server listens, and its limits.
///
/// @param listen port 0 picks a free one
/// @param hostName our name in the greeting
/// @param maxMessageBytes larger messages are read to their end and refused with 552
/// @param maxBufferedBytes content of all messages that are on their way in; above it, 452
/// @param maxConnections at a time; more are told 421
/// @param commandTimeout longest silence of a client
/// @param dataTimeout for the whole content of one message
/// @param sessionTimeout for a whole session, whatever happens in it
/// @param drainTimeout how long a stop waits for messages that are on their way in
public record ListenerConfig(
        InetSocketAddress listen,
        String hostName,
        int maxMessageBytes,
        long maxBufferedBytes,
        int maxRecipients,
        int maxConnections,
        Duration commandTimeout,
        Duration dataTimeout,
        Duration sessionTimeout,
        Duration drainTimeout) {
    private static final int MEGABYTE = 1024 * 1024;

    /// For reports and answers: RFC 5321 §4.5.3.2.7 and §4.5.3.1.8 give the times and the recipients.
    public static ListenerConfig inbound(InetSocketAddress listen, String hostName) {
        return new ListenerConfig(
                listen,
                hostName,
                10 * MEGABYTE,
                64 * MEGABYTE,
                100,
                100,
                Duration.ofMinutes(5),
                Duration.ofMinutes(10),
                Duration.ofMinutes(30),
                Duration.ofSeconds(10));
    }

    /// For the SES SMTP interface, with the limits of SES where they are known.
    ///
    /// Differs from SES: a client may be silent for a minute, not ten seconds.
    public static ListenerConfig submission(InetSocketAddress listen, String hostName) {
        return new ListenerConfig(
                listen,
                hostName,
                Limits.SMTP_MESSAGE_BYTES,
                256 * MEGABYTE,
                1_000,
                500,
                Duration.ofMinutes(1),
                Duration.ofMinutes(10),
                Duration.ofHours(1),
                Duration.ofSeconds(10));
    }

    /// The same limits elsewhere.
    public ListenerConfig at(InetSocketAddress other) {
        return new ListenerConfig(
                other,
                hostName,
                maxMessageBytes,
                maxBufferedBytes,
                maxRecipients,
                maxConnections,
                commandTimeout,
                dataTimeout,
                sessionTimeout,
                drainTimeout);
    }
}
