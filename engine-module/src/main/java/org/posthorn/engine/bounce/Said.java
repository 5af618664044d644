package org.posthorn.engine.bounce;

import java.util.Optional;
import org.posthorn.engine.mail.EnhancedStatus;
import org.posthorn.engine.mail.SmtpReply;

/// What was said of a recipient, as evidence for [Reasons#judge].
///
/// @param phase where in a dialogue
/// @param code of the reply; 0 when there is none
/// @param status the enhanced status in the reply
/// @param reported the `Status` field of a report
/// @param words the reply, or what a report says around the recipient; only its first 4,096 characters are read
public record Said(
        Phase phase, int code, Optional<EnhancedStatus> status, Optional<EnhancedStatus> reported, String words) {
    private static final int MOST_CHARS = 4_096;

    public Said {
        words = words.length() > MOST_CHARS ? words.substring(0, MOST_CHARS) : words;
    }

    /// A reply in a dialogue of our own, or one of ours in that form.
    public static Said in(Phase phase, SmtpReply reply) {
        return new Said(phase, reply.code(), reply.status(), Optional.empty(), reply.text());
    }

    /// What a report says: reply code, enhanced status and phase are looked for in its words.
    ///
    /// @param reported the value of its `Status` field, if it has one
    /// @param words the `Diagnostic-Code`, or the text that stands around the recipient when there is none
    public static Said reported(Optional<EnhancedStatus> reported, String words) {
        return reported(Optional.empty(), reported, words);
    }

    /// The same, of which is known where in the dialogue it was said.
    public static Said reported(Optional<Phase> phase, Optional<EnhancedStatus> reported, String words) {
        String read = words.length() > MOST_CHARS ? words.substring(0, MOST_CHARS) : words;
        return new Said(
                phase.orElseGet(() -> ReplyText.phase(read)),
                ReplyText.code(read),
                EnhancedStatus.find(read),
                reported,
                read);
    }

    /// 5, 4 or 2 by the most exact of what tells it; 0 when nothing does.
    int replyClass() {
        if (code > 0) {
            return code / 100;
        }
        return status.or(() -> reported).map(EnhancedStatus::statusClass).orElse(0);
    }
}
