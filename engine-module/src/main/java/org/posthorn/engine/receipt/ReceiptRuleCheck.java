package org.posthorn.engine.receipt;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;
import org.posthorn.engine.Limits;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.identity.Identities;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.ReceiptAction;
import org.posthorn.engine.settings.ReceiptRule;

/// Whether a rule may be made: its recipients, its actions, and what those name. Safe for use by many threads.
///
/// The texts are SES's as it was probed, unless they are marked as a guess.
@Singleton
final class ReceiptRuleCheck {
    /// Whether a tenant may send as an address.
    private final BiPredicate<Tenant, String> verified;

    private final ActionTargets targets;

    @Inject
    ReceiptRuleCheck(Identities identities, ActionTargets targets) {
        this((tenant, address) -> identities.covering(tenant, address).isPresent(), targets);
    }

    ReceiptRuleCheck(BiPredicate<Tenant, String> verified, ActionTargets targets) {
        this.verified = verified;
        this.targets = targets;
    }

    /// Asks what the actions name last, when nothing else is wrong with the rule.
    ///
    /// @throws SesException INVALID_PARAMETER_VALUE, LIMIT_EXCEEDED, INVALID_SNS_TOPIC, INVALID_S3_CONFIGURATION,
    ///     INVALID_LAMBDA_FUNCTION, and as [ActionTargets#check]
    void check(Tenant tenant, ReceiptRule rule) {
        checkRecipients(rule.recipients());
        List<ReceiptAction> actions = rule.actions();
        if (actions.size() > Limits.RECEIPT_ACTIONS) {
            throw new SesException(SesError.LIMIT_EXCEEDED, "Too many actions");
        }
        if (actions.stream().limit(Math.max(0, actions.size() - 1)).anyMatch(ReceiptAction.Stop.class::isInstance)) {
            throw invalid("Stop action, if any, must be placed at the end of the actions list");
        }
        for (ReceiptAction action : actions) {
            ActionForm.check(action);
            if (action instanceof ReceiptAction.Bounce bounce && !verified.test(tenant, bounce.sender())) {
                throw invalid("Identity is not verified: " + bounce.sender());
            }
        }
        actions.forEach(action -> targets.check(tenant, action));
    }

    private static void checkRecipients(List<String> recipients) {
        if (recipients.size() > Limits.RECEIPT_RECIPIENTS) {
            throw new SesException(SesError.LIMIT_EXCEEDED, "Too many recipients"); // A guess, as it says of actions.
        }
        for (String recipient : recipients) {
            if (!RecipientForm.isValid(recipient)) {
                throw invalid("Invalid recipient: " + recipient);
            }
        }
    }

    /// How much of its set's room a rule takes.
    static long chars(ReceiptRule rule) {
        return rule.name().length()
                + rule.recipients().stream().mapToLong(String::length).sum()
                + rule.actions().stream().mapToLong(ReceiptRuleCheck::chars).sum();
    }

    private static long chars(ReceiptAction action) {
        long topic = length(action.topicArn());
        return topic
                + switch (action) {
                    case ReceiptAction.S3 s3 -> s3.bucket().length() + length(s3.prefix()) + length(s3.roleArn());
                    case ReceiptAction.Sns sns -> 0;
                    case ReceiptAction.Lambda lambda -> lambda.functionArn().length();
                    case ReceiptAction.Bounce bounce ->
                        bounce.message().length() + bounce.sender().length() + length(bounce.statusCode());
                    case ReceiptAction.AddHeader add ->
                        add.name().length() + add.value().length();
                    case ReceiptAction.Stop stop -> 0;
                };
    }

    private static int length(Optional<String> text) {
        return text.map(String::length).orElse(0);
    }

    private static SesException invalid(String text) {
        return new SesException(SesError.INVALID_PARAMETER_VALUE, text);
    }
}
