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

    /// The same limit everywhere.
    public static SmtpTimeouts of(Duration each) {
        return new SmtpTimeouts(each, each, each, each, each, each);
    }
}
