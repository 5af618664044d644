package org.posthorn.engine.settings;

import java.time.Instant;
import java.util.List;

/// Receipt rules in their order: one record, so that to put them in another order is one update.
public record ReceiptRuleSet(String name, Instant createdAt, List<ReceiptRule> rules) {
    public ReceiptRuleSet {
        rules = List.copyOf(rules);
    }

    public ReceiptRuleSet withRules(List<ReceiptRule> rules) {
        return new ReceiptRuleSet(name, createdAt, rules);
    }
}
