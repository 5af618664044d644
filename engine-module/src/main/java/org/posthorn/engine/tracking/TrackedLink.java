package org.posthorn.engine.tracking;

import org.posthorn.engine.mail.MessageId;

/// What a link of a tracked message says.
///
/// @param target where it leads to; empty for the picture that tells of an open
/// @param tags `name:value;name:value`, maybe empty
public record TrackedLink(MessageId messageId, String target, String tags) {
    static TrackedLink open(MessageId messageId) {
        return new TrackedLink(messageId, "", "");
    }

    public boolean isOpen() {
        return target.isEmpty();
    }
}
