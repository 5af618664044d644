package org.posthorn.api.v1.receipt;

import org.posthorn.api.call.Action;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.receipt.ReceiptRules;

/// Takes a rule out of a receipt rule set; one that is not there is taken out, too.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference/API_DeleteReceiptRule.html
final class DeleteReceiptRule implements Action<DeleteReceiptRule.Request, DeleteReceiptRule.Response> {
    record Request(String ruleSetName, String ruleName) {}

    record Response() {}

    private final ReceiptRules rules;

    DeleteReceiptRule(ReceiptRules rules) {
        this.rules = rules;
    }

    @Override
    public Response perform(Request request, Caller caller) {
        new Constraints()
                .name("ruleSetName", request.ruleSetName())
                .name("ruleName", request.ruleName())
                .check();
        rules.delete(caller.tenant(), request.ruleSetName(), request.ruleName());
        return new Response();
    }
}
