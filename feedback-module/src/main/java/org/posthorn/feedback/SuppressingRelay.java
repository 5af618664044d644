package org.posthorn.feedback;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.posthorn.engine.bounce.BounceClass;
import org.posthorn.engine.contact.Unsubscription;
import org.posthorn.engine.delivery.Outcome;
import org.posthorn.engine.delivery.Peer;
import org.posthorn.engine.delivery.Plan;
import org.posthorn.engine.delivery.Relay;
import org.posthorn.engine.mail.Mail;
import org.posthorn.engine.mail.MailKind;
import org.posthorn.engine.mail.SmtpReply;
import org.posthorn.engine.settings.Suppressed.Reason;
import org.posthorn.engine.suppression.MailSuppression;
import org.posthorn.engine.suppression.SuppressionList;

/// Keeps mail of clients from suppressed addresses, and from those who have left its contact list: their recipients
/// fail before anybody is asked, the others are delivered. Right before each attempt, so that it holds for mail that
/// waits, and for every way in.
final class SuppressingRelay implements Relay {
    private final Relay inner;
    private final MailSuppression suppression;
    private final Unsubscription unsubscription;

    SuppressingRelay(Relay inner, MailSuppression suppression, Unsubscription unsubscription) {
        this.inner = inner;
        this.suppression = suppression;
        this.unsubscription = unsubscription;
    }

    @Override
    public Plan plan(Mail mail, List<String> addresses) {
        if (mail.kind() != MailKind.SENT) {
            return inner.plan(mail, addresses);
        }
        Map<String, Outcome> suppressed = new HashMap<>();
        List<String> others = new ArrayList<>();
        for (String address : addresses) {
            Optional<SmtpReply> refusal = suppression
                    .find(mail, address)
                    .map(SuppressingRelay::reply)
                    .or(() -> unsubscription.wants(mail, address)
                            ? Optional.empty()
                            : Optional.of(BounceClass.UNSUBSCRIBED));
            if (refusal.isPresent()) {
                suppressed.put(address, new Outcome.Failed(refusal.get(), Peer.of(BounceClass.SUPPRESSING_HOST)));
            } else {
                others.add(address);
            }
        }
        if (suppressed.isEmpty()) {
            return inner.plan(mail, addresses);
        }
        Plan rest = others.isEmpty() ? new Plan(List.of(), Map.of()) : inner.plan(mail, others);
        suppressed.putAll(rest.decided());
        return new Plan(rest.legs(), suppressed);
    }

    private static SmtpReply reply(SuppressionList.Found found) {
        if (found.global()) {
            return BounceClass.SUPPRESSED;
        }
        return found.entry().reason() == Reason.COMPLAINT
                ? BounceClass.COMPLAINED_TO_ACCOUNT
                : BounceClass.ON_ACCOUNT_LIST;
    }
}
