package org.posthorn.engine.identity;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.posthorn.engine.Limits;
import org.posthorn.engine.dns.Dns;
import org.posthorn.engine.dns.DnsAnswer;
import org.posthorn.engine.settings.Identity;
import org.posthorn.engine.settings.IdentityType;
import org.posthorn.engine.settings.Settings;
import org.posthorn.engine.settings.Table;
import org.posthorn.engine.settings.Tables;
import org.posthorn.engine.settings.Verification;
import org.posthorn.engine.settings.VerificationStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Moves identities on with time: asks DNS for the token of a domain until it is there, and gives up what took too long
/// (SES Developer Guide: 72 hours for a domain, 24 for an address).
///
/// A domain that was verified is asked about once a day. When its record is gone it becomes `TemporaryFailure` and
/// may still be used for 72 hours, then `Failed`; when DNS can't be asked, nothing changes.
@Singleton
public final class DomainVerifier {
    private static final Logger log = LoggerFactory.getLogger(DomainVerifier.class);
    private static final Duration PENDING_WAIT = Duration.ofMinutes(1);
    private static final Duration VERIFIED_WAIT = Duration.ofDays(1);

    private final Table<Identity> table;
    private final Dns dns;
    private final InstantSource clock;

    @Inject
    public DomainVerifier(Settings settings, Dns dns, InstantSource clock) {
        this.table = settings.table(Tables.IDENTITIES);
        this.dns = dns;
        this.clock = clock;
    }

    /// Deals with every identity whose check is due. Called once in a while by the owner's thread.
    public void checkDue() {
        Instant now = clock.instant();
        table.forEachDue(now, row -> check(row, now));
    }

    private void check(Table.Row<Identity> row, Instant now) {
        Identity before = row.value();
        Identity checked = before.type() == IdentityType.Domain
                ? checkDomain(before, now)
                : before.withStatus(VerificationStatus.Failed, Optional.empty());
        // Only if nobody changed it meanwhile: an operator may have vouched, or the owner deleted it.
        table.update(
                row.tenant(),
                row.name(),
                current -> current.equals(Optional.of(before)) ? Optional.of(checked) : current);
        if (checked.status() != before.status()) {
            log.info(
                    "identity={} account={} region={} status={} was={}",
                    before.name(),
                    row.tenant().accountId(),
                    row.tenant().region(),
                    checked.status(),
                    before.status());
        }
    }

    private Identity checkDomain(Identity domain, Instant now) {
        Verification.Finding finding = find(domain);
        return next(domain, finding, now).withLook(finding, now);
    }

    private static Identity next(Identity domain, Verification.Finding finding, Instant now) {
        boolean wasVerified = domain.status() != VerificationStatus.Pending;
        return switch (finding) {
            case PRESENT -> domain.withStatus(VerificationStatus.Success, Optional.of(now.plus(VERIFIED_WAIT)));
            case UNKNOWN -> domain.withStatus(domain.status(), Optional.of(now.plus(PENDING_WAIT)));
            case ABSENT -> {
                if (domain.status() == VerificationStatus.Success) {
                    yield domain.lostAt(now)
                            .withStatus(VerificationStatus.TemporaryFailure, Optional.of(now.plus(PENDING_WAIT)));
                }
                yield now.isAfter(domain.requestedAt().plus(Limits.DOMAIN_VERIFICATION))
                        ? domain.withStatus(VerificationStatus.Failed, Optional.empty())
                        : domain.withStatus(
                                wasVerified ? VerificationStatus.TemporaryFailure : VerificationStatus.Pending,
                                Optional.of(now.plus(PENDING_WAIT)));
            }
        };
    }

    private Verification.Finding find(Identity domain) {
        String token = domain.verificationToken().orElseThrow();
        boolean unknown = false;
        for (String name : List.of("_amazonses." + domain.name(), domain.name())) {
            switch (dns.txt(name)) {
                case DnsAnswer.Found<String> found -> {
                    if (found.values().contains(token)) {
                        return Verification.Finding.PRESENT;
                    }
                }
                case DnsAnswer.Absent<String> absent -> {}
                case DnsAnswer.Unavailable<String> unavailable -> {
                    log.warn("identity={} dns={} failed reason=\"{}\"", domain.name(), name, unavailable.reason());
                    unknown = true;
                }
            }
        }
        return unknown ? Verification.Finding.UNKNOWN : Verification.Finding.ABSENT;
    }
}
