package org.posthorn.api.v1.receipt;

import java.util.List;
import java.util.Optional;
import org.posthorn.api.call.Action;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.receipt.ReceiptRuleSets;
import org.posthorn.engine.settings.ReceiptRuleSet;

/// Tells the receipt rule set that acts with its rules, or nothing where none does.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference/API_DescribeActiveReceiptRuleSet.html
final class DescribeActiveReceiptRuleSet
        implements Action<DescribeActiveReceiptRuleSet.Request, DescribeActiveReceiptRuleSet.Response> {
    record Request() {}

    record Response(Optional<ReceiptRuleSetMetadata> metadata, Optional<List<ReceiptRule>> rules) {}

    private final ReceiptRuleSets sets;

    DescribeActiveReceiptRuleSet(ReceiptRuleSets sets) {
        this.sets = sets;
    }

    @Override
    public Response perform(Request request, Caller caller) {
        Optional<ReceiptRuleSet> active = sets.active(caller.tenant());
        return new Response(
                active.map(ReceiptRuleSetMetadata::of),
                active.map(set -> set.rules().stream().map(ReceiptRule::of).toList()));
    }
}
