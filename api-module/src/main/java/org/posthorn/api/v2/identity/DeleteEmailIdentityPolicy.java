package org.posthorn.api.v2.identity;

import org.posthorn.api.call.Action;
import org.posthorn.api.call.NoResult;
import org.posthorn.api.v2.Route;
import org.posthorn.engine.Limits;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.identity.SendingPolicies;
import org.posthorn.engine.record.Bounds;
import org.posthorn.engine.record.InPath;

/// Removes a policy of an identity.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_DeleteEmailIdentityPolicy.html
@Route(method = "DELETE", path = "/identities/{EmailIdentity}/policies/{PolicyName}")
final class DeleteEmailIdentityPolicy implements Action<DeleteEmailIdentityPolicy.Request, NoResult> {
    record Request(
            @InPath String emailIdentity,

            @InPath @Bounds(min = 1, max = Limits.POLICY_NAME_CHARS)
            String policyName) {}

    private final SendingPolicies policies;

    DeleteEmailIdentityPolicy(SendingPolicies policies) {
        this.policies = policies;
    }

    @Override
    public NoResult perform(Request request, Caller caller) {
        policies.remove(caller.tenant(), request.emailIdentity(), request.policyName());
        return NoResult.NO_RESULT;
    }
}
