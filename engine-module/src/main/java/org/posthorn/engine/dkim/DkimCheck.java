package org.posthorn.engine.dkim;

import java.time.InstantSource;
import java.util.Set;
import org.posthorn.engine.dns.Dns;
import org.posthorn.engine.mail.Content;
import org.posthorn.engine.settings.Verification.Finding;

/// Tells whether a message that came in is signed by one of a few domains (RFC 6376 §6, RFC 8463).
///
/// Stricter than the RFC where leniency would let something in that was not signed: `From` and `Content-Type` must be
/// among the signed fields, and a signature that says how much of the body it covers (`l=`) is none. DNS is asked about
/// the given domains only.
public final class DkimCheck {
    private static final int MOST_HEADER_BYTES = 64 * 1024;
    private static final int MOST_SIGNATURES = 3;
    private static final Set<String> MUST_BE_SIGNED = Set.of("from", "content-type");

    private final DkimProof proof;
    private final InstantSource clock;

    public DkimCheck(Dns dns, InstantSource clock) {
        this.proof = new DkimProof(dns);
        this.clock = clock;
    }

    /// Whether a signature of one of these domains is there and right; unknown when DNS does not answer for its key.
    ///
    /// @param domains in lower case
    public Finding signedBy(Content content, Set<String> domains) {
        if (content.headerLength() > MOST_HEADER_BYTES) {
            return Finding.ABSENT;
        }
        Finding best = Finding.ABSENT;
        for (DkimClaim claim : DkimClaim.of(
                content, clock.instant(), MOST_SIGNATURES, tags -> domains.contains(DkimClaim.domain(tags)))) {
            if (!claim.coversAll(MUST_BE_SIGNED)) {
                continue;
            }
            switch (proof.of(claim).status()) {
                case PASS -> {
                    return Finding.PRESENT;
                }
                case TEMPERROR -> best = Finding.UNKNOWN;
                case FAIL, NEUTRAL, PERMERROR -> {}
            }
        }
        return best;
    }
}
