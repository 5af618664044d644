package org.posthorn.api.v1.identity;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.posthorn.api.call.Action;
import org.posthorn.engine.Limits;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.identity.SendingPolicies;
import org.posthorn.engine.record.Required;
import org.posthorn.engine.settings.IdentityPolicies;

/// Tells policies of an identity, without white space; those that do not exist are left out.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference/API_GetIdentityPolicies.html
final class GetIdentityPolicies implements Action<GetIdentityPolicies.Request, GetIdentityPolicies.Response> {
    record Request(String identity, @Required List<String> policyNames) {}

    record Response(Map<String, String> policies) {}

    private final SendingPolicies policies;

    GetIdentityPolicies(SendingPolicies policies) {
        this.policies = policies;
    }

    @Override
    public Response perform(Request request, Caller caller) {
        List<String> names = request.policyNames();
        if (names.size() > Limits.IDENTITY_POLICIES) {
            // The text is a guess: no document has it.
            throw new SesException(
                    SesError.INVALID_PARAMETER_VALUE,
                    "The number of policy names (" + names.size() + ") exceeds the maximum of "
                            + Limits.IDENTITY_POLICIES + ".");
        }
        names.forEach(PolicyName::check);
        Map<String, String> found = new LinkedHashMap<>();
        for (IdentityPolicies.Named policy : policies.list(caller.tenant(), request.identity())) {
            if (names.contains(policy.name())) {
                found.put(policy.name(), policy.policy().json());
            }
        }
        return new Response(found);
    }
}
