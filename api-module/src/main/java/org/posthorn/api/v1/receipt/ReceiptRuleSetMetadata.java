package org.posthorn.api.v1.receipt;

import java.time.Instant;
import org.posthorn.engine.settings.ReceiptRuleSet;

/// A receipt rule set without its rules.
record ReceiptRuleSetMetadata(String name, Instant createdTimestamp) {
    static ReceiptRuleSetMetadata of(ReceiptRuleSet set) {
        return new ReceiptRuleSetMetadata(set.name(), set.createdAt());
    }
}
