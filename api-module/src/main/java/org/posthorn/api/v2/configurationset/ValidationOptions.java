package org.posthorn.api.v2.configurationset;

import java.util.Optional;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.settings.FeatureStatus;
import org.posthorn.engine.settings.SetOptions.Threshold;
import org.posthorn.engine.settings.SetOptions.Verdict;

/// How sure it must be that an address works before it is written to.
record ValidationOptions(ConditionThreshold conditionThreshold) {
    record ConditionThreshold(
            FeatureStatus conditionThresholdEnabled, Optional<ConfidenceThreshold> overallConfidenceThreshold) {}

    record ConfidenceThreshold(Verdict confidenceVerdictThreshold) {}

    /// Differs from SES: it can't be switched on, since addresses are not judged before they are written to.
    ///
    /// @throws SesException INVALID_PARAMETER_VALUE when it is; the text is a guess
    void check() {
        if (conditionThreshold.conditionThresholdEnabled() == FeatureStatus.ENABLED) {
            throw new SesException(
                    SesError.INVALID_PARAMETER_VALUE,
                    "ConditionThresholdEnabled can only be DISABLED: this service does not judge addresses before it sends.");
        }
    }

    Threshold threshold() {
        return new Threshold(
                conditionThreshold.conditionThresholdEnabled(),
                conditionThreshold.overallConfidenceThreshold().map(ConfidenceThreshold::confidenceVerdictThreshold));
    }

    static ValidationOptions of(Threshold threshold) {
        return new ValidationOptions(
                new ConditionThreshold(threshold.enabled(), threshold.verdict().map(ConfidenceThreshold::new)));
    }
}
