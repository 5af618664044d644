package org.posthorn.api.operator.command;

import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import org.posthorn.api.operator.Command;
import org.posthorn.api.operator.Help;
import org.posthorn.api.operator.Tenants;
import org.posthorn.engine.receipt.ReceiptFilters;
import org.posthorn.engine.settings.ReceiptFilter;

@Help("Lists the IP filters of an account in a region.")
public final class ReceiptFilterList implements Command<ReceiptFilterList.Request, List<ReceiptFilter>> {
    public record Request(String account, Optional<String> region) {}

    private final ReceiptFilters filters;
    private final Tenants tenants;

    @Inject
    public ReceiptFilterList(ReceiptFilters filters, Tenants tenants) {
        this.filters = filters;
        this.tenants = tenants;
    }

    @Override
    public List<ReceiptFilter> perform(Request asked) {
        return filters.list(tenants.find(asked.account(), asked.region()));
    }
}
