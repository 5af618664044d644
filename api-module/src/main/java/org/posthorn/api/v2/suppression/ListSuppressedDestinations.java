package org.posthorn.api.v2.suppression;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.posthorn.api.call.Action;
import org.posthorn.api.call.Paging;
import org.posthorn.api.v2.Route;
import org.posthorn.engine.SesError;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.record.InQuery;
import org.posthorn.engine.settings.Suppressed;

/// Lists the suppression list of the account, or of a tenant, in pages, in the order of addresses; with a filter, a
/// page may hold few.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_ListSuppressedDestinations.html
@Route(method = "GET", path = "/suppression/addresses")
final class ListSuppressedDestinations
        implements Action<ListSuppressedDestinations.Request, ListSuppressedDestinations.Response> {
    /// A token holds for one list.
    private static Paging paging(Optional<String> tenant) {
        return new Paging(
                "suppressed-destination" + tenant.map(name -> " " + name).orElse(""),
                1000,
                1000,
                SesError.INVALID_NEXT_TOKEN,
                size -> "Value " + size + " for parameter PageSize is invalid. PageSize must be between 1 and 1000.",
                token -> "Invalid NextToken <" + token + ">.");
    }

    record Request(
            @InQuery Optional<String> tenantName,
            @InQuery("Reason") List<Suppressed.Reason> reasons,
            @InQuery Optional<Instant> startDate,
            @InQuery Optional<Instant> endDate,
            @InQuery Optional<String> nextToken,
            @InQuery Optional<Integer> pageSize) {
        boolean wants(Suppressed entry) {
            return (reasons.isEmpty() || reasons.contains(entry.reason()))
                    && startDate.filter(start -> entry.since().isBefore(start)).isEmpty()
                    && endDate.filter(end -> entry.since().isAfter(end)).isEmpty();
        }
    }

    record Summary(String emailAddress, Suppressed.Reason reason, Instant lastUpdateTime) {}

    record Response(List<Summary> suppressedDestinationSummaries, Optional<String> nextToken) {}

    private final Lists lists;

    ListSuppressedDestinations(Lists lists) {
        this.lists = lists;
    }

    @Override
    public Response perform(Request request, Caller caller) {
        lists.check(caller.tenant(), request.tenantName());
        Paging.Page<Suppressed> page = paging(request.tenantName())
                .page(
                        caller.tenant(),
                        request.pageSize(),
                        request.nextToken(),
                        (after, max) -> lists.page(caller.tenant(), request.tenantName(), after, max),
                        Suppressed::address);
        return new Response(
                page.items().stream()
                        .filter(request::wants)
                        .map(entry -> new Summary(entry.address(), entry.reason(), entry.since()))
                        .toList(),
                page.nextToken());
    }
}
