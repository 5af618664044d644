package org.posthorn.api.v1.receipt;

import java.util.List;
import java.util.Optional;
import org.posthorn.api.call.Action;
import org.posthorn.api.call.PageToken;
import org.posthorn.api.call.Paging;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.receipt.ReceiptRuleSets;
import org.posthorn.engine.settings.ReceiptRuleSet;

/// Lists receipt rule sets, up to 100 a page, in the order of their names.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference/API_ListReceiptRuleSets.html
final class ListReceiptRuleSets implements Action<ListReceiptRuleSets.Request, ListReceiptRuleSets.Response> {
    private static final int PAGE = 100;

    record Request(Optional<String> nextToken) {}

    record Response(List<ReceiptRuleSetMetadata> ruleSets, Optional<String> nextToken) {}

    private final ReceiptRuleSets sets;

    ListReceiptRuleSets(ReceiptRuleSets sets) {
        this.sets = sets;
    }

    @Override
    public Response perform(Request request, Caller caller) {
        PageToken tokens = new PageToken("receipt-rule-set", caller.tenant());
        String after = request.nextToken()
                .map(token -> tokens.open(token)
                        .orElseThrow(
                                () -> new SesException(SesError.INVALID_PARAMETER_VALUE, "Invalid token: " + token)))
                .orElse("");
        Paging.Page<ReceiptRuleSetMetadata> page = Paging.Page.of(
                        sets.list(caller.tenant(), after, PAGE + 1), PAGE, tokens, ReceiptRuleSet::name)
                .map(ReceiptRuleSetMetadata::of);
        return new Response(page.items(), page.nextToken());
    }
}
