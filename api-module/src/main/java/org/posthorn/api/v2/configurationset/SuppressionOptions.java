package org.posthorn.api.v2.configurationset;

import java.util.List;
import java.util.Optional;
import org.posthorn.engine.settings.ConfigurationSet;
import org.posthorn.engine.settings.SetOptions;
import org.posthorn.engine.settings.Suppressed.Reason;
import org.posthorn.engine.settings.SuppressionScope;

/// What suppression lists mean for its messages, in place of what the account says.
///
/// Without reasons nobody is kept from them. (SES was seen to fail of itself when reasons are absent at the creation.)
record SuppressionOptions(
        List<Reason> suppressedReasons,
        Optional<SuppressionScope> suppressionScope,
        Optional<ValidationOptions> validationOptions) {
    /// @throws org.posthorn.engine.SesException INVALID_PARAMETER_VALUE for what can't be done here
    SuppressionOptions checked() {
        validationOptions.ifPresent(ValidationOptions::check);
        return this;
    }

    ConfigurationSet in(ConfigurationSet set) {
        SetOptions.Suppression said = new SetOptions.Suppression(
                suppressedReasons.stream().distinct().sorted().toList(),
                suppressionScope,
                validationOptions.map(ValidationOptions::threshold));
        return set.withOptions(options -> options.withSuppression(Optional.of(said)));
    }

    /// Empty when it says nothing.
    static Optional<SuppressionOptions> of(ConfigurationSet set) {
        return set.options()
                .suppression()
                .map(said -> new SuppressionOptions(
                        said.reasons(), said.scope(), said.threshold().map(ValidationOptions::of)));
    }
}
