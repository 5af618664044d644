package org.posthorn.api.v1;

import java.util.Set;

/// The operations of SES that are still to come; they are answered as unknown. This list may only shrink.
public final class NotYet {
    public static final Set<String> OPERATIONS = Set.of(
            "CloneReceiptRuleSet",
            "CreateReceiptFilter",
            "CreateReceiptRule",
            "CreateReceiptRuleSet",
            "DeleteReceiptFilter",
            "DeleteReceiptRule",
            "DeleteReceiptRuleSet",
            "DescribeActiveReceiptRuleSet",
            "DescribeReceiptRule",
            "DescribeReceiptRuleSet",
            "ListReceiptFilters",
            "ListReceiptRuleSets",
            "ReorderReceiptRuleSet",
            "SetActiveReceiptRuleSet",
            "SetReceiptRulePosition",
            "UpdateReceiptRule");

    private NotYet() {}
}
