package org.posthorn.feedback;

import org.posthorn.engine.bounce.Reason;
import org.posthorn.engine.bounce.Reasons;
import org.posthorn.engine.bounce.Said;
import org.posthorn.engine.mail.EnhancedStatus;
import org.posthorn.feedback.Report.Action;
import org.posthorn.feedback.Report.Told;

/// What a failure that was reported is worth: why it failed, and the status and code that its event carries, which are
/// those that were said.
record Judgement(Reason reason, EnhancedStatus status, String diagnosticCode) {
    static Judgement of(Told told) {
        EnhancedStatus status = status(told);
        return new Judgement(
                reason(told), status, told.diagnosticCode().isEmpty() ? "unknown; " + status : told.diagnosticCode());
    }

    /// By the diagnostic; what that leaves open, the words of the notice may say.
    private static Reason reason(Told told) {
        Reason byCode = Reasons.judge(Said.reported(told.status(), told.diagnosticCode()));
        if (!isOpen(byCode) || told.words().isBlank()) {
            return byCode;
        }
        Reason byWords = Reasons.judge(Said.reported(told.status(), told.diagnosticCode() + "\n" + told.words()));
        return isOpen(byWords) ? byCode : byWords;
    }

    private static boolean isOpen(Reason reason) {
        return switch (reason) {
            case REFUSED, UNDETERMINED, TEMPORARY -> true;
            default -> false;
        };
    }

    /// Of the field, else of the reply; the class alone where neither has one.
    private static EnhancedStatus status(Told told) {
        return told.status()
                .or(() -> EnhancedStatus.find(told.diagnosticCode()))
                .orElseGet(() -> new EnhancedStatus(classOf(told), 0, 0));
    }

    private static int classOf(Told told) {
        int reply = Codes.reply(told.diagnosticCode(), 0);
        if (reply >= 0) {
            return told.diagnosticCode().charAt(reply) - '0';
        }
        return told.action() == Action.FAILED ? 5 : 4;
    }
}
