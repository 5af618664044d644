package org.posthorn.api.v1.receipt;

import java.util.List;
import org.posthorn.api.call.Action;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.receipt.ReceiptRules;
import org.posthorn.engine.record.Required;

/// Puts all rules of a receipt rule set in another order, at once.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference/API_ReorderReceiptRuleSet.html
final class ReorderReceiptRuleSet implements Action<ReorderReceiptRuleSet.Request, ReorderReceiptRuleSet.Response> {
    record Request(String ruleSetName, @Required List<String> ruleNames) {}

    record Response() {}

    private final ReceiptRules rules;

    ReorderReceiptRuleSet(ReceiptRules rules) {
        this.rules = rules;
    }

    @Override
    public Response perform(Request request, Caller caller) {
        new Constraints()
                .name("ruleSetName", request.ruleSetName())
                .names("ruleNames", request.ruleNames())
                .check();
        rules.reorder(caller.tenant(), request.ruleSetName(), request.ruleNames());
        return new Response();
    }
}
