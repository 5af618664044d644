package org.posthorn.engine.receipt;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.policy.Cidr;
import org.posthorn.engine.settings.ReceiptFilter;
import org.posthorn.engine.settings.ReceiptFilter.Policy;
import org.posthorn.engine.settings.Settings;
import org.posthorn.engine.settings.Table;
import org.posthorn.engine.settings.Tables;

/// The IP filters of tenants: whose mail they take (SES Developer Guide, "Creating IP address filters"). Safe for use
/// by many threads.
@Singleton
public final class ReceiptFilters {
    /// Of a tenant.
    static final int MOST = 100;

    private final Table<ReceiptFilter> table;

    @Inject
    public ReceiptFilters(Settings settings) {
        this.table = settings.table(Tables.RECEIPT_FILTERS);
    }

    /// Whether a tenant takes no mail from an address: a filter blocks it, and none allows it.
    ///
    /// @param ip of the client
    public boolean blocks(Tenant tenant, String ip) {
        boolean blocked = false;
        for (Table.Row<ReceiptFilter> row : table.page(tenant, "", MOST)) {
            if (Cidr.contains(row.value().cidr(), ip)) {
                if (row.value().policy() == Policy.Allow) {
                    return false;
                }
                blocked = true;
            }
        }
        return blocked;
    }
}
