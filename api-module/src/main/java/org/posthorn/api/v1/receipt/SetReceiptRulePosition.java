package org.posthorn.api.v1.receipt;

import java.util.Optional;
import org.posthorn.api.call.Action;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.receipt.ReceiptRules;

/// Moves a rule of a receipt rule set: behind the one that `After` names, or to the front.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference/API_SetReceiptRulePosition.html
final class SetReceiptRulePosition implements Action<SetReceiptRulePosition.Request, SetReceiptRulePosition.Response> {
    record Request(String ruleSetName, String ruleName, Optional<String> after) {}

    record Response() {}

    private final ReceiptRules rules;

    SetReceiptRulePosition(ReceiptRules rules) {
        this.rules = rules;
    }

    @Override
    public Response perform(Request request, Caller caller) {
        Constraints constraints =
                new Constraints().name("ruleSetName", request.ruleSetName()).name("ruleName", request.ruleName());
        request.after().ifPresent(after -> constraints.name("after", after));
        constraints.check();
        rules.move(caller.tenant(), request.ruleSetName(), request.ruleName(), request.after());
        return new Response();
    }
}
