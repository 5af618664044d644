package org.posthorn.engine.suppression;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.posthorn.engine.identity.Identities;
import org.posthorn.engine.mail.Mail;
import org.posthorn.engine.mail.Origin;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.SendingTenant;
import org.posthorn.engine.settings.Settings;
import org.posthorn.engine.settings.Suppressed;
import org.posthorn.engine.settings.Suppressed.Reason;
import org.posthorn.engine.settings.Table;
import org.posthorn.engine.settings.Tables;
import org.posthorn.engine.tenant.SendingTenants;

/// The suppression lists of sending tenants, and what they want of lists (SES Developer Guide, "tenant-level
/// suppression"). Safe for use by many threads. Addresses are compared as in [SuppressionList].
@Singleton
public final class TenantSuppression {
    private final Table<Suppressed> table;
    private final SendingTenants tenants;
    private final InstantSource clock;

    @Inject
    public TenantSuppression(Settings settings, SendingTenants tenants, InstantSource clock) {
        this.table = settings.table(Tables.TENANT_SUPPRESSED);
        this.tenants = tenants;
        this.clock = clock;
    }

    /// What the sending tenant of a message wants; empty for what holds for the account, and for a tenant that is gone.
    public Optional<SendingTenant.Suppression> wanted(Mail mail) {
        return tenantOf(mail).flatMap(SendingTenant::suppression);
    }

    /// The sending tenant of a message, unless it is gone.
    Optional<SendingTenant> tenantOf(Mail mail) {
        return mail.origin()
                .flatMap(Origin::sendingTenant)
                .flatMap(key -> tenants.find(mail.tenant(), key.substring(0, key.indexOf('/')))
                        .filter(tenant -> tenant.key().equals(key)));
    }

    /// The entry of a tenant's list.
    public Optional<Suppressed> of(Tenant owner, String tenant, String address) {
        return table.get(owner, row(tenant, address)).filter(entry -> entry.holdsAt(clock.instant()));
    }

    /// Adds an address, or renews its entry.
    ///
    /// @param keptFor for ever when empty
    /// @throws org.posthorn.engine.SesException INVALID_PARAMETER_VALUE for what is no address
    public void add(Tenant owner, String tenant, String address, Reason reason, Optional<Duration> keptFor) {
        String key = SuppressionList.key(address);
        Identities.checkAddress(key);
        Instant now = clock.instant();
        table.put(owner, row(tenant, key), new Suppressed(key, reason, now, keptFor.map(now::plus)));
    }

    /// @return whether it was there
    public boolean remove(Tenant owner, String tenant, String address) {
        return table.delete(owner, row(tenant, address));
    }

    /// Up to `max` entries of a tenant's list behind the address `after` (empty for the start), those that have expired
    /// included.
    public List<Suppressed> list(Tenant owner, String tenant, String after, int max) {
        String prefix = tenant + "/";
        return table.page(owner, prefix + after, max).stream()
                .takeWhile(row -> row.name().startsWith(prefix))
                .map(Table.Row::value)
                .toList();
    }

    /// Deletes the entries that hold no longer.
    public void sweep() {
        Instant now = clock.instant();
        table.forEach(row -> {
            if (!row.value().holdsAt(now)) {
                table.update(row.tenant(), row.name(), known -> known.filter(entry -> entry.holdsAt(now)));
            }
        });
    }

    private static String row(String tenant, String address) {
        return tenant + "/" + SuppressionList.key(address);
    }
}
