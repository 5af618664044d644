package org.posthorn.api.operator.command;

import jakarta.inject.Inject;
import java.util.Optional;
import org.posthorn.api.operator.Command;
import org.posthorn.api.operator.Help;
import org.posthorn.api.operator.Tenants;
import org.posthorn.api.v1.receipt.RuleFile;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.receipt.ReceiptRuleSets;
import org.posthorn.engine.receipt.ReceiptRules;
import org.posthorn.engine.settings.ReceiptRule;

@Help("Adds a receipt rule to a set, as the first or behind another one, or replaces the one of its name.")
public final class ReceiptRulePut implements Command<ReceiptRulePut.Request, ReceiptRuleAnswer> {
    public record Request(String set, String account, Optional<String> region, String rule, Optional<String> after) {}

    /// Ten values of a header and a hundred recipients, escaped twice.
    private static final int MOST_BYTES = 256 << 10;

    private final ReceiptRules rules;
    private final ReceiptRuleSets sets;
    private final Tenants tenants;

    @Inject
    public ReceiptRulePut(ReceiptRules rules, ReceiptRuleSets sets, Tenants tenants) {
        this.rules = rules;
        this.sets = sets;
        this.tenants = tenants;
    }

    @Override
    public ReceiptRuleAnswer perform(Request asked) {
        Tenant tenant = tenants.find(asked.account(), asked.region());
        ReceiptRule rule = RuleFile.read(asked.rule());
        if (isThere(tenant, asked.set(), rule.name())) {
            rules.update(tenant, asked.set(), rule);
            asked.after().ifPresent(after -> rules.move(tenant, asked.set(), rule.name(), Optional.of(after)));
        } else {
            rules.create(tenant, asked.set(), rule, asked.after());
        }
        return ReceiptRuleAnswer.of(rules.get(tenant, asked.set(), rule.name()));
    }

    private boolean isThere(Tenant tenant, String set, String name) {
        return sets.get(tenant, set).rules().stream()
                .anyMatch(rule -> rule.name().equals(name));
    }

    @Override
    public int mostBytes() {
        return MOST_BYTES;
    }
}
