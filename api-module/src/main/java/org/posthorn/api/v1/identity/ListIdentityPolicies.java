package org.posthorn.api.v1.identity;

import java.util.List;
import org.posthorn.api.call.Action;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.identity.SendingPolicies;
import org.posthorn.engine.settings.IdentityPolicies;

/// Lists the names of an identity's policies, in their order.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference/API_ListIdentityPolicies.html
final class ListIdentityPolicies implements Action<ListIdentityPolicies.Request, ListIdentityPolicies.Response> {
    record Request(String identity) {}

    record Response(List<String> policyNames) {}

    private final SendingPolicies policies;

    ListIdentityPolicies(SendingPolicies policies) {
        this.policies = policies;
    }

    @Override
    public Response perform(Request request, Caller caller) {
        return new Response(policies.list(caller.tenant(), request.identity()).stream()
                .map(IdentityPolicies.Named::name)
                .toList());
    }
}
