package org.posthorn.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.posthorn.engine.event.Counters;
import org.posthorn.engine.event.Counts;
import org.posthorn.engine.event.MailEvent;
import org.posthorn.engine.mail.Mail;

/// Changes that are made together or not at all. Built and handed over by one thread.
final class Batch {
    /// One change of one column.
    sealed interface Change {
        record Put(Column column, byte[] key, byte[] value) implements Change {}

        record Delete(Column column, byte[] key) implements Change {}

        record DeleteRange(Column column, byte[] from, byte[] to) implements Change {}

        /// Adds to a number in [Column#COUNTER].
        record Add(byte[] key, long more) implements Change {}

        /// Appends to [Column#EVENT], at the position that the committing thread gives it.
        ///
        /// @param index where its keys in [Column#INDEX] begin
        record Append(byte[] value, List<byte[]> index) implements Change {}
    }

    /// An event at rest: a record around the choice.
    record StoredEvent(MailEvent event) {}

    private final List<Change> changes = new ArrayList<>();
    private final List<Change> undo = new ArrayList<>();
    private final boolean durable;
    private long sizeBytes;

    private Batch(boolean durable) {
        this.durable = durable;
    }

    /// Changes that are on disk when the commit returns.
    static Batch durable() {
        return new Batch(true);
    }

    /// Changes that are written when the commit returns and on disk soon after ([GroupCommit#SYNC_DELAY]).
    static Batch written() {
        return new Batch(false);
    }

    boolean isDurable() {
        return durable;
    }

    List<Change> changes() {
        return changes;
    }

    /// What takes the changes back when their write failed halfway.
    List<Change> undo() {
        return undo;
    }

    long sizeBytes() {
        return sizeBytes;
    }

    Batch put(Column column, byte[] key, byte[] value) {
        changes.add(new Change.Put(column, key, value));
        sizeBytes += key.length + value.length;
        return this;
    }

    /// A put that must not come up later when its writer was told that it failed.
    Batch putOrUndo(Column column, byte[] key, byte[] value) {
        undo.add(new Change.Delete(column, key));
        return put(column, key, value);
    }

    Batch delete(Column column, byte[] key) {
        changes.add(new Change.Delete(column, key));
        sizeBytes += key.length;
        return this;
    }

    Batch deleteRange(Column column, byte[] from, byte[] to) {
        changes.add(new Change.DeleteRange(column, from, to));
        sizeBytes += from.length + to.length;
        return this;
    }

    /// Events of one message, with what they count.
    Batch events(Mail mail, List<? extends MailEvent> events) {
        for (MailEvent event : events) {
            byte[] value = StoredRecord.encode(new StoredEvent(event), Long.BYTES);
            System.arraycopy(Key.number(event.at().toEpochMilli()), 0, value, 0, Long.BYTES);
            List<byte[]> index = EventIndex.prefixes(mail, event);
            changes.add(new Change.Append(value, index));
            sizeBytes += value.length + index.size() * EventIndex.KEY_BYTES;
            count(mail, event.at(), Counts.of(mail, List.of(event)));
        }
        return this;
    }

    private void count(Mail mail, Instant at, Counts counts) {
        if (counts.equals(Counts.NONE)) {
            return;
        }
        long minute = at.getEpochSecond() / TimeUnit.MINUTES.toSeconds(1);
        for (Counters.Subject subject : Counters.Subject.of(mail)) {
            for (CounterKind kind : CounterKind.values()) {
                long more = kind.in(counts);
                if (more > 0) {
                    byte[] key = kind.key(subject, minute);
                    changes.add(new Change.Add(key, more));
                    sizeBytes += key.length + Long.BYTES;
                }
            }
        }
    }
}
