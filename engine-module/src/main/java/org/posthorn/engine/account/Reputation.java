package org.posthorn.engine.account;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.posthorn.engine.event.Counters;
import org.posthorn.engine.event.Counts;
import org.posthorn.engine.identity.Accounts;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.Account;
import org.posthorn.engine.settings.ConfigurationSet;
import org.posthorn.engine.settings.Identity;
import org.posthorn.engine.settings.Pause;
import org.posthorn.engine.settings.Settings;
import org.posthorn.engine.settings.Table;
import org.posthorn.engine.settings.Tables;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The share of bounces and complaints in what accounts send, and the brake that it is (SES Developer Guide,
/// "monitoring your sender reputation"). Rates are those of the last 24 hours, all regions of an account together. Safe
/// for use by many threads.
@Singleton
public final class Reputation {
    private static final Duration WINDOW = Duration.ofDays(1);
    private static final Logger LOG = LoggerFactory.getLogger(Reputation.class);

    private final Accounts accounts;
    private final Counters counters;
    private final Table<Identity> identities;
    private final Table<ConfigurationSet> sets;
    private final Table<Pause> pauses;
    private final Rules rules;
    private final InstantSource clock;

    /// When an account is switched off.
    ///
    /// @param maxBounceRate in percent; 0 for any
    /// @param maxComplaintRate in percent; 0 for any
    /// @param minMessages with fewer recipients nothing is concluded
    public record Rules(double maxBounceRate, double maxComplaintRate, long minMessages) {}

    /// Rates of something that sends.
    ///
    /// @param bounces in percent
    /// @param complaints in percent
    public record Rates(long recipients, double bounces, double complaints) {
        static Rates of(Counts counts) {
            long recipients = counts.deliveryAttempts();
            return new Rates(
                    recipients, percent(counts.bounces(), recipients), percent(counts.complaints(), recipients));
        }
    }

    /// @param pause the newest
    public record Standing(String accountId, Rates rates, Optional<Pause> pause) {}

    /// How an identity or a configuration set of an account stands.
    public record Part(Kind kind, Tenant tenant, String name, Rates rates) {}

    /// What is told apart within an account.
    public enum Kind {
        IDENTITY,
        CONFIGURATION_SET
    }

    @Inject
    public Reputation(Accounts accounts, Counters counters, Settings settings, Rules rules, InstantSource clock) {
        this.accounts = accounts;
        this.counters = counters;
        this.identities = settings.table(Tables.IDENTITIES);
        this.sets = settings.table(Tables.CONFIGURATION_SETS);
        this.pauses = settings.table(Tables.PAUSES);
        this.rules = rules;
        this.clock = clock;
    }

    /// How each account stands.
    public List<Standing> standings() {
        Set<Tenant> tenants = tenants();
        return accounts.list().stream()
                .map(account -> standing(account.id(), tenants))
                .toList();
    }

    /// How the identities and configuration sets of an account stand, those without mail in the last 24 hours left out.
    public List<Part> parts(String accountId) {
        Instant from = clock.instant().minus(WINDOW);
        List<Part> parts = new ArrayList<>();
        identities.forEach(row ->
                add(parts, accountId, Kind.IDENTITY, row, Counters.Subject.identity(row.tenant(), row.name()), from));
        sets.forEach(row -> add(
                parts,
                accountId,
                Kind.CONFIGURATION_SET,
                row,
                Counters.Subject.configurationSet(row.tenant(), row.name()),
                from));
        return parts;
    }

    private void add(
            List<Part> parts, String accountId, Kind kind, Table.Row<?> row, Counters.Subject subject, Instant from) {
        if (!row.tenant().accountId().equals(accountId)) {
            return;
        }
        Counts counts = sum(subject, from);
        if (!counts.equals(Counts.NONE)) {
            parts.add(new Part(kind, row.tenant(), row.name(), Rates.of(counts)));
        }
    }

    private Counts sum(Counters.Subject subject, Instant from) {
        Counts sum = Counts.NONE;
        for (Counters.Window window : counters.read(subject, from)) {
            sum = sum.plus(window.counts());
        }
        return sum;
    }

    /// Switches off the accounts whose rates are too high.
    public void check() {
        if (rules.maxBounceRate() == 0 && rules.maxComplaintRate() == 0) {
            return;
        }
        Set<Tenant> tenants = tenants();
        for (Account account : accounts.list()) {
            if (account.sendingEnabled()) {
                noteResumed(account.id());
                reasonAgainst(standing(account.id(), tenants)).ifPresent(reason -> pause(account, reason));
            }
        }
    }

    private void noteResumed(String accountId) {
        pauses.update(
                Tenant.INSTALLATION,
                accountId,
                known -> known.map(pause -> pause.resumedAt().isPresent()
                        ? pause
                        : new Pause(pause.reason(), pause.at(), Optional.of(clock.instant()))));
    }

    private Optional<String> reasonAgainst(Standing standing) {
        Rates rates = standing.rates();
        if (rates.recipients() < rules.minMessages()) {
            return Optional.empty();
        }
        if (rules.maxBounceRate() > 0 && rates.bounces() > rules.maxBounceRate()) {
            return Optional.of(reason("bounce", rates.bounces(), rules.maxBounceRate(), rates));
        }
        if (rules.maxComplaintRate() > 0 && rates.complaints() > rules.maxComplaintRate()) {
            return Optional.of(reason("complaint", rates.complaints(), rules.maxComplaintRate(), rates));
        }
        return Optional.empty();
    }

    private static String reason(String kind, double rate, double max, Rates rates) {
        return String.format(
                Locale.ROOT,
                "%s rate of %.2f %% is above %.2f %%, of %d recipients in 24 hours",
                kind,
                rate,
                max,
                rates.recipients());
    }

    private void pause(Account account, String reason) {
        pauses.put(Tenant.INSTALLATION, account.id(), new Pause(reason, clock.instant(), Optional.empty()));
        accounts.update(account.id(), known -> known.withSendingEnabled(false));
        LOG.warn("event=account_paused account={} reason=\"{}\"", account.id(), reason);
    }

    private Set<Tenant> tenants() {
        Set<Tenant> tenants = new LinkedHashSet<>();
        identities.forEach(row -> tenants.add(row.tenant()));
        return tenants;
    }

    private Standing standing(String accountId, Set<Tenant> tenants) {
        Optional<Pause> pause = pauses.get(Tenant.INSTALLATION, accountId);
        Instant from = clock.instant().minus(WINDOW);
        Optional<Instant> resumed = pause.flatMap(Pause::resumedAt).filter(at -> at.isAfter(from));
        Counts sum = Counts.NONE;
        for (Tenant tenant : tenants) {
            if (tenant.accountId().equals(accountId)) {
                sum = sum.plus(sum(Counters.Subject.of(tenant), resumed.orElse(from)));
            }
        }
        return new Standing(accountId, Rates.of(sum), pause);
    }

    private static double percent(long part, long whole) {
        return whole == 0 ? 0 : 100.0 * part / whole;
    }
}
