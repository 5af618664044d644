package org.posthorn.receiving.check;

import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import org.posthorn.engine.dns.Dns;
import org.posthorn.receiving.check.SpfResult.Status;

/// Tells whether a client may use a sender's domain: SPF (RFC 7208). Explanations (`exp=`) are not made, for nothing is
/// refused here. Safe for use by many threads.
final class Spf {
    /// §4.6.4 asks for at least 20 seconds.
    private static final Duration MOST_TIME = Duration.ofSeconds(20);

    private final Dns dns;
    private final InstantSource clock;

    Spf(Dns dns, InstantSource clock) {
        this.dns = dns;
        this.clock = clock;
    }

    /// Blocks while DNS is asked, about 20 seconds at most, and one question more.
    ///
    /// @param ip of the client
    /// @param helo as the client calls itself
    /// @param sender the MAIL FROM address; empty for the null sender
    SpfResult check(InetAddress ip, String helo, String sender) {
        String asked = asked(helo, sender);
        SpfCheck check = new SpfCheck(dns, clock, clock.instant().plus(MOST_TIME), ip, helo, asked);
        Status status;
        try {
            status = check.run();
        } catch (SpfErrorException e) {
            status = e.status();
        }
        return new SpfResult(status, asked, check.domain());
    }

    /// The sender that is asked about.
    static String asked(String helo, String sender) {
        if (sender.isEmpty()) {
            return "postmaster@" + helo; // §2.4
        }
        int at = sender.lastIndexOf('@');
        String domain = sender.substring(at + 1);
        boolean ascii = domain.chars().allMatch(c -> c < 128);
        return ascii
                ? sender
                : sender.substring(0, at + 1) + AsciiDomain.of(domain).orElse(domain);
    }
}
