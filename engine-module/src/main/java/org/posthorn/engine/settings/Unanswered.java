package org.posthorn.engine.settings;

import java.time.Instant;
import org.posthorn.engine.mail.MessageId;

/// What a follower of the event log could not do about an event, and put aside so that the rest goes on.
///
/// @param number counts what this follower set aside
/// @param position of the event in the log
/// @param event its kind
/// @param what of the answers to it: such as the ARN of a topic or an address; empty for all of them
/// @param reason why the last try failed
/// @param tries made so far
public record Unanswered(
        String follower,
        long number,
        long position,
        MessageId messageId,
        String event,
        String what,
        String reason,
        Instant since,
        int tries) {
    public Unanswered numbered(long to) {
        return new Unanswered(follower, to, position, messageId, event, what, reason, since, tries);
    }

    /// After one more try in vain.
    public Unanswered triedAgain(String newReason) {
        return new Unanswered(follower, number, position, messageId, event, what, newReason, since, tries + 1);
    }
}
