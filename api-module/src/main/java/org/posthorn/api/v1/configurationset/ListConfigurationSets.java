package org.posthorn.api.v1.configurationset;

import java.util.List;
import java.util.Optional;
import org.posthorn.api.call.Action;
import org.posthorn.api.call.PageSize;
import org.posthorn.api.call.PageToken;
import org.posthorn.api.call.Paging;
import org.posthorn.api.v1.ListToken;
import org.posthorn.engine.configurationset.ConfigurationSets;
import org.posthorn.engine.identity.Caller;

/// Lists configuration sets in pages, in the order of their names.
///
/// Without `MaxItems` a page holds 1,000 sets, as the API Reference says.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference/API_ListConfigurationSets.html
final class ListConfigurationSets implements Action<ListConfigurationSets.Request, ListConfigurationSets.Response> {
    private static final int MOST = 1_000;

    record Request(Optional<String> nextToken, Optional<Integer> maxItems) {}

    record Response(List<ConfigurationSet> configurationSets, Optional<String> nextToken) {}

    private final ConfigurationSets sets;

    ListConfigurationSets(ConfigurationSets sets) {
        this.sets = sets;
    }

    @Override
    public Response perform(Request request, Caller caller) {
        int max = PageSize.of("MaxItems", request.maxItems(), MOST);
        PageToken tokens = new PageToken("configuration-set", caller.tenant());
        String after = ListToken.open(tokens, request.nextToken());
        Paging.Page<ConfigurationSet> page = Paging.Page.of(
                        sets.list(caller.tenant(), after, max + 1), max, tokens, set -> set.name())
                .map(set -> new ConfigurationSet(set.name()));
        return new Response(page.items(), page.nextToken());
    }
}
