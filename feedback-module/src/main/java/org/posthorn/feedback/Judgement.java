package org.posthorn.feedback;

import java.util.Optional;
import org.posthorn.engine.event.BounceClass;
import org.posthorn.engine.mail.EnhancedStatus;
import org.posthorn.engine.mail.SmtpReply;
import org.posthorn.feedback.Report.Action;
import org.posthorn.feedback.Report.Told;

/// What a failure that was reported is worth: SES's words for it, and the status and code that its event carries.
record Judgement(BounceClass bounceClass, EnhancedStatus status, String diagnosticCode) {
    static Judgement of(Told told) {
        Optional<SmtpReply> reply = reply(told.diagnosticCode());
        EnhancedStatus status = status(told, reply);
        // The words of SES's suppression list outweigh the status, as in the dialogue; other words do not.
        BounceClass bounceClass = reply.map(BounceClass::of)
                .filter(found -> found.equals(BounceClass.of(BounceClass.SUPPRESSED)))
                .orElseGet(() -> BounceClass.of(status));
        return new Judgement(
                bounceClass, status, told.diagnosticCode().isEmpty() ? "unknown; " + status : told.diagnosticCode());
    }

    /// The finer of the two codes: that of the Status field, or that of the reply in the diagnostic where the field
    /// only gives the class, or what its words mean.
    private static EnhancedStatus status(Told told, Optional<SmtpReply> reply) {
        return told.status()
                .filter(status -> !status.isCoarse())
                .or(() -> reply.flatMap(SmtpReply::status).filter(status -> !status.isCoarse()))
                .or(() -> TextRules.statusOf(told.diagnosticCode()))
                .or(() -> reply.flatMap(SmtpReply::status))
                .or(told::status)
                .or(() -> reply.map(SmtpReply::statusOrDefault))
                .orElseGet(() -> new EnhancedStatus(classOf(told), 0, 0));
    }

    private static int classOf(Told told) {
        int reply = Codes.reply(told.diagnosticCode(), 0);
        if (reply >= 0) {
            return told.diagnosticCode().charAt(reply) - '0';
        }
        return told.action() == Action.FAILED ? 5 : 4;
    }

    /// The reply quoted in a diagnostic such as `smtp; 550 5.1.1 user unknown` or `smtp; 550-5.1.1 No such user`.
    private static Optional<SmtpReply> reply(String diagnostic) {
        String text = FieldGroup.untyped(diagnostic);
        boolean coded = text.length() >= 3
                && "245".indexOf(text.charAt(0)) >= 0
                && text.chars().limit(3).allMatch(c -> c >= '0' && c <= '9');
        if (!coded || (text.length() > 3 && text.charAt(3) != ' ' && text.charAt(3) != '-')) {
            return Optional.empty();
        }
        int start = 3;
        while (start < text.length() && (text.charAt(start) == ' ' || text.charAt(start) == '-')) {
            start++;
        }
        return Optional.of(SmtpReply.of(
                Integer.parseInt(text.substring(0, 3)), text.substring(start).strip()));
    }
}
