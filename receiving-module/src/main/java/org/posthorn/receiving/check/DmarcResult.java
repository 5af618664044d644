package org.posthorn.receiving.check;

import java.util.Locale;
import java.util.Optional;
import org.posthorn.engine.mail.Verdicts.DmarcPolicy;

/// What DMARC says of a message (RFC 7489 §11.2).
///
/// @param domain of the From field; empty when there is none to ask about
/// @param policy what the domain asks for; only with FAIL
record DmarcResult(Status status, String domain, Optional<DmarcPolicy> policy) {
    /// The later, the worse for the message: of several From domains the worst counts.
    enum Status {
        PASS,
        /// Nothing is published.
        NONE,
        TEMPERROR,
        PERMERROR,
        FAIL;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static DmarcResult of(Status status, String domain) {
        return new DmarcResult(status, domain, Optional.empty());
    }

    /// The one that says the worse; of two that fail, the one whose domain asks for more.
    static DmarcResult worse(DmarcResult one, DmarcResult other) {
        if (one.status != other.status) {
            return one.status.compareTo(other.status) > 0 ? one : other;
        }
        return strictness(one) > strictness(other) ? one : other;
    }

    private static int strictness(DmarcResult result) {
        return result.policy().map(Enum::ordinal).orElse(-1);
    }
}
