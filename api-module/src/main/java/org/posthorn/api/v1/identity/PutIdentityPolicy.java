package org.posthorn.api.v1.identity;

import org.posthorn.api.call.Action;
import org.posthorn.api.codec.PolicyJson;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.identity.SendingPolicies;

/// Adds a policy to an identity, or replaces one: who else may send for it.
///
/// Differs from SES: policies with variables (`${…}`) are refused; the reason of an InvalidPolicy is in our words.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference/API_PutIdentityPolicy.html
final class PutIdentityPolicy implements Action<PutIdentityPolicy.Request, PutIdentityPolicy.Response> {
    record Request(String identity, String policyName, String policy) {}

    record Response() {}

    private final SendingPolicies policies;

    PutIdentityPolicy(SendingPolicies policies) {
        this.policies = policies;
    }

    @Override
    public Response perform(Request request, Caller caller) {
        PolicyName.check(request.policyName());
        PolicyName.checkPolicy(request.policy());
        policies.put(
                caller.tenant(),
                request.identity(),
                request.policyName(),
                reader -> PolicyJson.read(request.policy(), reader));
        return new Response();
    }
}
