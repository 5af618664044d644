package org.posthorn.smtp.client;

import java.time.Duration;

/// How long the client waits at each step, with the least times of RFC 5321 §4.5.3.2 as defaults. Each is the limit for
/// a whole reply, not for one byte of it.
///
/// @param connect for the TCP connection to one address, and for the TLS handshake
/// @param greeting for the 220
/// @param command for the reply to any command but DATA
/// @param dataStart for the 354
/// @param dataBlock for the peer to take one block of what we write, or to answer a chunk that is not the last
/// @param dataEnd for the reply to the final dot or the last chunk
public record SmtpTimeouts(
        Duration connect,
        Duration greeting,
        Duration command,
        Duration dataStart,
        Duration dataBlock,
        Duration dataEnd) {
    public static final SmtpTimeouts RFC_5321 = new SmtpTimeouts(
            Duration.ofSeconds(30),
            Duration.ofMinutes(5),
            Duration.ofMinutes(5),
            Duration.ofMinutes(2),
            Duration.ofMinutes(3),
            Duration.ofMinutes(10));

    /// While another host can be tried instead: half a minute for a reply. That to the final dot may well take
    /// longer, and who does not wait for it may send the message twice (RFC 5321 §4.5.3.2.6), so it has two minutes.
    static final SmtpTimeouts BRIEF = new SmtpTimeouts(
            Duration.ofSeconds(30),
            Duration.ofSeconds(30),
            Duration.ofSeconds(30),
            Duration.ofSeconds(30),
            Duration.ofMinutes(1),
            Duration.ofMinutes(2));

    /// The shorter limit at each step.
    SmtpTimeouts atMost(SmtpTimeouts other) {
        return new SmtpTimeouts(
                least(connect, other.connect),
                least(greeting, other.greeting),
                least(command, other.command),
                least(dataStart, other.dataStart),
                least(dataBlock, other.dataBlock),
                least(dataEnd, other.dataEnd));
    }

    private static Duration least(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /// The same limit everywhere.
    public static SmtpTimeouts of(Duration each) {
        return new SmtpTimeouts(each, each, each, each, each, each);
    }
}
