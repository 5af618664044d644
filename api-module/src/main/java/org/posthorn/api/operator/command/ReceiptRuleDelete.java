package org.posthorn.api.operator.command;

import jakarta.inject.Inject;
import java.util.Optional;
import org.posthorn.api.operator.Command;
import org.posthorn.api.operator.Help;
import org.posthorn.api.operator.Tenants;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.receipt.ReceiptRules;

@Help("Takes a rule out of a receipt rule set.")
public final class ReceiptRuleDelete implements Command<ReceiptRuleDelete.Request, Done> {
    public record Request(String set, String name, String account, Optional<String> region) {}

    private final ReceiptRules rules;
    private final Tenants tenants;

    @Inject
    public ReceiptRuleDelete(ReceiptRules rules, Tenants tenants) {
        this.rules = rules;
        this.tenants = tenants;
    }

    @Override
    public Done perform(Request asked) {
        Tenant tenant = tenants.find(asked.account(), asked.region());
        rules.get(tenant, asked.set(), asked.name());
        rules.delete(tenant, asked.set(), asked.name());
        return new Done();
    }
}
