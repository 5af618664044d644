package org.posthorn.api.operator.command;

import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import org.posthorn.api.operator.Command;
import org.posthorn.api.operator.Help;
import org.posthorn.api.operator.Tenants;
import org.posthorn.engine.receipt.ReceiptRules;

@Help("Puts all rules of a receipt rule set in this order.")
public final class ReceiptRuleOrder implements Command<ReceiptRuleOrder.Request, Done> {
    public record Request(String set, List<String> names, String account, Optional<String> region) {}

    private final ReceiptRules rules;
    private final Tenants tenants;

    @Inject
    public ReceiptRuleOrder(ReceiptRules rules, Tenants tenants) {
        this.rules = rules;
        this.tenants = tenants;
    }

    @Override
    public Done perform(Request asked) {
        rules.reorder(tenants.find(asked.account(), asked.region()), asked.set(), asked.names());
        return new Done();
    }
}
