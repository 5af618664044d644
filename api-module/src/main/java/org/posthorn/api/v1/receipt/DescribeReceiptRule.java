package org.posthorn.api.v1.receipt;

import org.posthorn.api.call.Action;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.receipt.ReceiptRules;

/// Tells a rule of a receipt rule set.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference/API_DescribeReceiptRule.html
final class DescribeReceiptRule implements Action<DescribeReceiptRule.Request, DescribeReceiptRule.Response> {
    record Request(String ruleSetName, String ruleName) {}

    record Response(ReceiptRule rule) {}

    private final ReceiptRules rules;

    DescribeReceiptRule(ReceiptRules rules) {
        this.rules = rules;
    }

    @Override
    public Response perform(Request request, Caller caller) {
        new Constraints()
                .name("ruleSetName", request.ruleSetName())
                .name("ruleName", request.ruleName())
                .check();
        return new Response(ReceiptRule.of(rules.get(caller.tenant(), request.ruleSetName(), request.ruleName())));
    }
}
