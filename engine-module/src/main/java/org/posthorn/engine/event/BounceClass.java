package org.posthorn.engine.event;

import org.posthorn.engine.mail.EnhancedStatus;

/// SES's two words for a bounce, from the status that ended it.
///
/// One table for refusals in the SMTP dialogue and for reports that come later (SES Developer Guide, "bounce types").
public record BounceClass(BounceType type, BounceSubType subType) {
    /// Classifies by the enhanced status (RFC 3463 §3); what the status does not say is `General` of its class.
    public static BounceClass of(EnhancedStatus status) {
        return switch (status.statusClass()) {
            case 5 -> new BounceClass(BounceType.Permanent, permanent(status));
            case 4 -> new BounceClass(BounceType.Transient, temporary(status));
            default -> new BounceClass(BounceType.Undetermined, BounceSubType.Undetermined);
        };
    }

    private static BounceSubType permanent(EnhancedStatus status) {
        return status.subject() == 1 && status.detail() == 10 ? BounceSubType.NoEmail : BounceSubType.General;
    }

    private static BounceSubType temporary(EnhancedStatus status) {
        return switch (status.subject() * 1000 + status.detail()) {
            case 2_002 -> BounceSubType.MailboxFull;
            case 2_003, 3_004 -> BounceSubType.MessageTooLarge;
            case 6_000, 6_001, 7_001 -> BounceSubType.ContentRejected;
            default -> BounceSubType.General;
        };
    }
}
