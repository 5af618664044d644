package org.posthorn.feedback;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.posthorn.engine.bounce.BounceClass;
import org.posthorn.engine.delivery.Leg;
import org.posthorn.engine.delivery.MailQueue;
import org.posthorn.engine.delivery.Outcome;
import org.posthorn.engine.delivery.Parcel;
import org.posthorn.engine.delivery.Peer;
import org.posthorn.engine.delivery.Plan;
import org.posthorn.engine.delivery.Relay;
import org.posthorn.engine.delivery.SingleWay;
import org.posthorn.engine.mail.Mail;
import org.posthorn.engine.mail.MailKind;
import org.posthorn.engine.mail.ReceivedMail;
import org.posthorn.engine.mail.SmtpReply;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Plays the addresses of SES's mailbox simulator in front of the real relay, which never sees them.
///
/// Deliveries and refusals are outcomes of the dialogue, as from a real host. A complaint and an out-of-office answer
/// are composed as mail and handed to the receiver, the way a stranger's would come in. That waits until the delivery
/// is settled, so that the Delivery event comes first; after 10 s it no longer waits. Answers on their way are
/// bounded: when there are too many, the recipient is deferred. They are in memory, so a crash loses them, as a
/// stranger's crash would.
public final class MailboxSimulator implements Relay {
    private static final SmtpReply ACCEPTED = SmtpReply.of(250, "ok:  Message 64111812 accepted");
    private static final SmtpReply NO_SUCH_USER = SmtpReply.of(550, "5.1.1 user unknown");
    private static final SmtpReply BUSY = SmtpReply.of(452, "4.3.2 The simulator is busy");

    private static final int MAX_ANSWERS = 1_000;
    private static final Duration SETTLE_WAIT = Duration.ofSeconds(10);
    private static final int MAX_TRIES = 5;
    private static final Duration RETRY = Duration.ofSeconds(2);
    private static final Duration POLL = Duration.ofMillis(20);

    private static final Logger LOG = LoggerFactory.getLogger(MailboxSimulator.class);

    private final Relay inner;
    private final MailQueue queue;
    private final Function<ReceivedMail, SmtpReply> receiver;
    private final InstantSource clock;
    private final Semaphore answers = new Semaphore(MAX_ANSWERS);

    /// @param inner takes all other recipients
    /// @param receiver what is done with mail to return paths
    public MailboxSimulator(
            Relay inner, MailQueue queue, Function<ReceivedMail, SmtpReply> receiver, InstantSource clock) {
        this.inner = inner;
        this.queue = queue;
        this.receiver = receiver;
        this.clock = clock;
    }

    @Override
    public Plan plan(Mail mail, List<String> addresses) {
        Map<String, SimulatedMailbox> simulated = new LinkedHashMap<>();
        for (String address : addresses) {
            SimulatedMailbox.of(address).ifPresent(mailbox -> simulated.put(address, mailbox));
        }
        if (simulated.isEmpty()) {
            return inner.plan(mail, addresses);
        }
        List<String> others = addresses.stream()
                .filter(address -> !simulated.containsKey(address))
                .toList();
        Plan rest = others.isEmpty() ? new Plan(List.of(), Map.of()) : inner.plan(mail, others);
        List<Leg> legs = new ArrayList<>(rest.legs());
        legs.add(new SingleWay("simulator", List.copyOf(simulated.keySet()), parcel -> play(simulated, parcel)));
        return new Plan(legs, rest.decided());
    }

    private Map<String, Outcome> play(Map<String, SimulatedMailbox> simulated, Parcel parcel) {
        Map<String, Outcome> outcomes = new HashMap<>();
        for (String address : parcel.recipients()) {
            outcomes.put(address, play(Objects.requireNonNull(simulated.get(address)), address, parcel));
        }
        return outcomes;
    }

    private Outcome play(SimulatedMailbox mailbox, String address, Parcel parcel) {
        return switch (mailbox) {
            case SUCCESS -> new Outcome.Delivered(ACCEPTED, Peer.of(SimulatedMailbox.DOMAIN));
            case BOUNCE -> new Outcome.Failed(NO_SUCH_USER, Peer.of(SimulatedMailbox.DOMAIN));
            case SUPPRESSIONLIST -> new Outcome.Failed(BounceClass.SUPPRESSED, Peer.of(BounceClass.SUPPRESSING_HOST));
            case COMPLAINT, OOTO ->
                answer(mailbox, address, parcel)
                        ? new Outcome.Delivered(ACCEPTED, Peer.of(SimulatedMailbox.DOMAIN))
                        : new Outcome.Deferred(BUSY, Peer.of(SimulatedMailbox.DOMAIN));
        };
    }

    /// Has the mailbox write back; false when too many are at it.
    private boolean answer(SimulatedMailbox mailbox, String address, Parcel parcel) {
        Mail mail = parcel.mail();
        if (mail.kind() != MailKind.SENT || mail.envelope().sender().isEmpty()) {
            return true; // RFC 3834 §2: the null sender gets no answer
        }
        if (!answers.tryAcquire()) {
            return false;
        }
        ReceivedMail answer = SimulatorAnswer.from(mailbox, address, parcel, clock.instant());
        Thread.ofVirtual().name("mailbox-simulator").start(() -> {
            try {
                awaitSettled(mail, address);
                SmtpReply reply = hand(answer);
                LOG.info("event=simulator_answer message={} recipient={} reply=\"{}\"", mail.id(), address, reply);
            } catch (InterruptedException | RuntimeException e) {
                LOG.warn("event=simulator_answer_lost message={} recipient={}", mail.id(), address, e);
            } finally {
                answers.release();
            }
        });
        return true;
    }

    /// Hands the answer over, as a mail server does: again when the receiver can't take it now.
    private SmtpReply hand(ReceivedMail answer) throws InterruptedException {
        SmtpReply reply = receiver.apply(answer);
        for (int tries = 1; tries < MAX_TRIES && !reply.isPositive() && !reply.isPermanent(); tries++) {
            TimeUnit.NANOSECONDS.sleep(RETRY.toNanos());
            reply = receiver.apply(answer);
        }
        return reply;
    }

    private void awaitSettled(Mail mail, String address) throws InterruptedException {
        long deadline = System.nanoTime() + SETTLE_WAIT.toNanos();
        while (isPending(mail, address) && System.nanoTime() < deadline) {
            TimeUnit.NANOSECONDS.sleep(POLL.toNanos());
        }
    }

    private boolean isPending(Mail mail, String address) {
        return queue.find(mail.id()).stream()
                .flatMap(message -> message.recipients().stream())
                .anyMatch(state -> state.address().equals(address) && state.isPending());
    }
}
