package org.posthorn.engine.receipt;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import org.posthorn.engine.Limits;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
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
    private final Table<ReceiptFilter> table;
    private final Object making = new Object();

    @Inject
    public ReceiptFilters(Settings settings) {
        this.table = settings.table(Tables.RECEIPT_FILTERS);
    }

    /// Adds a filter. On disk when this returns.
    ///
    /// @throws SesException INVALID_PARAMETER_VALUE for a bad name and what is no block of addresses, ALREADY_EXISTS,
    ///     LIMIT_EXCEEDED
    public void create(Tenant tenant, ReceiptFilter filter) {
        String name = filter.name();
        if (name.isEmpty()) {
            throw new SesException(SesError.INVALID_PARAMETER_VALUE, "filterName must not be empty");
        }
        ReceiptNames.check("filterName", name);
        if (!FilterBlock.isValid(filter.cidr())) {
            throw new SesException(SesError.INVALID_PARAMETER_VALUE, "Invalid CIDR block: " + filter.cidr());
        }
        synchronized (making) {
            if (table.get(tenant, name).isPresent()) {
                throw new SesException(SesError.ALREADY_EXISTS, "Filter already exists: " + name);
            }
            if (table.count(tenant, Limits.RECEIPT_FILTERS) >= Limits.RECEIPT_FILTERS) {
                throw new SesException(SesError.LIMIT_EXCEEDED, "Too many filters");
            }
            table.put(tenant, name, filter);
        }
    }

    /// All, in the order of their names.
    public List<ReceiptFilter> list(Tenant tenant) {
        return table.page(tenant, "", Limits.RECEIPT_FILTERS).stream()
                .map(Table.Row::value)
                .toList();
    }

    /// Nothing happens when there is none of that name, or can be none. On disk when this returns.
    public void delete(Tenant tenant, String name) {
        if (ReceiptNames.isName(name)) {
            table.delete(tenant, name);
        }
    }

    /// Whether a tenant takes no mail from an address: a filter blocks it, and none allows it.
    ///
    /// @param ip of the client
    public boolean blocks(Tenant tenant, String ip) {
        boolean blocked = false;
        for (ReceiptFilter filter : list(tenant)) {
            if (Cidr.contains(filter.cidr(), ip)) {
                if (filter.policy() == Policy.Allow) {
                    return false;
                }
                blocked = true;
            }
        }
        return blocked;
    }
}
