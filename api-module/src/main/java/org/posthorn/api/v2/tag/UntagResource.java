package org.posthorn.api.v2.tag;

import java.util.List;
import org.posthorn.api.call.Action;
import org.posthorn.api.call.NoResult;
import org.posthorn.api.v2.Route;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.record.InQuery;
import org.posthorn.engine.tag.Tags;

/// Takes tags off a resource; keys that it does not have are no matter.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_UntagResource.html
@Route(method = "DELETE", path = "/tags")
final class UntagResource implements Action<UntagResource.Request, NoResult> {
    record Request(@InQuery String resourceArn, @InQuery List<String> tagKeys) {}

    private final Tags tags;

    UntagResource(Tags tags) {
        this.tags = tags;
    }

    @Override
    public NoResult perform(Request request, Caller caller) {
        if (request.tagKeys().isEmpty()) {
            throw new SesException(SesError.NO_TAG_KEYS, "");
        }
        tags.remove(caller.tenant(), Tagged.find(tags, caller, request.resourceArn(), "untag"), request.tagKeys());
        return NoResult.NO_RESULT;
    }
}
