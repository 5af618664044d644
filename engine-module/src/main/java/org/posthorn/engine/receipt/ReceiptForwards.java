package org.posthorn.engine.receipt;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.ReceiptForward;
import org.posthorn.engine.settings.Settings;
import org.posthorn.engine.settings.Table;
import org.posthorn.engine.settings.Tables;

/// Where mail that comes in goes on to: SMTP hosts behind this server. Safe for use by many threads.
@Singleton
public final class ReceiptForwards {
    /// Of a tenant.
    static final int MOST = 1_000;

    private final Table<ReceiptForward> table;

    @Inject
    public ReceiptForwards(Settings settings) {
        this.table = settings.table(Tables.RECEIPT_FORWARDS);
    }

    /// In the order of their names.
    public List<ReceiptForward> list(Tenant tenant) {
        return table.page(tenant, "", MOST).stream().map(Table.Row::value).toList();
    }

    public List<ReceiptForward> forwardsFor(Tenant tenant, String address) {
        return list(tenant).stream()
                .filter(forward -> RecipientPattern.covers(forward.recipients(), address))
                .toList();
    }

    /// Adds a forward. On disk when this returns.
    ///
    /// @throws IllegalArgumentException when it is badly formed, its name is taken, or there are too many
    public void create(Tenant tenant, ReceiptForward forward) {
        ForwardForm.check(forward);
        if (table.count(tenant, MOST) >= MOST) {
            throw new IllegalArgumentException("there are " + MOST + " forwards already");
        }
        table.update(tenant, forward.name(), known -> {
            if (known.isPresent()) {
                throw new IllegalArgumentException("there is a forward " + forward.name() + " already");
            }
            return Optional.of(forward);
        });
    }

    /// Removes a forward: mail that waits for its host is done with it.
    ///
    /// @return false when there is none of that name
    public boolean remove(Tenant tenant, String name) {
        return table.delete(tenant, name);
    }

    /// Tenants that have any. Reads a row for each.
    Stream<Tenant> tenants() {
        Stream.Builder<Tenant> tenants = Stream.builder();
        table.forEach(row -> tenants.add(row.tenant()));
        return tenants.build();
    }
}
