package org.posthorn.feedback;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.posthorn.engine.dkim.DkimCheck;
import org.posthorn.engine.mail.ReceivedMail;
import org.posthorn.engine.policy.Cidr;

/// Whom the operator believes when he reports about a message without knowing its return path: feedback loops, which
/// are registered with and send to a fixed address, and relays that put a sender of their own on mail.
final class ReportTrust {
    private final List<String> sources;
    private final Set<String> signers;
    private final DkimCheck dkim;

    /// @param sources addresses of peers, or blocks of them (RFC 4632)
    /// @param signers domains whose DKIM signature proves a report
    ReportTrust(List<String> sources, List<String> signers, DkimCheck dkim) {
        this.sources = List.copyOf(sources);
        this.signers =
                signers.stream().map(domain -> domain.toLowerCase(Locale.ROOT)).collect(Collectors.toUnmodifiableSet());
        this.dkim = dkim;
    }

    /// @throws UncheckedIOException when DNS does not tell now
    boolean isFor(ReceivedMail received) {
        if (sources.stream().anyMatch(block -> Cidr.contains(block, received.remoteIp()))) {
            return true;
        }
        if (signers.isEmpty()) {
            return false;
        }
        return switch (dkim.signedBy(received.content(), signers)) {
            case PRESENT -> true;
            case ABSENT -> false;
            case UNKNOWN -> throw new UncheckedIOException(new IOException("no answer about the key of a signature"));
        };
    }
}
