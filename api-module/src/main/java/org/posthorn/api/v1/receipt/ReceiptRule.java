package org.posthorn.api.v1.receipt;

import java.util.List;
import java.util.Optional;
import org.posthorn.engine.settings.ConfigurationSet.TlsPolicy;

/// What is done with mail for some recipients, as it is written in the API.
record ReceiptRule(
        String name,
        Optional<Boolean> enabled,
        Optional<TlsPolicy> tlsPolicy,
        List<String> recipients,
        List<ReceiptAction> actions,
        Optional<Boolean> scanEnabled) {
    Constraints constrain(Constraints constraints) {
        constraints.name("rule.name", name);
        for (int i = 0; i < actions.size(); i++) {
            actions.get(i).constrain(constraints, "rule.actions." + (i + 1) + ".member.");
        }
        return constraints;
    }

    /// @throws SesException as [ReceiptAction#toSetting]
    org.posthorn.engine.settings.ReceiptRule toSetting() {
        return new org.posthorn.engine.settings.ReceiptRule(
                name,
                enabled.orElse(false),
                tlsPolicy.filter(policy -> policy == TlsPolicy.Require).isPresent(),
                recipients,
                actions.stream().map(ReceiptAction::toSetting).toList(),
                scanEnabled.orElse(false));
    }

    /// With all members, whether or not they were given.
    static ReceiptRule of(org.posthorn.engine.settings.ReceiptRule rule) {
        return new ReceiptRule(
                rule.name(),
                Optional.of(rule.enabled()),
                Optional.of(rule.requiresTls() ? TlsPolicy.Require : TlsPolicy.Optional),
                rule.recipients(),
                rule.actions().stream().map(ReceiptAction::of).toList(),
                Optional.of(rule.scans()));
    }
}
