package org.posthorn.api.v1.receipt;

import java.util.Optional;
import org.posthorn.api.call.Action;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.receipt.ReceiptRuleSets;

/// Makes a receipt rule set the one that acts; without a name, none does.
///
/// An empty name is refused as a name of a set, not taken for none: a guess, on the safe side.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference/API_SetActiveReceiptRuleSet.html
final class SetActiveReceiptRuleSet
        implements Action<SetActiveReceiptRuleSet.Request, SetActiveReceiptRuleSet.Response> {
    record Request(Optional<String> ruleSetName) {}

    record Response() {}

    private final ReceiptRuleSets sets;

    SetActiveReceiptRuleSet(ReceiptRuleSets sets) {
        this.sets = sets;
    }

    @Override
    public Response perform(Request request, Caller caller) {
        request.ruleSetName()
                .ifPresentOrElse(
                        name -> {
                            new Constraints().name("ruleSetName", name).check();
                            sets.activate(caller.tenant(), name);
                        },
                        () -> sets.deactivate(caller.tenant()));
        return new Response();
    }
}
