package org.posthorn.api.v2.tag;

import java.util.List;
import org.posthorn.api.call.Action;
import org.posthorn.api.v2.Route;
import org.posthorn.api.v2.Tag;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.record.InQuery;
import org.posthorn.engine.tag.Resource;
import org.posthorn.engine.tag.Tags;

/// Tells the tags of a resource.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_ListTagsForResource.html
@Route(method = "GET", path = "/tags")
final class ListTagsForResource implements Action<ListTagsForResource.Request, ListTagsForResource.Response> {
    record Request(@InQuery String resourceArn) {}

    record Response(List<Tag> tags) {}

    private final Tags tags;

    ListTagsForResource(Tags tags) {
        this.tags = tags;
    }

    @Override
    public Response perform(Request request, Caller caller) {
        String arn = request.resourceArn();
        Resource resource = Tagged.find(tags, caller, arn, "list");
        // As SES does: whether it is there is looked up where the call was signed for, its tags by the ARN as it
        // stands.
        Tenant owner = new Tenant(caller.tenant().accountId(), Tagged.region(arn));
        return new Response(Tag.of(tags.of(owner, resource)));
    }
}
