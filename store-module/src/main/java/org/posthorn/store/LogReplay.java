package org.posthorn.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/// The changes that a record of the log makes.
final class LogReplay extends WriteBatch.Handler {
    private final Map<Integer, Column> columns;
    private List<Batch.Change> changes = new ArrayList<>();

    /// @param columns by RocksDB's numbers
    LogReplay(Map<Integer, Column> columns) {
        this.columns = Map.copyOf(columns);
    }

    /// @throws RocksDBException when it is no batch
    List<Batch.Change> changes(byte[] record) throws RocksDBException {
        changes = new ArrayList<>();
        try (WriteBatch batch = new WriteBatch(record)) {
            batch.iterate(this);
        }
        return changes;
    }

    private Optional<Column> column(int number) {
        return Optional.ofNullable(columns.get(number));
    }

    @Override
    public void put(int number, byte[] key, byte[] value) {
        column(number).ifPresent(column -> changes.add(new Batch.Change.Put(column, key, value)));
    }

    @Override
    public void put(byte[] key, byte[] value) {
        put(0, key, value);
    }

    @Override
    public void merge(int number, byte[] key, byte[] value) {
        if (value.length == Long.BYTES) {
            changes.add(new Batch.Change.Add(key, Long.reverseBytes(Key.numberOf(value))));
        }
    }

    @Override
    public void merge(byte[] key, byte[] value) {
        merge(0, key, value);
    }

    @Override
    public void delete(int number, byte[] key) {
        column(number).ifPresent(column -> changes.add(new Batch.Change.Delete(column, key)));
    }

    @Override
    public void delete(byte[] key) {
        delete(0, key);
    }

    @Override
    public void singleDelete(int number, byte[] key) {
        delete(number, key);
    }

    @Override
    public void singleDelete(byte[] key) {
        delete(0, key);
    }

    @Override
    public void deleteRange(int number, byte[] from, byte[] to) {
        column(number).ifPresent(column -> changes.add(new Batch.Change.DeleteRange(column, from, to)));
    }

    @Override
    public void deleteRange(byte[] from, byte[] to) {
        deleteRange(0, from, to);
    }

    @Override
    public void logData(byte[] blob) {}

    @Override
    public void putBlobIndex(int number, byte[] key, byte[] value) {}

    @Override
    public void markBeginPrepare() {}

    @Override
    public void markEndPrepare(byte[] xid) {}

    @Override
    public void markNoop(boolean emptyBatch) {}

    @Override
    public void markRollback(byte[] xid) {}

    @Override
    public void markCommit(byte[] xid) {}

    @Override
    public void markCommitWithTimestamp(byte[] xid, byte @Nullable [] timestamp) {}
}
