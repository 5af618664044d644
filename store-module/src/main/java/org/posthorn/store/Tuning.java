package org.posthorn.store;

import java.util.ArrayDeque;
import java.util.Deque;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.Logger;
import org.rocksdb.UInt64AddOperator;

/// The options of the database and its columns; native objects that live as long as the database.
final class Tuning implements AutoCloseable {
    private static final long MIB = 1L << 20;
    private static final long BLOB_FROM_BYTES = 4 << 10;

    private final Deque<AutoCloseable> natives = new ArrayDeque<>();
    private final LRUCache cache = keep(new LRUCache(32 * MIB));
    private final BloomFilter bloom = keep(new BloomFilter(10));
    private final UInt64AddOperator add = keep(new UInt64AddOperator());

    DBOptions database() {
        return keep(new DBOptions()
                .setCreateIfMissing(true)
                .setCreateMissingColumnFamilies(true)
                .setMaxBackgroundJobs(2)
                .setMaxOpenFiles(512)
                .setDbWriteBufferSize(96 * MIB)
                .setMaxTotalWalSize(256 * MIB)
                // A start must not need room for a copy of the log: the disk may be full.
                .setAvoidFlushDuringRecovery(true)
                // Spread writeback instead of one burst at the end of a file.
                .setBytesPerSync(MIB)
                .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
                .setMaxLogFileSize(4 * MIB)
                .setKeepLogFileNum(4));
    }

    /// For reading only: without a log of RocksDB's own, which would be a file in the database's directory.
    DBOptions silentDatabase() {
        return database().setLogger(keep(new Silence()));
    }

    private static final class Silence extends Logger {
        Silence() {
            super(InfoLogLevel.FATAL_LEVEL);
        }

        @Override
        protected void log(InfoLogLevel level, String message) {}
    }

    ColumnFamilyOptions column(Column column) {
        ColumnFamilyOptions options = plain();
        return switch (column) {
            // Mail is written once and deleted once: kept out of the levels, it is never copied by a compaction.
            case CONTENT -> withBlobs(options).setWriteBufferSize(32 * MIB);
            case SETTINGS -> withBlobs(options);
            case COUNTER -> options.setMergeOperator(add);
            case FORMAT, QUEUE, HISTORY, EVENT, FOLLOWER, ASIDE -> options;
        };
    }

    /// For a column of a newer format that only has to open, so that the format can be read and refused.
    ColumnFamilyOptions plain() {
        return keep(new ColumnFamilyOptions()
                .setWriteBufferSize(16 * MIB)
                .setCompressionType(CompressionType.LZ4_COMPRESSION)
                .setTableFormatConfig(
                        new BlockBasedTableConfig().setBlockCache(cache).setFilterPolicy(bloom)));
    }

    private static ColumnFamilyOptions withBlobs(ColumnFamilyOptions options) {
        return options.setEnableBlobFiles(true)
                .setMinBlobSize(BLOB_FROM_BYTES)
                .setBlobFileSize(64 * MIB)
                .setBlobCompressionType(CompressionType.LZ4_COMPRESSION)
                .setEnableBlobGarbageCollection(true)
                .setBlobGarbageCollectionAgeCutoff(0.5);
    }

    private <T extends AutoCloseable> T keep(T object) {
        natives.push(object);
        return object;
    }

    @Override
    public void close() {
        // The reverse order: options before what they refer to.
        for (AutoCloseable object : natives) {
            try {
                object.close();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
        natives.clear();
    }
}
