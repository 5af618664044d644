package org.posthorn.api.v1.receipt;

import java.util.List;
import org.posthorn.api.call.Action;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.receipt.ReceiptRuleSets;
import org.posthorn.engine.settings.ReceiptRuleSet;

/// Tells a receipt rule set with its rules, in their order.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference/API_DescribeReceiptRuleSet.html
final class DescribeReceiptRuleSet implements Action<DescribeReceiptRuleSet.Request, DescribeReceiptRuleSet.Response> {
    record Request(String ruleSetName) {}

    record Response(ReceiptRuleSetMetadata metadata, List<ReceiptRule> rules) {}

    private final ReceiptRuleSets sets;

    DescribeReceiptRuleSet(ReceiptRuleSets sets) {
        this.sets = sets;
    }

    @Override
    public Response perform(Request request, Caller caller) {
        new Constraints().name("ruleSetName", request.ruleSetName()).check();
        ReceiptRuleSet set = sets.get(caller.tenant(), request.ruleSetName());
        return new Response(
                ReceiptRuleSetMetadata.of(set),
                set.rules().stream().map(ReceiptRule::of).toList());
    }
}
