package org.posthorn.engine.settings;

import java.util.List;

/// What is done with mail that comes in for some recipients (SES API, `ReceiptRule`).
///
/// @param requiresTls whether its recipients are refused without TLS
/// @param recipients addresses, domains, and domains with a dot in front, which stand for those below; all of the
///     tenant's domains when empty
/// @param actions in their order
/// @param scans whether the message is scanned for spam and viruses
public record ReceiptRule(
        String name,
        boolean enabled,
        boolean requiresTls,
        List<String> recipients,
        List<ReceiptAction> actions,
        boolean scans) {
    public ReceiptRule {
        recipients = List.copyOf(recipients);
        actions = List.copyOf(actions);
    }
}
