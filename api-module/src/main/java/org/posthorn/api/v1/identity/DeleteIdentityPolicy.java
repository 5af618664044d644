package org.posthorn.api.v1.identity;

import org.posthorn.api.call.Action;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.identity.SendingPolicies;

/// Removes a policy of an identity; one that does not exist is no error.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference/API_DeleteIdentityPolicy.html
final class DeleteIdentityPolicy implements Action<DeleteIdentityPolicy.Request, DeleteIdentityPolicy.Response> {
    record Request(String identity, String policyName) {}

    record Response() {}

    private final SendingPolicies policies;

    DeleteIdentityPolicy(SendingPolicies policies) {
        this.policies = policies;
    }

    @Override
    public Response perform(Request request, Caller caller) {
        PolicyName.check(request.policyName());
        policies.delete(caller.tenant(), request.identity(), request.policyName());
        return new Response();
    }
}
