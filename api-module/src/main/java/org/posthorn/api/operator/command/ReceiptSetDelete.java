package org.posthorn.api.operator.command;

import jakarta.inject.Inject;
import java.util.Optional;
import org.posthorn.api.operator.Command;
import org.posthorn.api.operator.Help;
import org.posthorn.api.operator.Tenants;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.receipt.ReceiptRuleSets;

@Help("Removes a receipt rule set with its rules, unless it is the active one.")
public final class ReceiptSetDelete implements Command<ReceiptSetDelete.Request, Done> {
    public record Request(String name, String account, Optional<String> region) {}

    private final ReceiptRuleSets sets;
    private final Tenants tenants;

    @Inject
    public ReceiptSetDelete(ReceiptRuleSets sets, Tenants tenants) {
        this.sets = sets;
        this.tenants = tenants;
    }

    @Override
    public Done perform(Request asked) {
        Tenant tenant = tenants.find(asked.account(), asked.region());
        sets.get(tenant, asked.name());
        sets.delete(tenant, asked.name());
        return new Done();
    }
}
