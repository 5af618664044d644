package org.posthorn.engine.send;

import java.util.List;
import java.util.Optional;
import org.posthorn.engine.mail.MessageTag;

/// The field by which mailbox providers tell a sender's campaigns apart in their complaint reports, made of the tags
/// `ses:feedback-id-a` and `ses:feedback-id-b` (SES Developer Guide, "Fine-grained feedback").
///
/// Differs from SES: the field ends in `1.{region}:posthorn`, where SES names itself and the account in letters of its
/// own, and mail without these tags has none.
final class FeedbackId {
    static final String NAME = "Feedback-ID";
    private static final String A = "ses:feedback-id-a";
    private static final String B = "ses:feedback-id-b";

    private FeedbackId() {}

    /// Whether a tag has one of the two names that may begin with `ses:`.
    static boolean isTag(String name) {
        return name.equals(A) || name.equals(B);
    }

    /// `a:b:1.region:posthorn`, either of the first two maybe empty; nothing without such a tag.
    static Optional<String> of(List<MessageTag> tags, String region) {
        return tags.stream().anyMatch(tag -> isTag(tag.name()))
                ? Optional.of(value(tags, A) + ":" + value(tags, B) + ":1." + region + ":posthorn")
                : Optional.empty();
    }

    private static String value(List<MessageTag> tags, String name) {
        return tags.stream()
                .filter(tag -> tag.name().equals(name))
                .map(MessageTag::value)
                .findFirst()
                .orElse("");
    }
}
