package org.posthorn.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.posthorn.engine.delivery.QueuedMessage;
import org.posthorn.store.SalvageReport.Loss;
import org.rocksdb.RocksDBException;

/// Saves what can be read of a damaged store into a new one, whether RocksDB opens it or not. The damaged one is not
/// changed.
///
/// ```
/// tables, as RocksDB sees them together ─┐
/// tables one by one, where it can't      ├─▶ new store ─▶ the groups of all logs, behind damage too ─▶ a look at what
/// values from blob files                 ┘                                                             belongs
/// together
/// ```
///
/// A message whose record or content is lost is put aside in the new store, so that it is known by its id.
public final class Salvage {
    private static final long CHUNK_BYTES = 4 << 20;

    private final Path damaged;
    private final Path target;
    private final InstantSource clock;
    private final List<Loss> losses = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final List<Batch.Change> staged = new ArrayList<>();
    private long stagedBytes;
    private long lossCount;

    private Salvage(Path damaged, Path target, InstantSource clock) {
        this.damaged = damaged;
        this.target = target;
        this.clock = clock;
    }

    /// @param damaged of a stopped server
    /// @param target the new store, which does not exist yet; its mark is written beside it
    /// @throws IOException when the disk is full or can't be used; then there is no new store
    public static SalvageReport run(Path damaged, Path target, InstantSource clock) throws IOException {
        Files.createDirectory(target);
        try {
            return new Salvage(damaged, target, clock).run();
        } catch (IOException | RuntimeException e) {
            try (Stream<Path> left = Files.walk(target)) {
                for (Path path : left.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
            throw e;
        }
    }

    private SalvageReport run() throws IOException {
        Path work = target.resolveSibling(target.getFileName() + ".work");
        try (Remains remains = Remains.of(damaged, work);
                Database fresh = Database.open(target)) {
            Optional<Mark> mark = Mark.read(damaged).mark();
            Group flushed = tables(remains, fresh);
            Group newest = logs(remains, fresh, flushed, mark);
            belongings(fresh);
            finish(fresh, newest, mark);
            return new SalvageReport(counts(fresh), losses, lossCount, notes);
        }
    }

    private void lose(String kind, String time, String message, String what) {
        lossCount++;
        if (losses.size() < StoreReport.MOST_PROBLEMS) {
            losses.add(new Loss(kind, time, message, what));
        }
    }

    private void stage(Database fresh, Batch.Change change, long bytes) throws IOException {
        staged.add(change);
        stagedBytes += bytes;
        if (stagedBytes >= CHUNK_BYTES) {
            write(fresh);
        }
    }

    private void write(Database fresh) throws IOException {
        fresh.write(staged, false);
        staged.clear();
        stagedBytes = 0;
    }

    /// @return the newest group that is in the tables
    private Group tables(Remains remains, Database fresh) throws IOException {
        remains.unopened().forEach(table -> lose("file", "", "", table));
        boolean withStrays = remains.hasStrays() && !isListOfTablesSound(remains);
        if (withStrays) {
            notes.add("RocksDB's list of the tables (MANIFEST) is damaged: they were read one by one, newest first;"
                    + " what was deleted lately, settings too, may be back");
        }
        for (Column column : Column.values()) {
            if (column == Column.INDEX) {
                // The new store makes its own.
                continue;
            }
            IOException[] failure = new IOException[1];
            boolean passed = remains.scan(column, withStrays, (key, value) -> {
                try {
                    stage(fresh, new Batch.Change.Put(column, key, value), key.length + value.length);
                } catch (IOException e) {
                    failure[0] = e;
                }
            });
            if (failure[0] != null) {
                throw failure[0];
            }
            if (passed) {
                lose(column.title(), "", "", "part of the column can't be read");
            }
        }
        write(fresh);
        RocksStore.formatOf(damaged, fresh);
        return fresh.lastGroup().orElse(Group.NONE);
    }

    /// Not when it is damaged, or ends before the logs begin: then tables that it does not name count, too.
    private boolean isListOfTablesSound(Remains remains) {
        if (remains.isManifestDamaged()) {
            return false;
        }
        try {
            StoreProof proof = StoreProof.of(damaged, Mark.read(damaged).mark());
            return !proof.fallsShort() || !proof.places().isEmpty();
        } catch (IOException e) {
            return false;
        }
    }

    /// Repeats what the logs say, behind what the tables have.
    ///
    /// @return the newest group of all
    private Group logs(Remains remains, Database fresh, Group flushed, Optional<Mark> mark) throws IOException {
        Missing missing = new Missing(flushed);
        try (LogReplay replay = new LogReplay(remains.columnNumbers())) {
            for (Path log : LogFile.in(damaged)) {
                List<byte[]> failed = new ArrayList<>();
                IOException[] failure = new IOException[1];
                List<LogFile.Damage> damages = LogFile.read(log, (record, isBehindDamage) -> {
                    Optional<Group> group = Group.ofBatch(record);
                    if (group.isPresent() && group.get().number() <= flushed.number()) {
                        return;
                    }
                    group.ifPresent(missing::meet);
                    try {
                        for (Batch.Change change : replay.changes(record)) {
                            // Who counted what before there were groups is in the tables, or not to be known.
                            boolean isKnown = group.isPresent() || !(change instanceof Batch.Change.Add);
                            if (isKnown && !isOfIndex(change)) {
                                staged.add(change);
                            }
                        }
                        stagedBytes += record.length;
                        if (stagedBytes >= CHUNK_BYTES) {
                            write(fresh);
                        }
                    } catch (RocksDBException e) {
                        failed.add(record);
                    } catch (IOException e) {
                        failure[0] = e;
                    }
                });
                if (failure[0] != null) {
                    throw failure[0];
                }
                if (!failed.isEmpty()) {
                    lose("log", "", "", log.getFileName() + ": " + failed.size() + " records are no batches");
                }
                damages.forEach(damage ->
                        notes.add(new StoreProof.Place(log.getFileName().toString(), damage) + ""));
            }
        }
        write(fresh);
        missing.end(mark);
        return missing.newest;
    }

    private static boolean isOfIndex(Batch.Change change) {
        return switch (change) {
            case Batch.Change.Put put -> put.column() == Column.INDEX;
            case Batch.Change.Delete delete -> delete.column() == Column.INDEX;
            case Batch.Change.DeleteRange range -> range.column() == Column.INDEX;
            case Batch.Change.Add add -> false;
            case Batch.Change.Append append -> false;
        };
    }

    /// Groups that are in no log that can be read.
    private final class Missing {
        private Group newest;
        private long required;

        Missing(Group flushed) {
            newest = flushed;
        }

        void meet(Group group) {
            required = Math.max(required, group.synced());
            if (group.number() > newest.number() + 1) {
                tell(newest.number() + 1, group.number() - 1, newest.at(), group.at());
            }
            if (group.number() > newest.number()) {
                newest = group;
            }
        }

        void end(Optional<Mark> mark) {
            mark.filter(known -> known.group() > newest.number())
                    .ifPresent(known -> tell(newest.number() + 1, known.group(), newest.at(), known.at()));
        }

        private void tell(long from, long to, Instant after, Instant before) {
            lose(
                    "groups",
                    after.equals(Instant.EPOCH) ? "before " + before : after + " to " + before,
                    "",
                    (to - from + 1) + " groups of commits (" + from + " to " + to + ") are in no log that can be read");
        }
    }

    /// Finds messages of which one part is lost.
    private void belongings(Database fresh) throws IOException {
        List<byte[]> lost = new ArrayList<>();
        List<byte[]> ended = new ArrayList<>();
        fresh.scan(Column.QUEUE, new byte[0], Optional.empty(), (key, value) -> {
            if (fresh.get(Column.HISTORY, key).isPresent()) {
                ended.add(key);
            } else if (!isReadable(value)) {
                lost.add(key);
                loseMessage(key, "its record is damaged");
            } else if (fresh.get(Column.CONTENT, key).isEmpty()) {
                lost.add(key);
                loseMessage(key, "its content can't be read");
            }
            return true;
        });
        fresh.scan(Column.CONTENT, new byte[0], Optional.empty(), (key, value) -> {
            if (fresh.get(Column.QUEUE, key).isEmpty()
                    && fresh.get(Column.ASIDE, Aside.key(Column.QUEUE, key)).isEmpty()) {
                if (fresh.get(Column.HISTORY, key).isPresent()) {
                    ended.add(key);
                } else {
                    lost.add(key);
                    loseMessage(key, "its record can't be read; its content is kept");
                }
            }
            return true;
        });
        for (byte[] key : ended) {
            stage(fresh, new Batch.Change.Delete(Column.QUEUE, key), key.length);
            stage(fresh, new Batch.Change.Delete(Column.CONTENT, key), key.length);
        }
        for (byte[] key : lost) {
            byte[] value = fresh.get(Column.QUEUE, key).orElse(new byte[0]);
            stage(fresh, new Batch.Change.Put(Column.ASIDE, Aside.key(Column.QUEUE, key), value), value.length);
            stage(fresh, new Batch.Change.Delete(Column.QUEUE, key), key.length);
        }
        write(fresh);
    }

    private static boolean isReadable(byte[] value) {
        try {
            StoredRecord.decode(QueuedMessage.class, value, QueueRecords.DUE_BYTES);
            return true;
        } catch (CorruptRecordException e) {
            return false;
        }
    }

    private void loseMessage(byte[] key, String what) {
        try {
            lose("message", Key.timeOf(key).toString(), Key.messageOf(key).toString(), what);
        } catch (CorruptRecordException e) {
            lose("message", "", "", what);
        }
    }

    /// The new store goes on behind all numbers that the old one may have used.
    private void finish(Database fresh, Group newest, Optional<Mark> mark) throws IOException {
        long number = Math.max(newest.number(), mark.map(Mark::group).orElse(0L)) + 1;
        Group last = new Group(number, clock.instant(), number - 1);
        byte[] format =
                ByteBuffer.allocate(Integer.BYTES).putInt(RocksStore.FORMAT).array();
        fresh.write(last, List.of(new Batch.Change.Put(Column.FORMAT, RocksStore.FORMAT_KEY, format)), true);
        fresh.flush();
        new Mark(last.number(), last.at()).write(target);
    }

    private static List<StoreReport.Count> counts(Database fresh) {
        List<StoreReport.Count> counts = new ArrayList<>();
        for (Column column : Column.values()) {
            long[] records = new long[1];
            fresh.scan(column, new byte[0], Optional.empty(), (key, value) -> {
                records[0]++;
                return true;
            });
            counts.add(new StoreReport.Count(column.title(), records[0]));
        }
        return counts;
    }
}
