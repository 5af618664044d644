package org.posthorn.api.v1.receipt;

import java.util.Optional;
import org.posthorn.api.call.Action;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.receipt.ReceiptRules;

/// Adds a rule to a receipt rule set: behind the one that `After` names, or as the first.
///
/// Differs from SES: a bucket is a directory or a bucket of the service that `receiving.s3_endpoint` names, a function
/// a URL or one of the service that `receiving.lambda_endpoint` names, and topics are those of `posthorn topic` and of
/// `topics.aws.sns_endpoint`. `KmsKeyArn` is refused, since messages are not encrypted; roles are kept and not looked
/// at; there are no WorkMail and Connect actions.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference/API_CreateReceiptRule.html
final class CreateReceiptRule implements Action<CreateReceiptRule.Request, CreateReceiptRule.Response> {
    record Request(String ruleSetName, Optional<String> after, ReceiptRule rule) {}

    record Response() {}

    private final ReceiptRules rules;

    CreateReceiptRule(ReceiptRules rules) {
        this.rules = rules;
    }

    @Override
    public Response perform(Request request, Caller caller) {
        Constraints constraints = new Constraints().name("ruleSetName", request.ruleSetName());
        request.after().ifPresent(after -> constraints.name("after", after));
        request.rule().constrain(constraints).check();
        rules.create(caller.tenant(), request.ruleSetName(), request.rule().toSetting(), request.after());
        return new Response();
    }
}
