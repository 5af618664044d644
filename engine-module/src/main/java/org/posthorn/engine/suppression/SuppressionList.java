package org.posthorn.engine.suppression;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.posthorn.engine.identity.Identities;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.Refused;
import org.posthorn.engine.settings.Settings;
import org.posthorn.engine.settings.Suppressed;
import org.posthorn.engine.settings.Suppressed.Reason;
import org.posthorn.engine.settings.Table;
import org.posthorn.engine.settings.Tables;

/// The suppression lists: one for each account in each region, and a global one of the installation (SES Developer
/// Guide, "Using the account-level suppression list"). Safe for use by many threads.
///
/// An address is compared as SES does: the domain in any case, the local part in its own.
@Singleton
public final class SuppressionList {
    /// Owner of the global list.
    public static final Tenant GLOBAL = Tenant.INSTALLATION;

    /// Accounts whose mail an address must have refused, before it is kept from all: one alone does not decide for the
    /// others.
    public static final int ACCOUNTS_FOR_GLOBAL = 2;

    private final Table<Suppressed> table;
    private final Table<Refused> refusals;
    private final InstantSource clock;

    @Inject
    public SuppressionList(Settings settings, InstantSource clock) {
        this.table = settings.table(Tables.SUPPRESSED);
        this.refusals = settings.table(Tables.REFUSED);
        this.clock = clock;
    }

    /// An entry that holds now, and whose list it is on.
    public record Found(Suppressed entry, boolean global) {}

    /// The entry of an account's own list.
    public Optional<Suppressed> of(Tenant tenant, String address) {
        return holding(tenant, address);
    }

    /// The entry of the global list.
    public Optional<Suppressed> ofAll(String address) {
        return holding(GLOBAL, address);
    }

    private Optional<Suppressed> holding(Tenant tenant, String address) {
        return table.get(tenant, key(address)).filter(entry -> entry.holdsAt(clock.instant()));
    }

    /// Adds an address, or renews its entry.
    ///
    /// @param keptFor for ever when empty
    /// @throws org.posthorn.engine.SesException INVALID_PARAMETER_VALUE for what is no address
    public Suppressed add(Tenant tenant, String address, Reason reason, Optional<Duration> keptFor) {
        String key = key(address);
        Identities.checkAddress(key);
        Instant now = clock.instant();
        Suppressed entry = new Suppressed(key, reason, now, keptFor.map(now::plus));
        table.put(tenant, key, entry);
        return entry;
    }

    /// The write that adds an address for ever, or renews its entry.
    ///
    /// @throws org.posthorn.engine.SesException INVALID_PARAMETER_VALUE for what is no address
    public Settings.Change<Suppressed> addition(Tenant tenant, String address, Reason reason) {
        String key = key(address);
        Identities.checkAddress(key);
        return new Settings.Change<>(
                Tables.SUPPRESSED,
                tenant,
                key,
                Optional.of(new Suppressed(key, reason, clock.instant(), Optional.empty())));
    }

    /// The write that takes an address off, whether it is there or not.
    ///
    /// @throws org.posthorn.engine.SesException INVALID_PARAMETER_VALUE for what is no address
    public Settings.Change<Suppressed> removal(Tenant tenant, String address) {
        String key = key(address);
        Identities.checkAddress(key);
        return new Settings.Change<>(Tables.SUPPRESSED, tenant, key, Optional.empty());
    }

    /// Notes that an address refused mail of an account, in our own dialogue. Once it has refused that of
    /// [#ACCOUNTS_FOR_GLOBAL] within this time, it is on the global list for as long.
    ///
    /// @throws org.posthorn.engine.SesException INVALID_PARAMETER_VALUE for what is no address
    public void refused(String accountId, String address, Duration within) {
        String key = key(address);
        Identities.checkAddress(key);
        Instant now = clock.instant();
        Refused after = refusals.update(GLOBAL, key, before -> {
                    List<Refused.By> others = before.map(Refused::by).orElse(List.of()).stream()
                            .filter(other -> now.isBefore(other.until()))
                            .filter(other -> !other.accountId().equals(accountId))
                            .toList();
                    List<Refused.By> all = new ArrayList<>(others);
                    all.add(new Refused.By(accountId, now.plus(within)));
                    // The latest are enough to decide.
                    return Optional.of(
                            new Refused(all.subList(Math.max(0, all.size() - ACCOUNTS_FOR_GLOBAL), all.size())));
                })
                .orElseThrow();
        if (after.by().size() >= ACCOUNTS_FOR_GLOBAL) {
            add(GLOBAL, address, Reason.BOUNCE, Optional.of(within));
        }
    }

    /// @return whether it was there
    public boolean remove(Tenant tenant, String address) {
        if (tenant.equals(GLOBAL)) {
            refusals.delete(GLOBAL, key(address));
        }
        return table.delete(tenant, key(address));
    }

    /// Up to `max` entries of a list behind the address `after` (empty for the start), those that have expired
    /// included.
    public List<Suppressed> list(Tenant tenant, String after, int max) {
        return table.page(tenant, after, max).stream().map(Table.Row::value).toList();
    }

    /// Deletes the entries that hold no longer, and the refusals that count no longer.
    public void sweep() {
        Instant now = clock.instant();
        table.forEach(row -> {
            if (!row.value().holdsAt(now)) {
                table.update(row.tenant(), row.name(), known -> known.filter(entry -> entry.holdsAt(now)));
            }
        });
        refusals.forEach(row -> {
            if (row.value().isOver(now)) {
                refusals.update(row.tenant(), row.name(), known -> known.filter(refused -> !refused.isOver(now)));
            }
        });
    }

    /// Every entry of every list, and whose list it is on.
    void forEach(BiConsumer<Tenant, Suppressed> action) {
        table.forEach(row -> action.accept(row.tenant(), row.value()));
    }

    static String key(String address) {
        String trimmed = address.strip();
        int at = trimmed.lastIndexOf('@');
        return at < 0
                ? trimmed
                : trimmed.substring(0, at) + trimmed.substring(at).toLowerCase(Locale.ROOT);
    }
}
