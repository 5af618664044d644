package org.posthorn.api.v1.receipt;

import org.posthorn.api.call.Action;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.receipt.ReceiptRuleSets;

/// Makes a receipt rule set with the rules of another, in their order. It is not active.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference/API_CloneReceiptRuleSet.html
final class CloneReceiptRuleSet implements Action<CloneReceiptRuleSet.Request, CloneReceiptRuleSet.Response> {
    record Request(String ruleSetName, String originalRuleSetName) {}

    record Response() {}

    private final ReceiptRuleSets sets;

    CloneReceiptRuleSet(ReceiptRuleSets sets) {
        this.sets = sets;
    }

    @Override
    public Response perform(Request request, Caller caller) {
        new Constraints()
                .name("originalRuleSetName", request.originalRuleSetName())
                .name("ruleSetName", request.ruleSetName())
                .check();
        sets.copy(caller.tenant(), request.ruleSetName(), request.originalRuleSetName());
        return new Response();
    }
}
