package org.posthorn.receiving;

import java.util.List;
import org.posthorn.engine.delivery.Plan;
import org.posthorn.engine.delivery.Relay;
import org.posthorn.engine.delivery.SingleWay;
import org.posthorn.engine.mail.Mail;
import org.posthorn.engine.mail.MailKind;
import org.posthorn.receiving.action.Actions;

/// Handles mail that came in by its rules, and leaves all other mail to the relay behind it. So received mail has the
/// queue's retries, pacing, pauses and safety, with the target of the next action as its destination.
final class ReceiptRelay implements Relay {
    private final Relay sending;
    private final ReceiptRuns runs;

    ReceiptRelay(Relay sending, ReceiptRuns runs) {
        this.sending = sending;
        this.runs = runs;
    }

    @Override
    public Plan plan(Mail mail, List<String> addresses) {
        if (mail.kind() != MailKind.RECEIVED) {
            return sending.plan(mail, addresses);
        }
        String destination = runs.nextDestination(mail, addresses);
        return Plan.of(new SingleWay(
                Actions.queueOf(destination, mail.tenant()), addresses, parcel -> runs.run(parcel, destination)));
    }
}
