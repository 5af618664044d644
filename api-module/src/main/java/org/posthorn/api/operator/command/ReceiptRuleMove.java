package org.posthorn.api.operator.command;

import jakarta.inject.Inject;
import java.util.Optional;
import org.posthorn.api.operator.Command;
import org.posthorn.api.operator.Help;
import org.posthorn.api.operator.Tenants;
import org.posthorn.engine.receipt.ReceiptRules;

@Help("Moves a receipt rule to the front of its set, or behind another one.")
public final class ReceiptRuleMove implements Command<ReceiptRuleMove.Request, Done> {
    public record Request(String set, String name, String account, Optional<String> region, Optional<String> after) {}

    private final ReceiptRules rules;
    private final Tenants tenants;

    @Inject
    public ReceiptRuleMove(ReceiptRules rules, Tenants tenants) {
        this.rules = rules;
        this.tenants = tenants;
    }

    @Override
    public Done perform(Request asked) {
        rules.move(tenants.find(asked.account(), asked.region()), asked.set(), asked.name(), asked.after());
        return new Done();
    }
}
