package org.posthorn.feedback;

import java.util.List;
import org.posthorn.engine.mail.ReceivedMail;
import org.posthorn.engine.policy.Cidr;

/// Whom the operator believes when he reports about a message without knowing its return path: feedback loops, which
/// are
/// registered with and send to a fixed address, and relays that put a sender of their own on mail.
final class ReportTrust {
    private final List<String> sources;

    /// @param sources addresses of peers, or blocks of them (RFC 4632)
    ReportTrust(List<String> sources) {
        this.sources = List.copyOf(sources);
    }

    boolean isFor(ReceivedMail received) {
        return sources.stream().anyMatch(block -> Cidr.contains(block, received.remoteIp()));
    }
}
