package org.posthorn.api.v1.template;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.posthorn.api.call.Action;
import org.posthorn.api.call.PageSize;
import org.posthorn.api.call.PageToken;
import org.posthorn.api.call.Paging;
import org.posthorn.api.v1.ListToken;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.template.Templates;

/// Lists templates, in pages of 10, or of up to 100 where the caller wants so.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference/API_ListTemplates.html
final class ListTemplates implements Action<ListTemplates.Request, ListTemplates.Response> {
    record Request(Optional<String> nextToken, Optional<Integer> maxItems) {}

    record Response(List<TemplateMetadata> templatesMetadata, Optional<String> nextToken) {}

    private static final int USUAL = 10;
    private static final int MOST = 100;

    record TemplateMetadata(String name, Instant createdTimestamp) {}

    private final Templates templates;

    ListTemplates(Templates templates) {
        this.templates = templates;
    }

    @Override
    public Response perform(Request request, Caller caller) {
        int max = Math.min(
                PageSize.of("MaxItems", request.maxItems().or(() -> Optional.of(USUAL)), Integer.MAX_VALUE), MOST);
        PageToken tokens = new PageToken("template", caller.tenant());
        String after = ListToken.open(tokens, request.nextToken());
        Paging.Page<TemplateMetadata> page = Paging.Page.of(
                        templates.list(caller.tenant(), after, max + 1), max, tokens, found -> found.name())
                .map(template -> new TemplateMetadata(template.name(), template.createdAt()));
        return new Response(page.items(), page.nextToken());
    }
}
