package org.posthorn.engine.delivery;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.posthorn.engine.delivery.IntakeRefusedException.Reason;
import org.posthorn.engine.delivery.MailQueue.AccountDepth;

/// How many messages a queue holds, in all and of each account, and whom it takes one more from. Thread-safe; a place
/// that was taken is counted at once, so the limits are exact however many ask.
///
/// An account may hold up to [#PLACES_FOR_EACH_FREE] messages for each place that is left. So one account alone has
/// nine tenths of the queue, two that want all have nine nineteenths each, and an account that holds little still
/// finds a place, whatever one other does: what is left shrinks as it is taken, and with it what the large may have.
public final class QueueRoom {
    static final int PLACES_FOR_EACH_FREE = 9;

    private final long max;
    private final Map<String, Share> shares = new HashMap<>();
    private long queued;

    /// @param max messages of all accounts together
    public QueueRoom(long max) {
        this.max = max;
    }

    /// Takes a place for a message of an account.
    ///
    /// @throws IntakeRefusedException QUEUE_FULL or ACCOUNT_SHARE, and no place is taken
    public synchronized void take(String account) {
        if (queued >= max) {
            throw refused(account, Reason.QUEUE_FULL, "the queue is full");
        }
        Share share = shares.get(account);
        if (share != null && share.queued >= PLACES_FOR_EACH_FREE * (max - queued)) {
            throw refused(
                    account,
                    Reason.ACCOUNT_SHARE,
                    "account " + account + " has " + share.queued + " of " + queued
                            + " messages in the queue, its share");
        }
        add(account);
    }

    /// Takes a place whatever the limits.
    public synchronized void add(String account) {
        shares.computeIfAbsent(account, a -> new Share()).queued++;
        queued++;
    }

    /// Gives a place back.
    public synchronized void leave(String account) {
        Share share = shares.get(account);
        if (share == null || share.queued == 0) {
            throw new IllegalStateException("account " + account + " holds no place");
        }
        share.queued--;
        queued--;
        if (share.queued == 0 && share.refused == 0) {
            shares.remove(account);
        }
    }

    /// Messages of all accounts.
    public synchronized long queued() {
        return queued;
    }

    public synchronized boolean isFull() {
        return queued >= max;
    }

    /// Those with the most messages first, up to `most`.
    public synchronized List<AccountDepth> accounts(int most) {
        return shares.entrySet().stream()
                .map(entry -> new AccountDepth(entry.getKey(), entry.getValue().queued, entry.getValue().refused))
                .sorted(Comparator.comparingLong(AccountDepth::queued)
                        .reversed()
                        .thenComparing(AccountDepth::accountId))
                .limit(most)
                .toList();
    }

    private IntakeRefusedException refused(String account, Reason reason, String message) {
        // Remembered until the restart: the accounts of an installation are few.
        shares.computeIfAbsent(account, a -> new Share()).refused++;
        return new IntakeRefusedException(reason, message);
    }

    private static final class Share {
        private long queued;
        private long refused;
    }
}
