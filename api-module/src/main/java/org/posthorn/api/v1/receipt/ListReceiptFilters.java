package org.posthorn.api.v1.receipt;

import java.util.List;
import org.posthorn.api.call.Action;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.receipt.ReceiptFilters;

/// Lists all filters, in the order of their names.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference/API_ListReceiptFilters.html
final class ListReceiptFilters implements Action<ListReceiptFilters.Request, ListReceiptFilters.Response> {
    record Request() {}

    record Response(List<ReceiptFilter> filters) {}

    private final ReceiptFilters filters;

    ListReceiptFilters(ReceiptFilters filters) {
        this.filters = filters;
    }

    @Override
    public Response perform(Request request, Caller caller) {
        List<ReceiptFilter> all =
                filters.list(caller.tenant()).stream().map(ReceiptFilter::of).toList();
        return new Response(all);
    }
}
