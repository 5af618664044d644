package org.posthorn.api.v2.insight;

import org.posthorn.api.call.Action;
import org.posthorn.api.v2.Route;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.insight.AddressInsights;
import org.posthorn.engine.insight.AddressInsights.Verdict;

/// Tells what an address looks like without sending to it.
///
/// Differs from SES: whether a mailbox exists is not known, so nothing is surer than `MEDIUM` there; it is `LOW` when
/// the address refused the account's mail before or its domain has no MX record. Of disposable addresses a few
/// domains are known.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_GetEmailAddressInsights.html
@Route(method = "POST", path = "/email-address-insights")
final class GetEmailAddressInsights
        implements Action<GetEmailAddressInsights.Request, GetEmailAddressInsights.Response> {
    record Request(String emailAddress) {}

    record Response(MailboxValidation mailboxValidation) {}

    record MailboxValidation(Confidence isValid, Evaluations evaluations) {}

    record Evaluations(
            Confidence hasValidSyntax,
            Confidence hasValidDnsRecords,
            Confidence mailboxExists,
            Confidence isRoleAddress,
            Confidence isDisposable,
            Confidence isRandomInput) {}

    record Confidence(Verdict confidenceVerdict) {}

    private final AddressInsights insights;

    GetEmailAddressInsights(AddressInsights insights) {
        this.insights = insights;
    }

    @Override
    public Response perform(Request request, Caller caller) {
        if (request.emailAddress().isBlank()) {
            // The text is a guess.
            throw new SesException(SesError.INVALID_PARAMETER_VALUE, "EmailAddress can't be blank.");
        }
        AddressInsights.Insights found = insights.of(caller.tenant(), request.emailAddress());
        return new Response(new MailboxValidation(
                new Confidence(found.valid()),
                new Evaluations(
                        new Confidence(found.syntax()),
                        new Confidence(found.dnsRecords()),
                        new Confidence(found.mailbox()),
                        new Confidence(found.role()),
                        new Confidence(found.disposable()),
                        new Confidence(found.random()))));
    }
}
