package org.posthorn.api.v2.configurationset;

import java.util.Optional;
import org.posthorn.api.call.Action;
import org.posthorn.api.call.NoResult;
import org.posthorn.api.codec.Violations;
import org.posthorn.api.v2.Route;
import org.posthorn.engine.configurationset.ConfigurationSets;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.record.InPath;
import org.posthorn.engine.settings.SetOptions.HttpsPolicy;

/// Sets the domain that the links of a configuration set's messages lead through, and which of them are HTTPS; without
/// options they lead through this installation's own address.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_PutConfigurationSetTrackingOptions.html
@Route(method = "PUT", path = "/configuration-sets/{ConfigurationSetName}/tracking-options")
final class PutConfigurationSetTrackingOptions implements Action<PutConfigurationSetTrackingOptions.Request, NoResult> {
    record Request(
            @InPath String configurationSetName, Optional<String> customRedirectDomain, Optional<String> httpsPolicy) {}

    private final ConfigurationSets sets;

    PutConfigurationSetTrackingOptions(ConfigurationSets sets) {
        this.sets = sets;
    }

    @Override
    public NoResult perform(Request request, Caller caller) {
        SetName.check(request.configurationSetName());
        if (request.customRedirectDomain().isEmpty() && request.httpsPolicy().isEmpty()) {
            sets.change(
                    caller.tenant(),
                    request.configurationSetName(),
                    set -> set.withTracking(false, Optional.empty())
                            .withOptions(options -> options.withHttpsPolicy(Optional.empty())));
            return NoResult.NO_RESULT;
        }
        // The domain is judged before the word, which is no enum to SES here.
        String domain = TrackingOptions.checkedDomain(
                sets, caller.tenant(), request.customRedirectDomain().orElse(""));
        TrackingOptions options =
                new TrackingOptions(domain, request.httpsPolicy().map(PutConfigurationSetTrackingOptions::policy));
        sets.change(caller.tenant(), request.configurationSetName(), options::in);
        return NoResult.NO_RESULT;
    }

    private static HttpsPolicy policy(String word) {
        for (HttpsPolicy policy : HttpsPolicy.values()) {
            if (policy.name().equals(word)) {
                return policy;
            }
        }
        Violations violations = new Violations(Violations.Style.V2);
        violations.notOneOf(HttpsPolicy.values(), "httpsPolicy");
        violations.throwIfAny();
        throw new IllegalStateException("a violation was not thrown");
    }
}
