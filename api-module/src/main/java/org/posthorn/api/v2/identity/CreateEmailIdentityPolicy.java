package org.posthorn.api.v2.identity;

import org.posthorn.api.call.Action;
import org.posthorn.api.call.NoResult;
import org.posthorn.api.codec.PolicyJson;
import org.posthorn.api.v2.Route;
import org.posthorn.engine.Limits;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.identity.SendingPolicies;
import org.posthorn.engine.record.Bounds;
import org.posthorn.engine.record.InPath;

/// Adds a policy to an identity: who else may send for it. It need not be verified for that.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_CreateEmailIdentityPolicy.html
@Route(method = "POST", path = "/identities/{EmailIdentity}/policies/{PolicyName}")
final class CreateEmailIdentityPolicy implements Action<CreateEmailIdentityPolicy.Request, NoResult> {
    record Request(
            @InPath String emailIdentity,

            @InPath @Bounds(min = 1, max = Limits.POLICY_NAME_CHARS)
            String policyName,

            @Bounds(min = 1) String policy) {}

    private final SendingPolicies policies;

    CreateEmailIdentityPolicy(SendingPolicies policies) {
        this.policies = policies;
    }

    @Override
    public NoResult perform(Request request, Caller caller) {
        policies.create(
                caller.tenant(),
                request.emailIdentity(),
                request.policyName(),
                reader -> PolicyJson.read(request.policy(), reader));
        return NoResult.NO_RESULT;
    }
}
