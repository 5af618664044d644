package org.posthorn.api.v1.receipt;

import org.posthorn.api.call.Action;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.receipt.ReceiptRuleSets;

/// Makes an empty receipt rule set.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference/API_CreateReceiptRuleSet.html
final class CreateReceiptRuleSet implements Action<CreateReceiptRuleSet.Request, CreateReceiptRuleSet.Response> {
    record Request(String ruleSetName) {}

    record Response() {}

    private final ReceiptRuleSets sets;

    CreateReceiptRuleSet(ReceiptRuleSets sets) {
        this.sets = sets;
    }

    @Override
    public Response perform(Request request, Caller caller) {
        new Constraints().name("ruleSetName", request.ruleSetName()).check();
        sets.create(caller.tenant(), request.ruleSetName());
        return new Response();
    }
}
