package org.posthorn.api.v1.receipt;

import org.posthorn.api.call.Action;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.receipt.ReceiptFilters;

/// Removes a filter; one that is not there is removed, too.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference/API_DeleteReceiptFilter.html
final class DeleteReceiptFilter implements Action<DeleteReceiptFilter.Request, DeleteReceiptFilter.Response> {
    record Request(String filterName) {}

    record Response() {}

    private final ReceiptFilters filters;

    DeleteReceiptFilter(ReceiptFilters filters) {
        this.filters = filters;
    }

    @Override
    public Response perform(Request request, Caller caller) {
        filters.delete(caller.tenant(), request.filterName());
        return new Response();
    }
}
