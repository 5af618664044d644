package org.posthorn.api.v2.verification;

import java.util.List;
import java.util.Optional;
import org.posthorn.api.call.Action;
import org.posthorn.api.call.Paging;
import org.posthorn.api.v2.Route;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.record.InQuery;
import org.posthorn.engine.settings.VerificationTemplate;
import org.posthorn.engine.verification.VerificationTemplates;

/// Lists the templates of verification mails, without their content, in pages.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_ListCustomVerificationEmailTemplates.html
@Route(method = "GET", path = "/custom-verification-email-templates")
final class ListCustomVerificationEmailTemplates
        implements Action<ListCustomVerificationEmailTemplates.Request, ListCustomVerificationEmailTemplates.Response> {
    record Request(
            @InQuery Optional<String> nextToken, @InQuery Optional<Integer> pageSize) {}

    record Response(List<Metadata> customVerificationEmailTemplates, Optional<String> nextToken) {}

    record Metadata(
            String templateName,
            String fromEmailAddress,
            String templateSubject,
            String successRedirectionURL,
            String failureRedirectionURL) {
        static Metadata of(VerificationTemplate template) {
            return new Metadata(
                    template.name(), template.from(), template.subject(), template.successUrl(), template.failureUrl());
        }
    }

    private static final Paging PAGING = new Paging(
            "verification-template",
            50,
            50,
            size -> "The page size must be between 1 and 50",
            token -> "Invalid nextToken <" + token + ">.");

    private final VerificationTemplates templates;

    ListCustomVerificationEmailTemplates(VerificationTemplates templates) {
        this.templates = templates;
    }

    @Override
    public Response perform(Request request, Caller caller) {
        Paging.Page<Metadata> page = PAGING.page(
                        caller.tenant(),
                        request.pageSize(),
                        request.nextToken(),
                        (after, max) -> templates.list(caller.tenant(), after, max),
                        VerificationTemplate::name)
                .map(Metadata::of);
        return new Response(page.items(), page.nextToken());
    }
}
