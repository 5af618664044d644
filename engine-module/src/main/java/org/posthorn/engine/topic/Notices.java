package org.posthorn.engine.topic;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.Notice;
import org.posthorn.engine.settings.Settings;
import org.posthorn.engine.settings.Table;

/// What is on its way to subscriptions, and what could not be delivered: the dead letters. Rows are in the order in
/// which they were added, each subscription's together. Safe for use by many threads.
public final class Notices {
    private final Table<Notice> waiting;
    private final Table<Notice> dead;
    private final List<Consumer<String>> listeners = new CopyOnWriteArrayList<>();
    private final AtomicLong last = new AtomicLong();

    public Notices(Settings settings) {
        this.waiting = settings.table("notice", Notice.class);
        this.dead = settings.table("dead-notice", Notice.class);
    }

    /// @param listener is told the id of each subscription that something is added for
    public void listen(Consumer<String> listener) {
        listeners.add(listener);
    }

    /// Adds notices in one batch. On disk when this returns.
    public void add(List<Notice> notices) {
        if (notices.isEmpty()) {
            return;
        }
        List<Table.Row<Notice>> rows = new ArrayList<>(notices.size());
        for (Notice notice : notices) {
            rows.add(new Table.Row<>(Tenant.INSTALLATION, name(notice), notice));
        }
        waiting.putAll(rows);
        Set<String> told = new TreeSet<>();
        notices.forEach(notice -> told.add(notice.to().id()));
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
        waiting.delete(row.tenant(), row.name());
    }

    /// Lets a notice wait for its next attempt.
    public void deferred(Table.Row<Notice> row, Notice after) {
        waiting.put(row.tenant(), row.name(), after);
    }

    /// Ends a notice that could not be delivered: it becomes a dead letter.
    public void buried(Table.Row<Notice> row, Notice after) {
        dead.put(row.tenant(), row.name(), after);
        waiting.delete(row.tenant(), row.name());
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
                dead.delete(row.tenant(), row.name());
            }
        });
    }

    /// Lets the dead letters of a topic, or all of them, be tried again.
    ///
    /// @return how many
    public int revive(Optional<String> topicArn, Instant now) {
        int revived = 0;
        List<Table.Row<Notice>> rows = dead.page(Tenant.INSTALLATION, "", 10_000);
        for (Table.Row<Notice> row : rows) {
            if (topicArn.filter(arn -> !arn.equals(row.value().to().topicArn())).isEmpty()) {
                add(List.of(row.value().afresh(now)));
                dead.delete(row.tenant(), row.name());
                revived++;
            }
        }
        return revived;
    }
}
