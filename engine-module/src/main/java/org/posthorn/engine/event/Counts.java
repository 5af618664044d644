package org.posthorn.engine.event;

import java.util.List;
import org.posthorn.engine.mail.Mail;
import org.posthorn.engine.mail.MailKind;

/// What quotas and statistics count, added up over one window of time. Counted by recipients, as SES does; what an
/// account's suppression list ended counts neither as a bounce nor as a complaint, and neither does what anybody may
/// have reported.
///
/// Bounces are hard bounces, as in SES's bounce rate: what the address is to blame for
/// ([org.posthorn.engine.bounce.Reason#countsInRates]), and not a full mailbox, a refused sender or a dropped message.
///
/// @param sent against the 24-hour quota
/// @param deliveryAttempts recipients handed to delivery
public record Counts(long sent, long deliveryAttempts, long bounces, long complaints, long rejects) {
    public static final Counts NONE = new Counts(0, 0, 0, 0, 0);

    /// What these events of one message add. Mail from clients counts, and of our own that it was sent.
    public static Counts of(Mail mail, List<? extends MailEvent> events) {
        Counts sum = NONE;
        if (mail.kind() != MailKind.SENT) {
            boolean sent = mail.kind() == MailKind.SYSTEM && events.stream().anyMatch(MailEvent.Send.class::isInstance);
            return sent ? new Counts(0, mail.envelope().recipients().size(), 0, 0, 0) : NONE;
        }
        for (MailEvent event : events) {
            sum = sum.plus(
                    switch (event) {
                        case MailEvent.Send send ->
                            new Counts(
                                    send.counted(), mail.envelope().recipients().size(), 0, 0, 0);
                        case MailEvent.Bounce bounce -> bounce.counts() ? new Counts(0, 0, hard(bounce), 0, 0) : NONE;
                        case MailEvent.Complaint complaint ->
                            complaint.subType().isPresent() || !complaint.counts()
                                    ? NONE
                                    : new Counts(0, 0, 0, complaint.recipients().size(), 0);
                        case MailEvent.Reject reject -> new Counts(0, 0, 0, 0, 1);
                        case MailEvent.Delivery delivery -> NONE;
                        case MailEvent.DeliveryDelay delay -> NONE;
                        case MailEvent.RenderingFailure failure -> NONE;
                        case MailEvent.Open open -> NONE;
                        case MailEvent.Click click -> NONE;
                        case MailEvent.Subscription subscription -> NONE;
                    });
        }
        return sum;
    }

    private static long hard(MailEvent.Bounce bounce) {
        return bounce.recipients().stream()
                .filter(recipient -> recipient.reason().countsInRates())
                .count();
    }

    public Counts plus(Counts other) {
        return new Counts(
                sent + other.sent,
                deliveryAttempts + other.deliveryAttempts,
                bounces + other.bounces,
                complaints + other.complaints,
                rejects + other.rejects);
    }
}
