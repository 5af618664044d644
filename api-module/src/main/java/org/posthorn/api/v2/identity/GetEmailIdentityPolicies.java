package org.posthorn.api.v2.identity;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.posthorn.api.call.Action;
import org.posthorn.api.v2.Route;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.identity.Identities;
import org.posthorn.engine.identity.SendingPolicies;
import org.posthorn.engine.record.InPath;
import org.posthorn.engine.settings.Identity;
import org.posthorn.engine.settings.IdentityPolicies;

/// Tells the policies of an identity, without white space.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_GetEmailIdentityPolicies.html
@Route(method = "GET", path = "/identities/{EmailIdentity}/policies")
final class GetEmailIdentityPolicies
        implements Action<GetEmailIdentityPolicies.Request, GetEmailIdentityPolicies.Response> {
    record Request(@InPath String emailIdentity) {}

    record Response(Map<String, String> policies) {}

    private final Identities identities;
    private final SendingPolicies policies;

    GetEmailIdentityPolicies(Identities identities, SendingPolicies policies) {
        this.identities = identities;
        this.policies = policies;
    }

    @Override
    public Response perform(Request request, Caller caller) {
        String name = request.emailIdentity();
        Identity identity = identities
                .find(caller.tenant(), name)
                .orElseThrow(
                        () -> new SesException(SesError.NOT_FOUND, "Email identity <" + name + "> does not exist."));
        return new Response(texts(policies.of(caller.tenant(), identity.name())));
    }

    static Map<String, String> texts(List<IdentityPolicies.Named> policies) {
        Map<String, String> texts = new LinkedHashMap<>();
        policies.forEach(policy -> texts.put(policy.name(), policy.policy().json()));
        return texts;
    }
}
