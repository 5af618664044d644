package org.posthorn.engine.bounce;

import java.util.Optional;
import org.posthorn.engine.mail.EnhancedStatus;
import org.posthorn.engine.mail.SmtpReply;

/// SES's two words for a bounce (SES Developer Guide, "bounce types"), which follow from its
/// [Reason].
public record BounceClass(BounceType type, BounceSubType subType) {
    /// The reply for a recipient on SES's own suppression list, as its bounces quote it; the simulator and every
    /// relay that is SES itself answer with it.
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

    /// The reply for a recipient that is on the account's own list since it bounced; a guess at SES's words.
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

    /// The class of a reply that is seen alone.
    public static BounceClass of(SmtpReply reply) {
        return Reasons.judge(Said.in(Phase.UNKNOWN, reply)).bounceClass();
    }

    /// The class of a status of which no more is said.
    public static BounceClass of(EnhancedStatus status) {
        return Reasons.judge(Said.reported(Optional.of(status), "")).bounceClass();
    }

    /// Whether a suppression list ended the delivery, and no mail host.
    public boolean isSuppressed() {
        return subType.isSuppression();
    }
}
