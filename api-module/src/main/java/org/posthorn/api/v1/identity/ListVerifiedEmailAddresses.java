package org.posthorn.api.v1.identity;

import java.util.List;
import java.util.Optional;
import org.posthorn.api.call.Action;
import org.posthorn.engine.Limits;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.identity.Identities;
import org.posthorn.engine.settings.Identity;
import org.posthorn.engine.settings.IdentityType;

/// Lists the addresses that are verified; SES deprecates it in favour of [ListIdentities], which has pages.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference/API_ListVerifiedEmailAddresses.html
final class ListVerifiedEmailAddresses
        implements Action<ListVerifiedEmailAddresses.Request, ListVerifiedEmailAddresses.Response> {
    record Request() {}

    record Response(List<String> verifiedEmailAddresses) {}

    private final Identities identities;

    ListVerifiedEmailAddresses(Identities identities) {
        this.identities = identities;
    }

    @Override
    public Response perform(Request request, Caller caller) {
        return new Response(
                identities.list(caller.tenant(), Optional.of(IdentityType.EmailAddress), "", Limits.IDENTITIES).stream()
                        .filter(Identity::isVerified)
                        .map(Identity::name)
                        .toList());
    }
}
