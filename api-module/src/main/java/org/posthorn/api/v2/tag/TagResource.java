package org.posthorn.api.v2.tag;

import java.util.List;
import org.posthorn.api.call.Action;
import org.posthorn.api.call.NoResult;
import org.posthorn.api.v2.Route;
import org.posthorn.api.v2.Tag;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.record.Required;
import org.posthorn.engine.tag.Tags;

/// Adds tags to a resource; a key that is there gets another value.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_TagResource.html
@Route(method = "POST", path = "/tags")
final class TagResource implements Action<TagResource.Request, NoResult> {
    record Request(String resourceArn, @Required List<Tag> tags) {}

    private final Tags tags;

    TagResource(Tags tags) {
        this.tags = tags;
    }

    @Override
    public NoResult perform(Request request, Caller caller) {
        tags.add(caller.tenant(), Tagged.find(tags, caller, request.resourceArn(), "tag"), Tag.toMap(request.tags()));
        return NoResult.NO_RESULT;
    }
}
