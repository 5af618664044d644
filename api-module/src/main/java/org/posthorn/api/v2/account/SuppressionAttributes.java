package org.posthorn.api.v2.account;

import java.util.List;
import java.util.Optional;
import org.posthorn.engine.settings.Suppressed;
import org.posthorn.engine.settings.SuppressionChoice;

/// For which reasons the account's list takes addresses, as it is told.
record SuppressionAttributes(
        List<Suppressed.Reason> suppressedReasons, Optional<ValidationAttributes> validationAttributes) {
    /// How sure an address would have to be valid.
    ///
    /// Differs from SES: it is kept and told, and no address is checked before it is written to.
    record ValidationAttributes(ConditionThreshold conditionThreshold) {
        static ValidationAttributes of(SuppressionChoice.Confidence confidence) {
            return new ValidationAttributes(new ConditionThreshold(
                    FeatureStatus.of(confidence.enabled()),
                    confidence.verdict().map(Verdict::valueOf).map(ConfidenceThreshold::new)));
        }

        SuppressionChoice.Confidence toConfidence() {
            return new SuppressionChoice.Confidence(
                    conditionThreshold.conditionThresholdEnabled().isOn(),
                    conditionThreshold
                            .overallConfidenceThreshold()
                            .map(threshold ->
                                    threshold.confidenceVerdictThreshold().name()));
        }
    }

    record ConditionThreshold(
            FeatureStatus conditionThresholdEnabled, Optional<ConfidenceThreshold> overallConfidenceThreshold) {}

    record ConfidenceThreshold(Verdict confidenceVerdictThreshold) {}

    enum Verdict {
        MEDIUM,
        HIGH,
        MANAGED
    }
}
