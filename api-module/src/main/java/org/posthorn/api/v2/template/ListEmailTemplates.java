package org.posthorn.api.v2.template;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.posthorn.api.call.Action;
import org.posthorn.api.call.Paging;
import org.posthorn.api.v2.Route;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.record.InQuery;
import org.posthorn.engine.settings.Template;
import org.posthorn.engine.template.Templates;

/// Lists templates in pages.
///
/// Differs from SES: in the order of their names, where SES has the newest first, so that no page reads the whole list.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_ListEmailTemplates.html
@Route(method = "GET", path = "/templates")
final class ListEmailTemplates implements Action<ListEmailTemplates.Request, ListEmailTemplates.Response> {
    record Request(
            @InQuery Optional<String> nextToken, @InQuery Optional<Integer> pageSize) {}

    record Response(List<Metadata> templatesMetadata, Optional<String> nextToken) {}

    record Metadata(String templateName, Instant createdTimestamp) {}

    private static final Paging PAGING = new Paging(
            "template",
            10,
            100,
            size -> "The page size must be between 1 and 100",
            token -> "Invalid PageToken <" + token + ">.");

    private final Templates templates;

    ListEmailTemplates(Templates templates) {
        this.templates = templates;
    }

    @Override
    public Response perform(Request request, Caller caller) {
        Paging.Page<Metadata> page = PAGING.page(
                        caller.tenant(),
                        request.pageSize(),
                        request.nextToken(),
                        (after, max) -> templates.list(caller.tenant(), after, max),
                        Template::name)
                .map(template -> new Metadata(template.name(), template.createdAt()));
        return new Response(page.items(), page.nextToken());
    }
}
