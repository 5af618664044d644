package org.posthorn.feedback;

import java.util.Set;
import org.posthorn.engine.bounce.Reason;
import org.posthorn.engine.bounce.Reasons;
import org.posthorn.engine.bounce.Said;
import org.posthorn.engine.mail.EnhancedStatus;
import org.posthorn.feedback.Report.Action;
import org.posthorn.feedback.Report.Told;

/// What a failure that was reported means, and the status and code that its event carries: those that were said.
record Judgement(Reason reason, EnhancedStatus status, String diagnosticCode) {
    /// What the diagnostic leaves open the words around the name may tell.
    private static final Set<Reason> VAGUE = Set.of(Reason.REFUSED, Reason.TEMPORARY, Reason.UNDETERMINED);

    static Judgement of(Told told) {
        EnhancedStatus status = status(told);
        return new Judgement(
                reason(told), status, told.diagnosticCode().isEmpty() ? "unknown; " + status : told.diagnosticCode());
    }

    private static Reason reason(Told told) {
        Reason reason = Reasons.judge(Said.reported(told.status(), told.diagnosticCode()));
        return VAGUE.contains(reason)
                ? Reasons.judge(Said.reported(told.status(), told.diagnosticCode() + "\n" + told.words()))
                : reason;
    }

    /// That of the report, else that of the words; where none is given, what the reply code or the action is worth.
    private static EnhancedStatus status(Told told) {
        String said = told.diagnosticCode();
        return told.status().or(() -> Codes.status(said)).orElseGet(() -> {
            int reply = Codes.reply(said, 0);
            int byAction = told.action() == Action.FAILED ? 5 : 4;
            return new EnhancedStatus(reply < 0 ? byAction : said.charAt(reply) - '0', 0, 0);
        });
    }
}
