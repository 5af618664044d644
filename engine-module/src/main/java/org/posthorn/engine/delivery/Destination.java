package org.posthorn.engine.delivery;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.posthorn.engine.mail.MessageId;
import org.posthorn.engine.mail.SmtpReply;

/// One ready queue: what is due and goes the same way, and how much of it may be under way.
///
/// ```
///  offer ──▶ ready (at most READY) ──start──▶ active (at most the pace's window) ──ended──▶
///       └──▶ parked (ids only) ──unpark──▶ planned anew, offered again
/// ```
///
/// Accounts take turns in both places, and one that has few messages ready finds room there however many the others
/// have: so what one account sends delays another's by about as many attempts as the other itself has messages.
///
/// After [#FAILURES] attempts in a row that reached no host the destination is suspended for [#SUSPENSION]: what waits
/// is deferred by the retry schedule with the reply of the last attempt, so that each message ages and expires on its
/// own; the first offer after that is the probe. Thread-safe; nothing blocks under its monitor.
final class Destination {
    static final int READY = 64;
    /// A part of a divided message can't be parked, so there is more room for it.
    private static final int READY_PARTS = 256;
    /// So many of an account's find room beyond that, up to [#READY_MOST] in all.
    static final int READY_EACH = 16;
    static final int READY_MOST = 1_024;
    static final int FAILURES = 3;
    private static final long SUSPENSION = 30_000_000_000L;
    private static final int UNPARK = 32;

    /// A leg that may start.
    record Part(Lease lease, Leg leg) {
        String accountId() {
            return lease.mail().tenant().accountId();
        }
    }

    /// What becomes of an offered part.
    enum Admission {
        /// It waits here.
        READY,
        /// There is no room; the caller parks it, or gives it back.
        FULL,
        /// Nobody is there; the caller defers it.
        SUSPENDED
    }

    private final String name;
    private final Pace pace;
    private final Turns<Part> ready = new Turns<>();
    private final Turns<MailQueue.Parked> parked = new Turns<>();
    private final Map<String, Integer> unparkingOf = new HashMap<>();
    private final LongAdder delivered = new LongAdder();
    private final LongAdder deferred = new LongAdder();
    private final LongAdder bounced = new LongAdder();
    private int active;
    private int unparking;
    private int failuresInARow;
    private boolean paused;
    private boolean suspended;
    private long suspendedUntil;
    private long usedAt;
    private Optional<SmtpReply> lastFailure = Optional.empty();

    Destination(String name, Shape shape, boolean paused, long nowNanos) {
        this.name = name;
        this.pace = new Pace(shape, nowNanos);
        this.paused = paused;
        this.usedAt = nowNanos;
    }

    String name() {
        return name;
    }

    /// @param whole whether the part is all of its lease
    synchronized Admission offer(Part part, boolean whole, long nowNanos) {
        usedAt = nowNanos;
        if (suspended && nowNanos - suspendedUntil < 0) {
            return Admission.SUSPENDED;
        }
        suspended = false;
        int room = ready.sizeOf(part.accountId()) < READY_EACH ? READY_MOST : whole ? READY : READY_PARTS;
        if (paused || ready.size() >= room) {
            return Admission.FULL;
        }
        ready.add(part.accountId(), part);
        return Admission.READY;
    }

    synchronized void park(MailQueue.Parked message) {
        parked.add(message.accountId(), message);
    }

    /// The next part that may start now, counted as active and in the slots of its account; empty when none may.
    synchronized Optional<Part> start(long nowNanos, Slots slots) {
        if (paused || ready.isEmpty() || active >= pace.window()) {
            return Optional.empty();
        }
        for (int passed = 0; !slots.tryTake(ready.account()); passed++) {
            if (passed == ready.accounts()) {
                slots.park(this);
                return Optional.empty();
            }
            ready.pass();
        }
        if (!pace.take(nowNanos)) {
            slots.untake(ready.account());
            return Optional.empty();
        }
        active++;
        return Optional.of(ready.next());
    }

    /// Parked messages that there is room for; the caller resumes and plans them, and then calls [#unparked].
    synchronized List<MailQueue.Parked> unpark() {
        List<MailQueue.Parked> taken = new ArrayList<>();
        int passed = 0;
        while (!paused && taken.size() < UNPARK && passed < parked.accounts()) {
            String account = parked.account();
            if (mayUnpark(account)) {
                taken.add(parked.next());
                unparking++;
                unparkingOf.merge(account, 1, Integer::sum);
                passed = 0;
            } else {
                parked.pass();
                passed++;
            }
        }
        return taken;
    }

    private boolean mayUnpark(String account) {
        int coming = unparking + ready.size();
        return coming < READY / 2
                || (coming < READY_MOST
                        && ready.sizeOf(account) + unparkingOf.getOrDefault(account, 0) < READY_EACH / 2);
    }

    synchronized void unparked(MailQueue.Parked message) {
        unparking--;
        unparkingOf.computeIfPresent(message.accountId(), (account, count) -> count > 1 ? count - 1 : null);
    }

    /// What of a message waits at hand, taken out.
    synchronized List<Lease> withdraw(MessageId id) {
        return ready.remove(part -> part.lease().mail().id().equals(id)).stream()
                .map(Part::lease)
                .toList();
    }

    /// A message that waits parked, taken out.
    synchronized Optional<MailQueue.Parked> withdrawParked(MessageId id) {
        return parked.remove(message -> message.id().equals(id)).stream().findFirst();
    }

    /// What waits at hand.
    synchronized List<Part> drain() {
        return ready.drain();
    }

    /// What waits parked.
    synchronized List<MailQueue.Parked> drainParked() {
        return parked.drain();
    }

    /// Learns from an attempt.
    ///
    /// @return whether the destination is suspended from now on
    synchronized boolean ended(Verdict verdict, Optional<SmtpReply> failure, long nowNanos) {
        active--;
        usedAt = nowNanos;
        switch (verdict) {
            case ACCEPTED -> {
                failuresInARow = 0;
                pace.succeeded();
            }
            case NEUTRAL -> failuresInARow = 0;
            case UNTRIED -> {}
            case THROTTLED -> {
                failuresInARow = 0;
                pace.throttled(nowNanos);
            }
            case UNREACHABLE -> {
                failuresInARow++;
                lastFailure = failure;
                pace.throttled(nowNanos);
                if (failuresInARow >= FAILURES) {
                    suspended = true;
                    suspendedUntil = nowNanos + SUSPENSION;
                    pace.probe();
                    // The probe alone decides.
                    failuresInARow = FAILURES - 1;
                    return true;
                }
            }
        }
        return false;
    }

    /// Why nothing is tried.
    synchronized Optional<SmtpReply> lastFailure() {
        return lastFailure;
    }

    synchronized void pause(boolean pause) {
        paused = pause;
    }

    synchronized boolean isIdle(long nowNanos, long idleNanos) {
        return active == 0 && unparking == 0 && ready.isEmpty() && parked.isEmpty() && nowNanos - usedAt > idleNanos;
    }

    void count(List<RecipientState> states) {
        for (RecipientState state : states) {
            switch (state.status()) {
                case DELIVERED -> delivered.increment();
                case PENDING -> deferred.increment();
                case BOUNCED -> bounced.increment();
            }
        }
    }

    synchronized DestinationView view(long nowNanos) {
        return new DestinationView(
                name,
                ready.size() + parked.size() + unparking,
                active,
                pace.window(),
                pace.perSecond(),
                paused,
                suspended && nowNanos - suspendedUntil < 0,
                lastFailure,
                delivered.sum(),
                deferred.sum(),
                bounced.sum());
    }

    /// What an attempt says about the destination, whatever it did for the recipients.
    enum Verdict {
        ACCEPTED,
        /// Refusals that are about recipients or content.
        NEUTRAL,
        /// The fault was ours, and the peer was not asked, or not to its end.
        UNTRIED,
        /// The peer asks for less, or did not answer in time.
        THROTTLED,
        /// No host could be used.
        UNREACHABLE;

        /// RFC 5321 §4.2.3: 421, 450, 451 and 452 may come from load; only when nobody got through do they count, since
        /// a greylisted or full mailbox says nothing of its neighbours.
        static Verdict of(Iterable<Outcome> outcomes) {
            Verdict verdict = NEUTRAL;
            for (Outcome outcome : outcomes) {
                if (outcome instanceof Outcome.Delivered) {
                    return ACCEPTED;
                }
                if (outcome instanceof Outcome.Deferred deferred) {
                    if (deferred.unreachable()) {
                        verdict = UNREACHABLE;
                    } else if (verdict == NEUTRAL && isLoad(deferred.reply().code())) {
                        verdict = THROTTLED;
                    }
                }
            }
            return verdict;
        }

        private static boolean isLoad(int code) {
            return code == 421 || (code >= 450 && code <= 452);
        }
    }
}
