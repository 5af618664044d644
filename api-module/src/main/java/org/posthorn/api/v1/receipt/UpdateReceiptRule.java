package org.posthorn.api.v1.receipt;

import org.posthorn.api.call.Action;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.receipt.ReceiptRules;

/// Puts a rule in the place of the one of its name; what is not given of it becomes its default.
///
/// Differs from SES: in what a rule may hold, as CreateReceiptRule does.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference/API_UpdateReceiptRule.html
final class UpdateReceiptRule implements Action<UpdateReceiptRule.Request, UpdateReceiptRule.Response> {
    record Request(String ruleSetName, ReceiptRule rule) {}

    record Response() {}

    private final ReceiptRules rules;

    UpdateReceiptRule(ReceiptRules rules) {
        this.rules = rules;
    }

    @Override
    public Response perform(Request request, Caller caller) {
        request.rule()
                .constrain(new Constraints().name("ruleSetName", request.ruleSetName()))
                .check();
        rules.update(caller.tenant(), request.ruleSetName(), request.rule().toSetting());
        return new Response();
    }
}
