package org.posthorn.api.operator.command;

import jakarta.inject.Inject;
import java.util.Optional;
import org.posthorn.api.operator.Command;
import org.posthorn.api.operator.Help;
import org.posthorn.api.operator.Tenants;
import org.posthorn.api.v1.receipt.RuleFile;
import org.posthorn.engine.receipt.ReceiptRules;

@Help("Tells a receipt rule as the JSON that puts it.")
public final class ReceiptRuleShow implements Command<ReceiptRuleShow.Request, ReceiptRuleShow.Answer> {
    public record Request(String set, String name, String account, Optional<String> region) {}

    public record Answer(String rule) {}

    private final ReceiptRules rules;
    private final Tenants tenants;

    @Inject
    public ReceiptRuleShow(ReceiptRules rules, Tenants tenants) {
        this.rules = rules;
        this.tenants = tenants;
    }

    @Override
    public ReceiptRuleShow.Answer perform(Request asked) {
        return new Answer(
                RuleFile.write(rules.get(tenants.find(asked.account(), asked.region()), asked.set(), asked.name())));
    }
}
