package org.posthorn.api.operator.command;

import jakarta.inject.Inject;
import java.util.Optional;
import org.posthorn.api.operator.Command;
import org.posthorn.api.operator.Help;
import org.posthorn.api.operator.Tenants;
import org.posthorn.engine.receipt.ReceiptFilters;
import org.posthorn.engine.settings.ReceiptFilter;
import org.posthorn.engine.settings.ReceiptFilter.Policy;

@Help("Adds an IP filter: mail for the account from an address or a block of them is refused, or taken all the same.")
public final class ReceiptFilterAdd implements Command<ReceiptFilterAdd.Request, Done> {
    public record Request(String name, String cidr, Policy policy, String account, Optional<String> region) {}

    private final ReceiptFilters filters;
    private final Tenants tenants;

    @Inject
    public ReceiptFilterAdd(ReceiptFilters filters, Tenants tenants) {
        this.filters = filters;
        this.tenants = tenants;
    }

    @Override
    public Done perform(Request asked) {
        filters.create(
                tenants.find(asked.account(), asked.region()),
                new ReceiptFilter(asked.name(), asked.policy(), asked.cidr()));
        return new Done();
    }
}
