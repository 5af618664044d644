package org.posthorn.api.v1.receipt;

import org.posthorn.api.call.Action;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.receipt.ReceiptFilters;

/// Adds a filter: mail from an address, or a block of them, is taken or not.
///
/// Differs from SES: there is no block list of our own, so a filter that allows is an exception from one that blocks.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference/API_CreateReceiptFilter.html
final class CreateReceiptFilter implements Action<CreateReceiptFilter.Request, CreateReceiptFilter.Response> {
    record Request(ReceiptFilter filter) {}

    record Response() {}

    private final ReceiptFilters filters;

    CreateReceiptFilter(ReceiptFilters filters) {
        this.filters = filters;
    }

    @Override
    public Response perform(Request request, Caller caller) {
        filters.create(caller.tenant(), request.filter().toSetting());
        return new Response();
    }
}
