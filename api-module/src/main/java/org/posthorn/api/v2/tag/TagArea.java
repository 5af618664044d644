package org.posthorn.api.v2.tag;

import jakarta.inject.Inject;
import java.util.List;
import org.posthorn.api.call.Area;
import org.posthorn.api.call.Operation;
import org.posthorn.engine.tag.Tags;

/// Tags of resources.
public final class TagArea implements Area {
    private final Tags tags;

    @Inject
    TagArea(Tags tags) {
        this.tags = tags;
    }

    @Override
    public List<Operation<?, ?>> operations() {
        return List.of(
                Operation.of(TagResource.Request.class, new TagResource(tags)),
                Operation.of(UntagResource.Request.class, new UntagResource(tags)),
                Operation.of(ListTagsForResource.Request.class, new ListTagsForResource(tags)));
    }
}
