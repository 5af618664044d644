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

/// Replaces a policy of an identity.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_UpdateEmailIdentityPolicy.html
@Route(method = "PUT", path = "/identities/{EmailIdentity}/policies/{PolicyName}")
final class UpdateEmailIdentityPolicy implements Action<UpdateEmailIdentityPolicy.Request, NoResult> {
    record Request(
            @InPath String emailIdentity,

            @InPath @Bounds(min = 1, max = Limits.POLICY_NAME_CHARS)
            String policyName,

            @Bounds(min = 1) String policy) {}

    private final SendingPolicies policies;

    UpdateEmailIdentityPolicy(SendingPolicies policies) {
        this.policies = policies;
    }

    @Override
    public NoResult perform(Request request, Caller caller) {
        policies.replace(
                caller.tenant(),
                request.emailIdentity(),
                request.policyName(),
                reader -> PolicyJson.read(request.policy(), reader));
        return NoResult.NO_RESULT;
    }
}
