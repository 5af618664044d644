package org.posthorn.engine.topic;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.Notice;
import org.posthorn.engine.settings.Settings;
import org.posthorn.engine.settings.Table;
import org.posthorn.engine.settings.Tables;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What is on its way to subscriptions, and what could not be delivered: the dead letters. Rows are in the order in
/// which they were added, each subscription's together. Safe for use by many threads.
///
/// Both are bounded. What comes for a subscription that [#MOST_WAITING] wait for is a dead letter at once; what would
/// be
/// one dead letter more than [#MOST_DEAD] is lost, logged and counted.
@Singleton
public final class Notices {
    /// Of one subscription.
    static final int MOST_WAITING = 100_000;

    /// Of all subscriptions.
    static final int MOST_DEAD = 100_000;

    private static final int MOST_REVIVED = 10_000;

    private static final Logger LOG = LoggerFactory.getLogger(Notices.class);

    private final Table<Notice> waiting;
    private final Table<Notice> dead;
    private final List<Consumer<String>> listeners = new CopyOnWriteArrayList<>();
    private final int mostWaiting;
    private final int mostDead;
    private final Map<String, AtomicInteger> waitingFor = new ConcurrentHashMap<>();
    private final AtomicInteger deadLetters = new AtomicInteger();
    private final LongAdder lost = new LongAdder();
    private final AtomicLong last = new AtomicLong();

    @Inject
    public Notices(Settings settings) {
        this(settings, MOST_WAITING, MOST_DEAD);
    }

    Notices(Settings settings, int mostWaiting, int mostDead) {
        this.mostWaiting = mostWaiting;
        this.mostDead = mostDead;
        this.waiting = settings.table(Tables.NOTICES);
        this.dead = settings.table(Tables.DEAD_NOTICES);
        waiting.forEach(row -> countOf(row.value().to().id()).incrementAndGet());
        dead.forEach(row -> deadLetters.incrementAndGet());
    }

    /// @param listener is told the id of each subscription that something is added for
    public void listen(Consumer<String> listener) {
        listeners.add(listener);
    }

    private AtomicInteger countOf(String subscriptionId) {
        return waitingFor.computeIfAbsent(subscriptionId, id -> new AtomicInteger());
    }

    /// Messages that became no dead letters since there are too many, since the start.
    public long lost() {
        return lost.sum();
    }

    /// Adds notices in one batch. On disk when this returns.
    public void add(List<Notice> notices) {
        if (notices.isEmpty()) {
            return;
        }
        List<Table.Row<Notice>> rows = new ArrayList<>(notices.size());
        List<Table.Row<Notice>> tooMany = new ArrayList<>();
        Set<String> told = new TreeSet<>();
        for (Notice notice : notices) {
            String id = notice.to().id();
            Table.Row<Notice> row = new Table.Row<>(Tenant.INSTALLATION, name(notice), notice);
            if (countOf(id).incrementAndGet() > mostWaiting) {
                countOf(id).decrementAndGet();
                Notice after = notice.after("too many messages wait for this subscription", notice.at());
                tooMany.add(new Table.Row<>(row.tenant(), row.name(), after));
            } else {
                rows.add(row);
                told.add(id);
            }
        }
        bury(tooMany);
        try {
            waiting.putAll(rows);
        } catch (RuntimeException e) {
            rows.forEach(row -> countOf(row.value().to().id()).decrementAndGet());
            throw e;
        }
        told.forEach(id -> listeners.forEach(listener -> listener.accept(id)));
    }

    private String name(Notice notice) {
        long number =
                last.updateAndGet(before -> Math.max(before + 1, notice.at().toEpochMilli() << 16));
        return notice.to().id() + "/" + "%016x".formatted(number)
                + UUID.randomUUID().toString().substring(0, 8);
    }

    /// The subscriptions that something waits for.
    public List<String> subscriptions() {
        List<String> ids = new ArrayList<>();
        String after = "";
        while (true) {
            List<Table.Row<Notice>> first = waiting.page(Tenant.INSTALLATION, after, 1);
            if (first.isEmpty()) {
                return ids;
            }
            String id = first.getFirst().value().to().id();
            ids.add(id);
            after = id + "0"; // behind all that begins with the id and a slash
        }
    }

    /// Up to `max` notices that wait for a subscription, the oldest first.
    public List<Table.Row<Notice>> waiting(String subscriptionId, int max) {
        return waiting.page(Tenant.INSTALLATION, subscriptionId + "/", max).stream()
                .filter(row -> row.value().to().id().equals(subscriptionId))
                .toList();
    }

    /// Ends a notice that was delivered.
    public void delivered(Table.Row<Notice> row) {
        forget(row);
    }

    private void forget(Table.Row<Notice> row) {
        if (waiting.delete(row.tenant(), row.name())) {
            countOf(row.value().to().id()).decrementAndGet();
        }
    }

    /// Lets a notice wait for its next attempt.
    public void deferred(Table.Row<Notice> row, Notice after) {
        waiting.put(row.tenant(), row.name(), after);
    }

    /// Ends a notice that could not be delivered: it becomes a dead letter.
    public void buried(Table.Row<Notice> row, Notice after) {
        bury(List.of(new Table.Row<>(row.tenant(), row.name(), after)));
        forget(row);
    }

    private void bury(List<Table.Row<Notice>> rows) {
        List<Table.Row<Notice>> fitting = new ArrayList<>(rows.size());
        for (Table.Row<Notice> row : rows) {
            if (deadLetters.incrementAndGet() <= mostDead) {
                fitting.add(row);
                continue;
            }
            deadLetters.decrementAndGet();
            lost.increment();
            Notice notice = row.value();
            LOG.error(
                    "event=notice_lost subscription={} message_id={}",
                    notice.to().arn(),
                    notice.messageId());
        }
        if (!fitting.isEmpty()) {
            dead.putAll(fitting);
        }
    }

    private void exhume(Table.Row<Notice> row) {
        if (dead.delete(row.tenant(), row.name())) {
            deadLetters.decrementAndGet();
        }
    }

    /// Up to `max` dead letters.
    public List<Notice> dead(int max) {
        return dead.page(Tenant.INSTALLATION, "", max).stream()
                .map(Table.Row::value)
                .toList();
    }

    /// Forgets dead letters whose message is older than this.
    public void forgetDead(Instant before) {
        dead.forEach(row -> {
            if (row.value().at().isBefore(before)) {
                exhume(row);
            }
        });
    }

    /// Lets the dead letters of a topic, or of all, be tried again; 10,000 at a time.
    ///
    /// @return how many
    public int revive(Optional<String> topicArn, Instant now) {
        List<Table.Row<Notice>> rows = new ArrayList<>();
        dead.forEach(row -> {
            boolean wanted = topicArn.filter(arn -> !arn.equals(row.value().to().topicArn()))
                    .isEmpty();
            if (wanted && rows.size() < MOST_REVIVED) {
                rows.add(row);
            }
        });
        add(rows.stream().map(row -> row.value().afresh(now)).toList());
        rows.forEach(this::exhume);
        return rows.size();
    }
}
