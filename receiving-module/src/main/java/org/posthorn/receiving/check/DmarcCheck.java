package org.posthorn.receiving.check;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.posthorn.engine.dkim.DkimResult;
import org.posthorn.engine.dns.Dns;
import org.posthorn.engine.dns.DnsAnswer;
import org.posthorn.receiving.check.DmarcResult.Status;

/// Holds what SPF and DKIM found against the domain that the reader of a message sees: DMARC (RFC 7489). Safe for use
/// by many threads.
final class DmarcCheck {
    private final Dns dns;

    DmarcCheck(Dns dns) {
        this.dns = dns;
    }

    /// What was found in DNS for one From domain.
    sealed interface Published {
        /// @param ofSubdomain whether the record is the organization's, for a domain below
        record Policy(String domain, DmarcRecord record, boolean ofSubdomain) implements Published {}

        record Nothing(String domain) implements Published {}

        record Unknown(String domain) implements Published {}
    }

    /// §6.6.3: the record of the domain, else that of its organization. Blocks for two questions at most.
    ///
    /// @param domain in ASCII
    Published published(String domain) {
        Published own = at(domain, domain);
        String organization = OrganizationalDomain.of(domain);
        boolean goOn = own instanceof Published.Nothing && !organization.equals(domain.toLowerCase(Locale.ROOT));
        return goOn ? at(organization, domain) : own;
    }

    private Published at(String name, String domain) {
        return switch (dns.txt("_dmarc." + name)) {
            case DnsAnswer.Found<String> found -> {
                List<String> records =
                        found.values().stream().filter(DmarcRecord::isRecord).toList();
                // Several are none (step 5).
                Optional<DmarcRecord> record =
                        records.size() == 1 ? DmarcRecord.parse(records.getFirst()) : Optional.empty();
                yield record.<Published>map(read -> new Published.Policy(domain, read, !name.equalsIgnoreCase(domain)))
                        .orElseGet(() -> new Published.Nothing(domain));
            }
            case DnsAnswer.Absent<String> absent -> new Published.Nothing(domain);
            case DnsAnswer.Unavailable<String> unavailable -> new Published.Unknown(domain);
        };
    }

    /// §6.6.2. That DNS did not answer is nobody's failure: where it hides what might have been aligned, nothing is
    /// said.
    static DmarcResult judge(Published published, SpfResult spf, List<DkimResult> signatures) {
        return switch (published) {
            case Published.Nothing nothing -> DmarcResult.of(Status.NONE, nothing.domain());
            case Published.Unknown unknown -> DmarcResult.of(Status.TEMPERROR, unknown.domain());
            case Published.Policy policy -> judge(policy, spf, signatures);
        };
    }

    private static DmarcResult judge(Published.Policy policy, SpfResult spf, List<DkimResult> signatures) {
        String domain = policy.domain();
        DmarcRecord record = policy.record();
        String sender = spf.sender().substring(spf.sender().lastIndexOf('@') + 1);
        boolean spfAligned = aligned(sender, domain, record.strictSpf());
        List<DkimResult> aligned = signatures.stream()
                .filter(signature -> aligned(signature.domain(), domain, record.strictDkim()))
                .toList();
        if ((spfAligned && spf.isPass()) || aligned.stream().anyMatch(DkimResult::isPass)) {
            return DmarcResult.of(Status.PASS, domain);
        }
        boolean unclear = (spfAligned && spf.status() == SpfResult.Status.TEMPERROR)
                || aligned.stream().anyMatch(signature -> signature.status() == DkimResult.Status.TEMPERROR);
        return unclear
                ? DmarcResult.of(Status.TEMPERROR, domain)
                : new DmarcResult(Status.FAIL, domain, Optional.of(record.effective(policy.ofSubdomain())));
    }

    private static boolean aligned(String one, String from, boolean strict) {
        return !one.isEmpty() && (strict ? one.equalsIgnoreCase(from) : OrganizationalDomain.isShared(one, from));
    }
}
