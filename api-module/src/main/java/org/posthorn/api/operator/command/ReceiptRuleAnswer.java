package org.posthorn.api.operator.command;

import java.util.List;
import org.posthorn.engine.settings.ReceiptAction;
import org.posthorn.engine.settings.ReceiptRule;

/// A receipt rule for operators.
///
/// @param recipients all of the account's domains when empty
/// @param actions each in words, in their order
/// @param scan whether messages are scanned for spam and viruses
public record ReceiptRuleAnswer(
        String name, boolean enabled, boolean requireTls, boolean scan, List<String> recipients, List<String> actions) {
    static ReceiptRuleAnswer of(ReceiptRule rule) {
        return new ReceiptRuleAnswer(
                rule.name(),
                rule.enabled(),
                rule.requiresTls(),
                rule.scans(),
                rule.recipients(),
                rule.actions().stream().map(ReceiptRuleAnswer::inWords).toList());
    }

    private static String inWords(ReceiptAction action) {
        return switch (action) {
            case ReceiptAction.S3 s3 -> "S3 " + s3.bucket() + "/" + s3.prefix().orElse("");
            case ReceiptAction.Sns sns ->
                "SNS " + sns.arn() + " " + sns.encoding().wireName();
            case ReceiptAction.Lambda lambda -> "Lambda " + lambda.functionArn() + " " + lambda.invocationType();
            case ReceiptAction.Bounce bounce ->
                "Bounce " + bounce.smtpReplyCode()
                        + bounce.statusCode().map(code -> " " + code).orElse("") + " from " + bounce.sender();
            case ReceiptAction.AddHeader add -> "AddHeader " + add.name() + ": " + add.value();
            case ReceiptAction.Stop stop -> "Stop";
        };
    }
}
