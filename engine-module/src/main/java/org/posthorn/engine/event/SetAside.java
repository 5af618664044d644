package org.posthorn.engine.event;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.Settings;
import org.posthorn.engine.settings.Table;
import org.posthorn.engine.settings.Tables;
import org.posthorn.engine.settings.Unanswered;

/// What followers of the [EventLog] set aside, on disk, until it is tried again or dropped. Safe for use by many
/// threads.
///
/// Of each follower the newest [#MOST] are kept, in a ring: a row is named for its number modulo the size, so that one
/// more overwrites the oldest, and a destination that is broken for long costs one write for a batch of events.
@Singleton
public final class SetAside {
    /// Of one follower.
    static final int MOST = 10_000;

    private final Table<Unanswered> table;
    private final int most;
    private final Map<String, Ring> rings = new HashMap<>();
    private final LongAdder lost = new LongAdder();

    /// The rows of one follower.
    private static final class Ring {
        private final BitSet taken = new BitSet();
        private long next = 1;
    }

    @Inject
    public SetAside(Settings settings) {
        this(settings, MOST);
    }

    SetAside(Settings settings, int most) {
        this.table = settings.table(Tables.UNANSWERED);
        this.most = most;
        table.forEach(row -> {
            Ring ring = ringOf(row.value().follower());
            ring.taken.set(slot(row.value().number()));
            ring.next = Math.max(ring.next, row.value().number() + 1);
        });
    }

    private Ring ringOf(String follower) {
        return rings.computeIfAbsent(follower, name -> new Ring());
    }

    private int slot(long number) {
        return Math.toIntExact(number % most);
    }

    private String row(String follower, long number) {
        return follower + "/" + slot(number);
    }

    /// Adds what one follower set aside; the number is given here. On disk when this returns.
    public synchronized void add(List<Unanswered> added) {
        List<Table.Row<Unanswered>> rows = new ArrayList<>(added.size());
        for (Unanswered one : added) {
            Unanswered numbered = one.numbered(ringOf(one.follower()).next + rows.size());
            rows.add(new Table.Row<>(Tenant.INSTALLATION, row(one.follower(), numbered.number()), numbered));
        }
        table.putAll(rows);
        for (Table.Row<Unanswered> row : rows) {
            Ring ring = ringOf(row.value().follower());
            ring.next = row.value().number() + 1;
            int slot = slot(row.value().number());
            if (ring.taken.get(slot)) {
                lost.increment();
            }
            ring.taken.set(slot);
        }
    }

    /// Replaces what is known of one by what its next try gave; nothing happens when it is there no more.
    public synchronized void update(Unanswered after) {
        if (find(after.follower(), after.number()).isPresent()) {
            table.put(Tenant.INSTALLATION, row(after.follower(), after.number()), after);
        }
    }

    /// Those of one follower, or of all, the oldest first.
    public List<Unanswered> list(Optional<String> follower) {
        List<Unanswered> found = new ArrayList<>();
        table.forEach(row -> {
            if (follower.filter(name -> !name.equals(row.value().follower())).isEmpty()) {
                found.add(row.value());
            }
        });
        found.sort(Comparator.comparing(Unanswered::follower).thenComparingLong(Unanswered::number));
        return found;
    }

    public Optional<Unanswered> find(String follower, long number) {
        return number < 1
                ? Optional.empty()
                : table.get(Tenant.INSTALLATION, row(follower, number)).filter(one -> one.number() == number);
    }

    /// Forgets one.
    ///
    /// @return whether it was there
    public synchronized boolean drop(String follower, long number) {
        boolean present = find(follower, number).isPresent();
        if (present) {
            table.delete(Tenant.INSTALLATION, row(follower, number));
            ringOf(follower).taken.clear(slot(number));
        }
        return present;
    }

    /// Forgets what was set aside before this.
    public void forget(Instant before) {
        list(Optional.empty()).stream()
                .filter(one -> one.since().isBefore(before))
                .forEach(one -> drop(one.follower(), one.number()));
    }

    /// How many are kept of a follower.
    public synchronized int count(String follower) {
        return ringOf(follower).taken.cardinality();
    }

    /// Those that gave way to newer ones, since the start.
    public long lost() {
        return lost.sum();
    }
}
