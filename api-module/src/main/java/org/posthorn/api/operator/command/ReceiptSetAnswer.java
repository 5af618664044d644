package org.posthorn.api.operator.command;

import org.posthorn.engine.settings.ReceiptRuleSet;

/// A receipt rule set for operators.
///
/// @param active whether it acts on mail that comes in
/// @param rules how many it has
public record ReceiptSetAnswer(String name, boolean active, int rules, String createdAt) {
    static ReceiptSetAnswer of(ReceiptRuleSet set, boolean active) {
        return new ReceiptSetAnswer(
                set.name(), active, set.rules().size(), set.createdAt().toString());
    }
}
