package org.posthorn.store;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.posthorn.engine.event.Counters;

/// Deletes what is kept no longer: history and events by age, events also by number, counts behind
/// [Counters#RETENTION].
///
/// Everything is deleted by ranges of keys, so a run writes little however much it frees. What a run looks at is
/// bounded; the next one goes on.
final class Retention {
    private static final int MOST_EVENTS = 100_000;
    private static final int MOST_SUBJECTS = 10_000;
    private static final byte[] START = new byte[0];

    private final Database database;
    private final GroupCommit commit;
    private final Watermark watermark;
    private final Duration retention;
    private final long maxEvents;
    private byte[] nextSubject = START;

    Retention(Database database, GroupCommit commit, Watermark watermark, StoreConfig config) {
        this.database = database;
        this.commit = commit;
        this.watermark = watermark;
        this.retention = config.retention();
        this.maxEvents = config.maxEvents();
    }

    synchronized void sweep(Instant now) {
        Batch batch = Batch.written();
        batch.deleteRange(Column.HISTORY, START, Key.messagesFrom(now.minus(retention)));
        EventIndex.sweep(batch, now.minus(retention));
        sweepEvents(batch, now.minus(retention));
        sweepCounters(batch, now.minus(Counters.RETENTION));
        commit.commit(batch);
    }

    /// Deletes old events that every follower has dealt with, and never the newest: positions go on from it. Of the
    /// others no more than [StoreConfig#maxEvents] stay.
    private void sweepEvents(Batch batch, Instant before) {
        long last = Math.min(lowestAcknowledged(), watermark.position() - 1);
        long tooMany = Math.min(last, watermark.position() - maxEvents);
        if (tooMany > 0) {
            batch.deleteRange(Column.EVENT, START, Key.number(tooMany + 1));
        }
        Oldest kept = new Oldest(before.toEpochMilli());
        database.scan(Column.EVENT, START, Optional.of(Key.number(Math.max(0, last) + 1)), kept);
        kept.end().ifPresent(end -> batch.deleteRange(Column.EVENT, START, end));
    }

    /// Walks over old events to the first that is kept.
    private static final class Oldest implements Database.Visitor {
        private final long beforeMillis;
        private int seen;
        private Optional<byte[]> lastOld = Optional.empty();

        Oldest(long beforeMillis) {
            this.beforeMillis = beforeMillis;
        }

        @Override
        public boolean visit(byte[] key, byte[] value) {
            if (value.length >= Long.BYTES && Key.numberOf(value) >= beforeMillis) {
                return false;
            }
            lastOld = Optional.of(key);
            return ++seen < MOST_EVENTS;
        }

        Optional<byte[]> end() {
            return lastOld.map(Key::behind);
        }
    }

    private long lowestAcknowledged() {
        long[] lowest = {Long.MAX_VALUE};
        database.scan(Column.FOLLOWER, START, Optional.empty(), (key, value) -> {
            lowest[0] = Math.min(lowest[0], Key.numberOf(value));
            return true;
        });
        return lowest[0];
    }

    /// Jumps from subject to subject, since a subject's minutes lie together.
    private void sweepCounters(Batch batch, Instant before) {
        long minute = TimeUnit.SECONDS.toMinutes(before.getEpochSecond());
        for (int i = 0; i < MOST_SUBJECTS; i++) {
            Optional<byte[]> prefix = subjectFrom(nextSubject);
            if (prefix.isEmpty()) {
                nextSubject = START;
                return;
            }
            batch.deleteRange(Column.COUNTER, prefix.get(), CounterKind.minuteKey(prefix.get(), minute));
            nextSubject = CounterKind.behind(prefix.get());
        }
    }

    private Optional<byte[]> subjectFrom(byte[] from) {
        byte[][] prefix = new byte[1][];
        database.scan(Column.COUNTER, from, Optional.empty(), (key, value) -> {
            prefix[0] = CounterKind.prefixOf(key);
            return false;
        });
        return Optional.ofNullable(prefix[0]);
    }
}
