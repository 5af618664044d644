package org.posthorn.engine.delivery;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
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
/// After [#FAILURES] attempts in a row that reached no host the destination is *suspended*. That is an event of the
/// destination, not of the messages: what waits goes on waiting, parked, as it is stored, and no retry schedule begins
/// for it. Every [#SUSPENSION_NANOS] one message is the probe. When it fails, that is one more attempt for this
/// message and nothing for the others; when somebody answers, whatever the answer, the destination is back, and what
/// waits goes. With each probe some of what is parked is planned anew, [#LOOKED_AT] or a fortieth: so mail whose DNS
/// records lead elsewhere by now leaves, and mail that has reached the end of its time is seen, within twenty minutes.
///
/// Thread-safe; nothing blocks under its monitor.
final class Destination {
    static final int READY = 64;
    /// A part of a divided message can't be parked, so there is more room for it.
    private static final int READY_PARTS = 256;
    /// So many of an account's find room beyond that, up to [#READY_MOST] in all.
    static final int READY_EACH = 16;
    static final int READY_MOST = 1_024;
    static final int FAILURES = 3;
    static final long SUSPENSION_NANOS = 30_000_000_000L;
    private static final int LOOKED_AT = 256;
    private static final int UNPARK = 32;

    /// A leg that may start.
    ///
    /// @param whole whether it is all of its lease
    record Part(Lease lease, Leg leg, boolean whole) {
        String accountId() {
            return lease.mail().tenant().accountId();
        }
    }

    /// What becomes of an offered part.
    enum Answer {
        /// It waits here.
        READY,
        /// There is no room; the caller parks it, or gives it back.
        FULL,
        /// The same, since nobody is there.
        AWAY
    }

    /// What an attempt changed.
    enum Change {
        NONE,
        /// Nobody is there, from now on.
        SUSPENDED,
        /// Somebody is there again.
        BACK
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
    private long suspendedAt;
    private long probeAt;
    private @Nullable Part probe;
    private long usedAt;
    private Optional<SmtpReply> lastFailure = Optional.empty();

    Destination(String name, DeliveryLimit shape, boolean paused, long nowNanos) {
        this.name = name;
        this.pace = new Pace(shape, nowNanos);
        this.paused = paused;
        this.usedAt = nowNanos;
    }

    String name() {
        return name;
    }

    synchronized Answer offer(Part part, long nowNanos) {
        usedAt = nowNanos;
        if (paused) {
            return Answer.FULL;
        }
        if (suspended) {
            if (!mayProbe(nowNanos)) {
                return Answer.AWAY;
            }
        } else if (ready.size() >= room(part)) {
            return Answer.FULL;
        }
        ready.add(part.accountId(), part);
        return Answer.READY;
    }

    private int room(Part part) {
        if (ready.sizeOf(part.accountId()) < READY_EACH) {
            return READY_MOST;
        }
        return part.whole() ? READY : READY_PARTS;
    }

    private boolean mayProbe(long nowNanos) {
        return nowNanos - probeAt >= 0 && probe == null && ready.isEmpty();
    }

    synchronized void park(MailQueue.Parked message) {
        parked.add(message.accountId(), message);
    }

    /// The next part that may start now, counted as active and with a slot of its account; empty when none may.
    synchronized Optional<Part> start(long nowNanos, Slots slots) {
        if (paused || ready.isEmpty() || !isOpen(nowNanos) || !pace.mayTake(nowNanos)) {
            return Optional.empty();
        }
        for (int passed = 0; !slots.tryTake(ready.account()); passed++) {
            if (passed == ready.accounts()) {
                slots.await(this);
                return Optional.empty();
            }
            ready.pass();
        }
        pace.take(nowNanos);
        active++;
        Part next = ready.next();
        if (suspended) {
            probe = next;
        }
        return Optional.of(next);
    }

    private boolean isOpen(long nowNanos) {
        return suspended ? probe == null && nowNanos - probeAt >= 0 : active < pace.window();
    }

    /// Parked messages that there is room for; the caller resumes and plans them, and then calls [#unparked].
    synchronized List<MailQueue.Parked> unpark(long nowNanos) {
        List<MailQueue.Parked> taken = new ArrayList<>();
        if (paused) {
            return taken;
        }
        if (suspended) {
            int some = mayProbe(nowNanos) && unparking == 0 ? Math.max(LOOKED_AT, parked.size() / 40) : 0;
            while (taken.size() < some && !parked.isEmpty()) {
                taken.add(unparking(parked.account()));
            }
            return taken;
        }
        int passed = 0;
        while (taken.size() < UNPARK && passed < parked.accounts()) {
            String account = parked.account();
            if (mayUnpark(account)) {
                taken.add(unparking(account));
                passed = 0;
            } else {
                parked.pass();
                passed++;
            }
        }
        return taken;
    }

    private MailQueue.Parked unparking(String account) {
        unparking++;
        unparkingOf.merge(account, 1, Integer::sum);
        return parked.next();
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

    /// What of these messages waits at hand, taken out.
    synchronized List<Lease> withdraw(Set<MessageId> ids) {
        return ready.remove(part -> ids.contains(part.lease().mail().id())).stream()
                .map(Part::lease)
                .toList();
    }

    /// Those of these messages that wait parked, taken out.
    synchronized List<MailQueue.Parked> withdrawParked(Set<MessageId> ids) {
        return parked.remove(message -> ids.contains(message.id()));
    }

    /// What waits at hand, taken out.
    synchronized List<Part> drain() {
        return ready.drain();
    }

    /// Learns from an attempt.
    synchronized Change ended(Part part, Reception reception, Optional<SmtpReply> failure, long nowNanos) {
        active--;
        usedAt = nowNanos;
        boolean probed = part.equals(probe);
        if (probed) {
            probe = null;
        }
        return switch (reception) {
            case UNTRIED -> Change.NONE;
            case UNREACHABLE -> reachedNobody(probed, failure, nowNanos);
            case ACCEPTED -> {
                pace.succeeded();
                yield reachedSomebody();
            }
            case NEUTRAL -> reachedSomebody();
            case THROTTLED -> {
                pace.throttled(nowNanos);
                yield reachedSomebody();
            }
        };
    }

    private Change reachedSomebody() {
        failuresInARow = 0;
        Change change = suspended ? Change.BACK : Change.NONE;
        suspended = false;
        return change;
    }

    private Change reachedNobody(boolean probed, Optional<SmtpReply> failure, long nowNanos) {
        lastFailure = failure;
        if (suspended) {
            // Attempts that began before the suspension say nothing new.
            if (probed) {
                probeAt = nowNanos + SUSPENSION_NANOS;
            }
            return Change.NONE;
        }
        failuresInARow++;
        if (failuresInARow < FAILURES) {
            pace.throttled(nowNanos);
            return Change.NONE;
        }
        suspended = true;
        suspendedAt = nowNanos;
        probeAt = nowNanos + SUSPENSION_NANOS;
        pace.startOver();
        return Change.SUSPENDED;
    }

    synchronized boolean isSuspended() {
        return suspended;
    }

    /// When the last suspension began.
    synchronized long suspendedAtNanos() {
        return suspendedAt;
    }

    /// The next message is the probe, without waiting for its time.
    synchronized void probeNow(long nowNanos) {
        probeAt = nowNanos;
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

    synchronized DestinationView view() {
        return new DestinationView(
                name,
                ready.size() + parked.size() + unparking,
                active,
                pace.window(),
                pace.perSecond(),
                paused,
                suspended,
                lastFailure,
                delivered.sum(),
                deferred.sum(),
                bounced.sum());
    }
}
