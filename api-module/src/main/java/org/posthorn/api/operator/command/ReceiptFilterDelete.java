package org.posthorn.api.operator.command;

import jakarta.inject.Inject;
import java.util.Optional;
import org.posthorn.api.operator.AdminRefusal;
import org.posthorn.api.operator.Command;
import org.posthorn.api.operator.Help;
import org.posthorn.api.operator.Tenants;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.receipt.ReceiptFilters;

@Help("Removes an IP filter.")
public final class ReceiptFilterDelete implements Command<ReceiptFilterDelete.Request, Done> {
    public record Request(String name, String account, Optional<String> region) {}

    private final ReceiptFilters filters;
    private final Tenants tenants;

    @Inject
    public ReceiptFilterDelete(ReceiptFilters filters, Tenants tenants) {
        this.filters = filters;
        this.tenants = tenants;
    }

    @Override
    public Done perform(Request asked) {
        Tenant tenant = tenants.find(asked.account(), asked.region());
        if (filters.list(tenant).stream().noneMatch(filter -> filter.name().equals(asked.name()))) {
            throw AdminRefusal.notFound("there is no filter " + asked.name());
        }
        filters.delete(tenant, asked.name());
        return new Done();
    }
}
