package org.posthorn.engine.insight;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.posthorn.engine.dns.Dns;
import org.posthorn.engine.event.Counters;
import org.posthorn.engine.event.Counts;
import org.posthorn.engine.identity.Dmarc;
import org.posthorn.engine.identity.Identities;
import org.posthorn.engine.identity.VerifyAtOnce;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.Dkim;
import org.posthorn.engine.settings.Identity;
import org.posthorn.engine.settings.IdentityType;
import org.posthorn.engine.settings.MailFrom;
import org.posthorn.engine.settings.Recommendation;
import org.posthorn.engine.settings.Recommendation.Impact;
import org.posthorn.engine.settings.Recommendation.Status;
import org.posthorn.engine.settings.Settings;
import org.posthorn.engine.settings.Table;
import org.posthorn.engine.settings.Tables;

/// What the owners of identities could do better: the DNS checks of `doctor`, and rates of bounces and complaints, kept
/// for each identity. Safe for use by many threads.
///
/// The keys and MAIL FROM records of domains are looked for all the time by others, so only DMARC is asked about here.
/// What nobody could say changes nothing.
@Singleton
public final class Recommendations {
    /// How long is told that something was mended.
    private static final Duration FIXED = Duration.ofDays(30);

    private static final Duration WINDOW = Duration.ofDays(1);
    /// Where SES puts an account under review (SES Developer Guide, "enforcement FAQs").
    private static final double BOUNCE_PERCENT = 5;

    private static final double COMPLAINT_PERCENT = 0.1;
    /// With fewer recipients in a day nothing is concluded.
    private static final long LEAST_RECIPIENTS = 100;

    private final Table<Identity> identities;
    private final Table<Dkim> dkim;
    private final Table<MailFrom> mailFrom;
    private final Table<Recommendation> table;
    private final Counters counters;
    private final Dns dns;
    private final boolean verifyAtOnce;
    private final InstantSource clock;

    /// @param verifyAtOnce whether DNS means nothing
    @Inject
    public Recommendations(
            Settings settings, Counters counters, Dns dns, @VerifyAtOnce boolean verifyAtOnce, InstantSource clock) {
        this.identities = settings.table(Tables.IDENTITIES);
        this.dkim = settings.table(Tables.DKIM);
        this.mailFrom = settings.table(Tables.MAIL_FROM);
        this.table = settings.table(Tables.RECOMMENDATIONS);
        this.counters = counters;
        this.dns = dns;
        this.verifyAtOnce = verifyAtOnce;
        this.clock = clock;
    }

    private record Fault(Impact impact, String description) {}

    /// Up to `max` recommendations behind the one of a name ([#nameOf]), empty for the start.
    public List<Recommendation> list(Tenant tenant, String after, int max) {
        return table.page(tenant, after, max).stream().map(Table.Row::value).toList();
    }

    /// By which a recommendation is found again.
    public static String nameOf(Recommendation recommendation) {
        return name(recommendation.identity(), recommendation.type());
    }

    private static String name(String identity, Recommendation.Type type) {
        return identity + "/" + type;
    }

    /// Looks at every verified identity, and forgets what is about others. One question to DNS for each domain that has
    /// a DMARC record of its own, one more for each label up to its organization's otherwise; waits for each.
    public void check() {
        identities.forEach(row -> {
            if (row.value().isVerified()) {
                check(row.tenant(), row.value());
            }
        });
        Instant old = clock.instant().minus(FIXED);
        table.forEach(row -> {
            boolean gone = identities
                    .get(row.tenant(), row.value().identity())
                    .filter(Identity::isVerified)
                    .isEmpty();
            if (gone
                    || (row.value().status() == Status.FIXED
                            && row.value().updatedAt().isBefore(old))) {
                table.delete(row.tenant(), row.name());
            }
        });
    }

    private void check(Tenant tenant, Identity identity) {
        Map<Recommendation.Type, Optional<Fault>> found = new EnumMap<>(Recommendation.Type.class);
        rates(tenant, identity.name(), found);
        if (identity.type() == IdentityType.Domain && !verifyAtOnce) {
            found.put(Recommendation.Type.DKIM, signature(tenant, identity.name()));
            mailFrom.get(tenant, identity.name())
                    .ifPresent(from -> found.put(Recommendation.Type.SPF, returnPath(from)));
            dmarc(identity.name(), found);
        }
        found.forEach((type, fault) -> note(tenant, identity.name(), type, fault));
    }

    private Optional<Fault> signature(Tenant tenant, String domain) {
        boolean signed = Identities.domainsOf(domain).stream()
                .flatMap(name -> dkim.get(tenant, name).stream())
                .anyMatch(keys -> keys.enabled() && keys.verification().isVerified());
        return signed
                ? Optional.empty()
                : Optional.of(new Fault(
                        Impact.HIGH,
                        "Mail from " + domain + " is not signed by DKIM, or its keys are not found in DNS."));
    }

    private static Optional<Fault> returnPath(MailFrom from) {
        return from.isUsable()
                ? Optional.empty()
                : Optional.of(new Fault(
                        Impact.HIGH,
                        "The MX and SPF records of the MAIL FROM domain " + from.domain() + " are not found."));
    }

    private void dmarc(String domain, Map<Recommendation.Type, Optional<Fault>> found) {
        switch (Dmarc.find(dns, domain)) {
            case Dmarc.Answer.Policy policy -> found.put(Recommendation.Type.DMARC, Optional.empty());
            case Dmarc.Answer.NoPolicy none ->
                found.put(
                        Recommendation.Type.DMARC,
                        Optional.of(new Fault(Impact.HIGH, "The DMARC record at " + none.name() + " has no policy.")));
            case Dmarc.Answer.None none ->
                found.put(
                        Recommendation.Type.DMARC,
                        Optional.of(new Fault(Impact.HIGH, "The domain " + domain + " has no DMARC record.")));
            case Dmarc.Answer.Unknown unknown -> {}
        }
    }

    private void rates(Tenant tenant, String identity, Map<Recommendation.Type, Optional<Fault>> found) {
        Counts sum = Counts.NONE;
        Instant from = clock.instant().minus(WINDOW);
        for (Counters.Window window : counters.read(Counters.Subject.identity(tenant, identity), from)) {
            sum = sum.plus(window.counts());
        }
        long recipients = sum.deliveryAttempts();
        if (recipients >= LEAST_RECIPIENTS) {
            found.put(Recommendation.Type.BOUNCE, rate("bounce", 100.0 * sum.bounces() / recipients, BOUNCE_PERCENT));
            found.put(
                    Recommendation.Type.COMPLAINT,
                    rate("complaint", 100.0 * sum.complaints() / recipients, COMPLAINT_PERCENT));
        } else {
            // Too few to be bad; what was recommended is not told for ever.
            found.put(Recommendation.Type.BOUNCE, Optional.empty());
            found.put(Recommendation.Type.COMPLAINT, Optional.empty());
        }
    }

    private static Optional<Fault> rate(String kind, double percent, double most) {
        return percent <= most
                ? Optional.empty()
                : Optional.of(new Fault(
                        Impact.HIGH,
                        String.format(
                                Locale.ROOT,
                                "The %s rate of the last 24 hours is %.2f %%, above %s %%.",
                                kind,
                                percent,
                                most)));
    }

    /// Writes only what changed.
    private void note(Tenant tenant, String identity, Recommendation.Type type, Optional<Fault> fault) {
        String name = name(identity, type);
        Optional<Recommendation> known = table.get(tenant, name);
        Instant now = clock.instant();
        Optional<Recommendation> after = fault.map(open -> new Recommendation(
                        identity,
                        type,
                        open.description(),
                        Status.OPEN,
                        open.impact(),
                        known.map(Recommendation::createdAt).orElse(now),
                        now))
                .or(() -> known.map(before -> new Recommendation(
                        identity, type, before.description(), Status.FIXED, before.impact(), before.createdAt(), now)));
        after.filter(row -> !known.filter(before -> isSame(before, row)).isPresent())
                .ifPresent(row -> table.put(tenant, name, row));
    }

    private static boolean isSame(Recommendation before, Recommendation after) {
        return before.status() == after.status() && before.description().equals(after.description());
    }
}
