package org.posthorn.engine.topic;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.posthorn.engine.settings.Notice;
import org.posthorn.engine.topic.Notices.Depth;
import org.posthorn.engine.topic.Notices.Waiting;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How many notices wait for each subscription and how many dead letters there are, what becomes of one more, and what
/// its row is called. Thread-safe; a place that was taken is counted at once, so the bounds are exact however many ask.
///
/// What comes for a subscription that [#MOST_WAITING] wait for is a dead letter at once; what would be one dead letter
/// more than [#MOST_DEAD] is lost, logged and counted.
public final class NoticeRoom {
    /// Of one subscription.
    static final int MOST_WAITING = 100_000;

    /// Of all subscriptions.
    static final int MOST_DEAD = 100_000;

    /// Milliseconds are counted in this many bits more, for those that come in the same one.
    private static final int BITS_IN_MILLISECOND = 16;

    private static final Logger LOG = LoggerFactory.getLogger(NoticeRoom.class);

    private final int mostWaiting;
    private final int mostDead;
    private final Map<String, Integer> waitingFor = new HashMap<>();
    private long waiting;
    private long dead;
    private long lost;
    private long last;

    public NoticeRoom() {
        this(MOST_WAITING, MOST_DEAD);
    }

    public NoticeRoom(int mostWaiting, int mostDead) {
        this.mostWaiting = mostWaiting;
        this.mostDead = mostDead;
    }

    /// What becomes of notices that come; the others are lost.
    public record Placed(List<Waiting> waiting, List<Waiting> dead) {}

    /// Takes places for notices that come.
    public synchronized Placed place(List<Notice> notices) {
        List<Waiting> waits = new ArrayList<>(notices.size());
        List<Waiting> ends = new ArrayList<>();
        for (Notice notice : notices) {
            String id = notice.to().id();
            if (waitingFor.getOrDefault(id, 0) < mostWaiting) {
                foundWaiting(id);
                waits.add(new Waiting(name(notice), notice));
            } else if (bury(notice)) {
                Notice after = notice.after("too many messages wait for this subscription", notice.at());
                ends.add(new Waiting(name(notice), after));
            }
        }
        return new Placed(waits, ends);
    }

    /// They could not be stored.
    public synchronized void giveBack(Placed placed) {
        placed.waiting().forEach(row -> leave(row.notice().to().id()));
        dead -= placed.dead().size();
    }

    /// Takes a place among the dead letters; where there is none, the notice is lost.
    public synchronized boolean bury(Notice notice) {
        if (dead < mostDead) {
            dead++;
            return true;
        }
        lost++;
        LOG.error("event=notice_lost subscription={} message_id={}", notice.to().arn(), notice.messageId());
        return false;
    }

    /// So many are dead letters no more.
    public synchronized void exhume(int letters) {
        dead -= letters;
    }

    /// One waits no more.
    public synchronized void leave(String subscriptionId) {
        waiting--;
        waitingFor.computeIfPresent(subscriptionId, (id, count) -> count > 1 ? count - 1 : null);
    }

    /// One that waits was there at the start.
    public synchronized void foundWaiting(String subscriptionId) {
        waiting++;
        waitingFor.merge(subscriptionId, 1, Integer::sum);
    }

    /// A dead letter was there at the start.
    public synchronized void foundDead() {
        dead++;
    }

    public synchronized Depth depth() {
        return new Depth(waiting, dead, lost);
    }

    private String name(Notice notice) {
        last = Math.max(last + 1, notice.at().toEpochMilli() << BITS_IN_MILLISECOND);
        return notice.to().id() + "/" + "%016x".formatted(last)
                + UUID.randomUUID().toString().substring(0, 8);
    }

    /// Whose row it is.
    public static String subscriptionOf(String name) {
        return name.substring(0, Math.max(0, name.indexOf('/')));
    }
}
