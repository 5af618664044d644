package org.posthorn.api.v2.configurationset;

import java.util.List;
import java.util.Optional;
import org.posthorn.api.call.Action;
import org.posthorn.api.call.NoResult;
import org.posthorn.api.v2.Route;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.configurationset.ConfigurationSets;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.record.InPath;
import org.posthorn.engine.settings.Suppressed.Reason;
import org.posthorn.engine.settings.SuppressionScope;

/// Sets what suppression lists mean for the messages of a configuration set, in place of what the account says; without
/// reasons nobody is kept from them.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_PutConfigurationSetSuppressionOptions.html
@Route(method = "PUT", path = "/configuration-sets/{ConfigurationSetName}/suppression-options")
final class PutConfigurationSetSuppressionOptions
        implements Action<PutConfigurationSetSuppressionOptions.Request, NoResult> {
    record Request(
            @InPath String configurationSetName,
            Optional<SuppressionScope> suppressionScope,
            List<String> suppressedReasons,
            Optional<ValidationOptions> validationOptions) {}

    private final ConfigurationSets sets;

    PutConfigurationSetSuppressionOptions(ConfigurationSets sets) {
        this.sets = sets;
    }

    @Override
    public NoResult perform(Request request, Caller caller) {
        SetName.check(request.configurationSetName());
        SuppressionOptions said = new SuppressionOptions(
                        request.suppressedReasons().stream()
                                .map(PutConfigurationSetSuppressionOptions::reason)
                                .toList(),
                        request.suppressionScope(),
                        request.validationOptions())
                .checked();
        sets.change(caller.tenant(), request.configurationSetName(), said::in);
        return NoResult.NO_RESULT;
    }

    /// SES checks these itself here.
    private static Reason reason(String word) {
        for (Reason reason : Reason.values()) {
            if (reason.name().equals(word)) {
                return reason;
            }
        }
        throw new SesException(
                SesError.INVALID_PARAMETER_VALUE,
                "Reason " + word + " is invalid, must be one of [BOUNCE, COMPLAINT].");
    }
}
