package org.posthorn.api.v2.contact;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.posthorn.api.call.Action;
import org.posthorn.api.call.Paging;
import org.posthorn.api.v2.Route;
import org.posthorn.engine.contact.OwnLists;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.record.InQuery;
import org.posthorn.engine.settings.ContactList;

/// Lists the contact lists in pages, in the order of their names.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_ListContactLists.html
@Route(method = "GET", path = "/contact-lists")
final class ListContactLists implements Action<ListContactLists.Request, ListContactLists.Response> {
    record Request(
            @InQuery Optional<Integer> pageSize, @InQuery Optional<String> nextToken) {}

    record Listed(String contactListName, Instant lastUpdatedTimestamp) {}

    record Response(List<Listed> contactLists, Optional<String> nextToken) {}

    /// Sizes and texts are a guess.
    private static final Paging PAGING = new Paging(
            "contact-list",
            1000,
            1000,
            size -> "Value " + size + " for parameter PageSize is invalid. PageSize must be between 1 and 1000.",
            token -> "Invalid NextToken <" + token + ">.");

    private final OwnLists lists;

    ListContactLists(OwnLists lists) {
        this.lists = lists;
    }

    @Override
    public Response perform(Request request, Caller caller) {
        Paging.Page<Listed> page = PAGING.page(
                        caller.tenant(),
                        request.pageSize(),
                        request.nextToken(),
                        (after, max) -> lists.list(caller.tenant(), after, max),
                        ContactList::name)
                .map(list -> new Listed(list.name(), list.changedAt().orElse(list.createdAt())));
        return new Response(page.items(), page.nextToken());
    }
}
