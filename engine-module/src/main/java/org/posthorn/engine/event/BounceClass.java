package org.posthorn.engine.event;

import java.util.Optional;
import org.posthorn.engine.mail.EnhancedStatus;
import org.posthorn.engine.mail.SmtpReply;

/// SES's two words for a bounce, from the status that ended it.
///
/// One table for refusals in the SMTP dialogue and for reports that come later (SES Developer Guide, "bounce types").
public record BounceClass(BounceType type, BounceSubType subType) {
    /// The reply for a recipient on SES's own suppression list (reference section m); the simulator and every relay
    /// that
    /// is SES itself answer with it.
    public static final SmtpReply SUPPRESSED = new SmtpReply(
            550,
            Optional.of(new EnhancedStatus(5, 1, 1)),
            "Amazon SES has suppressed sending to this address because it has a recent history of bouncing as an invalid"
                    + " address. For more information about how to remove an address from the suppression list, see the"
                    + " Amazon SES Developer Guide:"
                    + " http://docs.aws.amazon.com/ses/latest/DeveloperGuide/remove-from-suppressionlist.html");

    private static final String ACCOUNT_TEXT =
            "Amazon SES did not send the message to this address because it is on the suppression list for your account."
                    + " For more information about removing addresses from the suppression list, see the Amazon SES"
                    + " Developer Guide at"
                    + " https://docs.aws.amazon.com/ses/latest/DeveloperGuide/sending-email-suppression-list.html";

    /// The reply for a recipient that is on the account's own list since it bounced (reference section m, recalled).
    public static final SmtpReply ON_ACCOUNT_LIST =
            new SmtpReply(550, Optional.of(new EnhancedStatus(5, 1, 1)), ACCOUNT_TEXT);

    /// The reply for a recipient that is on the account's own list since it complained: this is told as a complaint.
    public static final SmtpReply COMPLAINED_TO_ACCOUNT =
            new SmtpReply(550, Optional.of(new EnhancedStatus(5, 7, 1)), ACCOUNT_TEXT);

    /// The reply for a recipient that has unsubscribed from the contact list of the message; the words are ours.
    public static final SmtpReply UNSUBSCRIBED = new SmtpReply(
            550,
            Optional.of(new EnhancedStatus(5, 7, 1)),
            "Amazon SES did not send the message to this address because it has unsubscribed from your contact list.");

    /// The host that speaks [#SUPPRESSED]: the `dns; amazonses.com` of such a bounce's reporting MTA.
    public static final String SUPPRESSING_HOST = "amazonses.com";

    private static final String SUPPRESSED_OPENING = "Amazon SES has suppressed sending to this address";

    /// Classifies a reply: by its words when SES's suppression list speaks, else by its status.
    public static BounceClass of(SmtpReply reply) {
        if (reply.equals(ON_ACCOUNT_LIST)) {
            return new BounceClass(BounceType.Permanent, BounceSubType.OnAccountSuppressionList);
        }
        if (reply.equals(UNSUBSCRIBED)) {
            return new BounceClass(BounceType.Permanent, BounceSubType.UnsubscribedRecipient);
        }
        return reply.isPermanent() && reply.text().startsWith(SUPPRESSED_OPENING)
                ? new BounceClass(BounceType.Permanent, BounceSubType.Suppressed)
                : of(reply.statusOrDefault());
    }

    /// Classifies by the enhanced status (RFC 3463 §3); what the status does not say is `General` of its class. A full
    /// mailbox, and what is wrong with the message itself, are transient for SES whatever the reply's first digit.
    public static BounceClass of(EnhancedStatus status) {
        if (status.statusClass() != 4 && status.statusClass() != 5) {
            return new BounceClass(BounceType.Undetermined, BounceSubType.Undetermined);
        }
        return switch (status.subject() * 1000 + status.detail()) {
            case 2_002 -> new BounceClass(BounceType.Transient, BounceSubType.MailboxFull);
            case 2_003, 3_004 -> new BounceClass(BounceType.Transient, BounceSubType.MessageTooLarge);
            case 6_000, 6_001 -> new BounceClass(BounceType.Transient, BounceSubType.ContentRejected);
            default -> status.statusClass() == 4 ? temporary(status) : permanent(status);
        };
    }

    /// Whether a suppression list ended the delivery, and no mail host.
    public boolean isSuppressed() {
        return subType.isSuppression();
    }

    private static BounceClass permanent(EnhancedStatus status) {
        boolean noEmail = status.subject() == 1 && status.detail() == 10;
        return new BounceClass(BounceType.Permanent, noEmail ? BounceSubType.NoEmail : BounceSubType.General);
    }

    private static BounceClass temporary(EnhancedStatus status) {
        boolean content = status.subject() == 7 && status.detail() == 1;
        return new BounceClass(BounceType.Transient, content ? BounceSubType.ContentRejected : BounceSubType.General);
    }
}
