package org.posthorn.engine.dkim;

import java.util.ArrayList;
import java.util.List;
import org.posthorn.engine.dkim.DkimResult.Status;
import org.posthorn.engine.dns.Dns;
import org.posthorn.engine.dns.DnsAnswer;

/// Asks DNS for the key of a signature and says what the signature is worth (RFC 6376 §6.1.2). Safe for use by many
/// threads.
public final class DkimProof {
    /// §3.6.2.2: there should be one; with a rotation that went wrong there are two.
    private static final int MOST_KEYS = 4;

    private final Dns dns;

    public DkimProof(Dns dns) {
        this.dns = dns;
    }

    /// Blocks for as long as DNS may take; asks nothing when the answer is known.
    public DkimResult of(DkimClaim claim) {
        return claim.settled().orElseGet(() -> switch (keys(claim.keyName())) {
            case DnsAnswer.Found<String> found -> best(claim, found.values());
            case DnsAnswer.Absent<String> absent -> claim.result(Status.PERMERROR, "no key for signature");
            case DnsAnswer.Unavailable<String> unavailable -> claim.unanswered();
        });
    }

    /// That of the first key that proves it, else of the first.
    private static DkimResult best(DkimClaim claim, List<String> records) {
        List<DkimResult> results = new ArrayList<>();
        for (String record : records.subList(0, Math.min(records.size(), MOST_KEYS))) {
            DkimResult result = KeyRecord.parse(record).judge(claim);
            if (result.isPass()) {
                return result;
            }
            results.add(result);
        }
        return results.getFirst();
    }

    /// The records at the selector, or where the selector's alias leads to.
    private DnsAnswer<String> keys(String name) {
        DnsAnswer<String> direct = dns.txt(name);
        if (!(direct instanceof DnsAnswer.Absent<String>)) {
            return direct;
        }
        return switch (dns.cname(name)) {
            case DnsAnswer.Found<String> alias -> dns.txt(alias.values().getFirst());
            case DnsAnswer.Absent<String> absent -> absent;
            case DnsAnswer.Unavailable<String> unavailable -> unavailable;
        };
    }
}
