package org.posthorn.api.v1.verification;

import java.util.List;
import java.util.Optional;
import org.posthorn.api.call.Action;
import org.posthorn.api.call.PageSize;
import org.posthorn.api.call.PageToken;
import org.posthorn.api.call.Paging;
import org.posthorn.api.v1.ListToken;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.settings.VerificationTemplate;
import org.posthorn.engine.verification.VerificationTemplates;

/// Lists the templates of verification mails, without their content, in pages.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference/API_ListCustomVerificationEmailTemplates.html
final class ListCustomVerificationEmailTemplates
        implements Action<ListCustomVerificationEmailTemplates.Request, ListCustomVerificationEmailTemplates.Response> {
    record Request(Optional<String> nextToken, Optional<Integer> maxResults) {}

    record Response(
            List<CustomVerificationEmailTemplate> customVerificationEmailTemplates, Optional<String> nextToken) {}

    private static final int MOST = 50;

    record CustomVerificationEmailTemplate(
            String templateName,
            String fromEmailAddress,
            String templateSubject,
            String successRedirectionURL,
            String failureRedirectionURL) {
        static CustomVerificationEmailTemplate of(VerificationTemplate template) {
            return new CustomVerificationEmailTemplate(
                    template.name(), template.from(), template.subject(), template.successUrl(), template.failureUrl());
        }
    }

    private final VerificationTemplates templates;

    ListCustomVerificationEmailTemplates(VerificationTemplates templates) {
        this.templates = templates;
    }

    @Override
    public Response perform(Request request, Caller caller) {
        int max = PageSize.of("MaxResults", request.maxResults(), MOST);
        PageToken tokens = new PageToken("verification-template", caller.tenant());
        String after = ListToken.open(tokens, request.nextToken());
        Paging.Page<CustomVerificationEmailTemplate> page = Paging.Page.of(
                        templates.list(caller.tenant(), after, max + 1), max, tokens, VerificationTemplate::name)
                .map(CustomVerificationEmailTemplate::of);
        return new Response(page.items(), page.nextToken());
    }
}
