package org.posthorn.api.v1.receipt;

import org.posthorn.api.call.Action;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.receipt.ReceiptRuleSets;

/// Removes a receipt rule set with its rules, unless it is active; one that is not there is removed, too.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference/API_DeleteReceiptRuleSet.html
final class DeleteReceiptRuleSet implements Action<DeleteReceiptRuleSet.Request, DeleteReceiptRuleSet.Response> {
    record Request(String ruleSetName) {}

    record Response() {}

    private final ReceiptRuleSets sets;

    DeleteReceiptRuleSet(ReceiptRuleSets sets) {
        this.sets = sets;
    }

    @Override
    public Response perform(Request request, Caller caller) {
        new Constraints().name("ruleSetName", request.ruleSetName()).check();
        sets.delete(caller.tenant(), request.ruleSetName());
        return new Response();
    }
}
