package org.posthorn.receiving.action;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.posthorn.engine.delivery.Leg;
import org.posthorn.engine.delivery.Outcome;
import org.posthorn.engine.delivery.Parcel;
import org.posthorn.engine.delivery.Peer;
import org.posthorn.engine.delivery.Plan;
import org.posthorn.engine.mail.Content;
import org.posthorn.engine.mail.Envelope;
import org.posthorn.engine.mail.Mail;
import org.posthorn.engine.mail.SmtpReply;
import org.posthorn.engine.receipt.ForwardHosts;
import org.posthorn.engine.settings.ReceiptForward;
import org.posthorn.receiving.forward.ForwardLoops;
import org.posthorn.receiving.forward.SenderRewriting;

/// Hands a message on to an SMTP host behind this server: its bytes with the fields that actions added and a mark
/// against loops in front, and nothing signed, so that its author's signature holds. The sender is rewritten. Safe for
/// use by many threads.
@Singleton
public final class Forwarding {
    private static final SmtpReply UNSAID = SmtpReply.of(451, "4.3.0 The host said nothing of this recipient");

    private final ForwardHosts hosts;
    private final SenderRewriting rewriting;
    private final ForwardLoops loops;

    @Inject
    Forwarding(ForwardHosts hosts, SenderRewriting rewriting, ForwardLoops loops) {
        this.hosts = hosts;
        this.rewriting = rewriting;
        this.loops = loops;
    }

    /// Makes one attempt.
    ///
    /// @return an outcome for each recipient
    public Map<String, Outcome> forward(ReceiptForward forward, Task task) {
        Mail received = task.mail();
        Content content = loops.marked(task.content(), received.tenant(), task.recipients());
        Mail mail = onward(received, task.recipients(), content);
        Plan plan = hosts.to(forward).plan(mail, task.recipients());
        Map<String, Outcome> outcomes = new LinkedHashMap<>(plan.decided());
        for (Leg leg : plan.legs()) {
            outcomes.putAll(leg.deliver(new Parcel(mail, leg.addresses(), content, UnaryOperator.identity())));
        }
        task.recipients()
                .forEach(recipient -> outcomes.putIfAbsent(recipient, new Outcome.Deferred(UNSAID, Peer.NONE)));
        return outcomes;
    }

    private Mail onward(Mail received, List<String> recipients, Content content) {
        String sender = rewriting.rewrite(received);
        return new Mail(
                received.id(),
                received.tenant(),
                received.kind(),
                received.acceptedAt(),
                new Envelope(sender, recipients),
                sender,
                received.feedbackTo(),
                received.configurationSet(),
                received.tags(),
                content.sizeBytes(),
                received.tlsRequired(),
                received.origin(),
                received.giveUpAt(),
                received.receipt());
    }

    public static String destination(ReceiptForward forward) {
        return Actions.FORWARD + forward.address();
    }
}
