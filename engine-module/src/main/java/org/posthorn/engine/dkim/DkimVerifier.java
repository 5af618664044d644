package org.posthorn.engine.dkim;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.posthorn.engine.dns.Dns;
import org.posthorn.engine.dns.DnsAnswer;
import org.posthorn.engine.settings.Dkim;
import org.posthorn.engine.settings.DkimKey;
import org.posthorn.engine.settings.Identity;
import org.posthorn.engine.settings.Settings;
import org.posthorn.engine.settings.Table;
import org.posthorn.engine.settings.Tables;
import org.posthorn.engine.settings.Verification;
import org.posthorn.engine.settings.VerificationStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks for the keys of domains in DNS: at first for all of them, later for the one that signs, and for those that are
/// to take over.
///
/// A domain whose keys are there is verified by them, too (SES Developer Guide, "Easy DKIM").
@Singleton
public final class DkimVerifier {
    private static final Logger log = LoggerFactory.getLogger(DkimVerifier.class);

    private final Table<Dkim> table;
    private final Table<Identity> identities;
    private final Dns dns;
    private final InstantSource clock;

    @Inject
    public DkimVerifier(Settings settings, Dns dns, InstantSource clock) {
        this.table = settings.table(Tables.DKIM);
        this.identities = settings.table(Tables.IDENTITIES);
        this.dns = dns;
        this.clock = clock;
    }

    /// Deals with every domain whose check is due. Called once in a while by the owner's thread.
    public void checkDue() {
        Instant now = clock.instant();
        table.forEachDue(now, row -> check(row, now));
    }

    private void check(Table.Row<Dkim> row, Instant now) {
        Dkim before = row.value();
        Dkim signing = before.verification().isDue(now) && !before.keys().isEmpty() ? signing(row, now) : before;
        Dkim after = signing.coming()
                .filter(coming -> coming.verification().isDue(now))
                .map(coming -> coming(row, signing, coming, now))
                .orElse(signing);
        table.update(
                row.tenant(),
                row.name(),
                current -> current.equals(Optional.of(before)) ? Optional.of(after) : current);
        VerificationStatus was = before.wantedVerification().status();
        VerificationStatus is = after.wantedVerification().status();
        if (is != was) {
            log.info(
                    "dkim={} account={} region={} status={} was={}",
                    row.name(),
                    row.tenant().accountId(),
                    row.tenant().region(),
                    is,
                    was);
        }
    }

    /// Looks for the keys that sign, or will sign first.
    private Dkim signing(Table.Row<Dkim> row, Instant now) {
        Dkim before = row.value();
        Verification was = before.verification();
        List<DkimKey> wanted = was.isVerified() ? List.of(before.activeKey()) : before.keys();
        Verification is = was.after(findAll(row.name(), wanted), now);
        boolean verifiedDomain = before.verifiedDomain();
        if (is.status() == VerificationStatus.Success) {
            verifiedDomain |= verifyDomain(row);
        } else if (is.status() == VerificationStatus.Failed && verifiedDomain) {
            // From now on its own TXT record must vouch for it.
            identities.update(
                    row.tenant(),
                    row.name(),
                    known -> known.map(domain -> domain.withStatus(domain.status(), Optional.of(now))));
            verifiedDomain = false;
        }
        Optional<Dkim.Second> second = before.second().map(known -> switch (find(dns, row.name(), known.key())) {
            case PRESENT -> new Dkim.Second(known.key(), true);
            case ABSENT -> new Dkim.Second(known.key(), false);
            case UNKNOWN -> known;
        });
        return before.withVerification(is, verifiedDomain).withSecond(second);
    }

    /// Looks for the keys that are to take over, and lets them when all are there.
    private Dkim coming(Table.Row<Dkim> row, Dkim signing, Dkim.Coming coming, Instant now) {
        Verification is = coming.verification().after(findAll(row.name(), coming.keys()), now);
        if (is.status() != VerificationStatus.Success) {
            return signing.withComing(Optional.of(new Dkim.Coming(coming.keys(), is)));
        }
        boolean verifiedNow = verifyDomain(row);
        return signing.replaced(coming.keys(), is).withVerification(is, signing.verifiedDomain() || verifiedNow);
    }

    /// @return whether the domain was not verified by something else
    private boolean verifyDomain(Table.Row<Dkim> row) {
        boolean needed = identities
                .get(row.tenant(), row.name())
                .filter(domain -> domain.status() != VerificationStatus.Success)
                .isPresent();
        if (needed) {
            identities.update(
                    row.tenant(),
                    row.name(),
                    known -> known.map(domain -> domain.withStatus(VerificationStatus.Success, Optional.empty())));
        }
        return needed;
    }

    private Verification.Finding findAll(String domain, List<DkimKey> wanted) {
        Verification.Finding worst = Verification.Finding.PRESENT;
        for (DkimKey key : wanted) {
            Verification.Finding finding = find(dns, domain, key);
            if (finding == Verification.Finding.UNKNOWN) {
                return finding;
            }
            if (finding == Verification.Finding.ABSENT) {
                worst = finding;
            }
        }
        return worst;
    }

    /// Whether a key is published at its selector, or where the selector's alias leads to.
    public static Verification.Finding find(Dns dns, String domain, DkimKey key) {
        String name = key.recordName(domain);
        Verification.Finding direct = holds(dns.txt(name), key);
        if (direct != Verification.Finding.ABSENT) {
            return direct;
        }
        return switch (dns.cname(name)) {
            case DnsAnswer.Found<String> alias -> holds(dns.txt(alias.values().getFirst()), key);
            case DnsAnswer.Absent<String> absent -> Verification.Finding.ABSENT;
            case DnsAnswer.Unavailable<String> unavailable -> Verification.Finding.UNKNOWN;
        };
    }

    private static Verification.Finding holds(DnsAnswer<String> answer, DkimKey key) {
        return switch (answer) {
            case DnsAnswer.Found<String> found ->
                found.values().stream()
                                .anyMatch(text -> text.replaceAll("\\s", "").contains("p=" + key.publicKey()))
                        ? Verification.Finding.PRESENT
                        : Verification.Finding.ABSENT;
            case DnsAnswer.Absent<String> absent -> Verification.Finding.ABSENT;
            case DnsAnswer.Unavailable<String> unavailable -> Verification.Finding.UNKNOWN;
        };
    }
}
