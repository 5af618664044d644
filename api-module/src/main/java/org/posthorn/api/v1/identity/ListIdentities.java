package org.posthorn.api.v1.identity;

import java.util.List;
import java.util.Optional;
import org.posthorn.api.call.Action;
import org.posthorn.api.call.PageSize;
import org.posthorn.api.call.PageToken;
import org.posthorn.api.call.Paging;
import org.posthorn.api.v1.ListToken;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.identity.Identities;
import org.posthorn.engine.settings.Identity;
import org.posthorn.engine.settings.IdentityType;

/// Lists addresses and domains, whatever their status, in pages.
///
/// Differs from SES: without `MaxItems` a page holds 1,000 names, where SES's default is not documented.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference/API_ListIdentities.html
final class ListIdentities implements Action<ListIdentities.Request, ListIdentities.Response> {
    private static final int MOST = 1000;

    record Request(Optional<IdentityType> identityType, Optional<String> nextToken, Optional<Integer> maxItems) {}

    record Response(List<String> identities, Optional<String> nextToken) {}

    private final Identities identities;

    ListIdentities(Identities identities) {
        this.identities = identities;
    }

    @Override
    public Response perform(Request request, Caller caller) {
        int max = PageSize.of("MaxItems", request.maxItems(), MOST);
        PageToken tokens = new PageToken("identity", caller.tenant());
        String after = ListToken.open(tokens, request.nextToken());
        Paging.Page<String> page = Paging.Page.of(
                        identities.list(caller.tenant(), request.identityType(), after, max + 1),
                        max,
                        tokens,
                        Identity::name)
                .map(Identity::name);
        return new Response(page.items(), page.nextToken());
    }
}
