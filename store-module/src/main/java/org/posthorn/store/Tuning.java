package org.posthorn.store;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Properties;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.Logger;
import org.rocksdb.UInt64AddOperator;
import org.rocksdb.WriteBufferManager;
import org.slf4j.LoggerFactory;

/// The options of the database and its columns; native objects that live as long as the database.
final class Tuning implements AutoCloseable {
    private static final long MIB = 1L << 20;
    private static final long BLOB_FROM_BYTES = 4 << 10;

    private static final org.slf4j.Logger log = LoggerFactory.getLogger(Tuning.class);

    private final Deque<AutoCloseable> natives = new ArrayDeque<>();
    private final LRUCache cache;
    private final WriteBufferManager writeBuffers;
    private final BloomFilter bloom = keep(new BloomFilter(10));
    private final UInt64AddOperator add = keep(new UInt64AddOperator());

    /// For reading only.
    Tuning() {
        this(32 * MIB);
    }

    /// @param bytes of all that the database keeps in memory: one account for blocks, indexes and write buffers
    Tuning(long bytes) {
        cache = keep(new LRUCache(bytes));
        // What is written and not yet in tables, charged to the cache, so that blocks make room for it. Not stalled
        // beyond it: a flush follows soon, and a stall would hold up intake.
        writeBuffers = keep(new WriteBufferManager(bytes / 2, cache, false));
    }

    DBOptions database() {
        // Not track_and_verify_wals_in_manifest: StoreProof says more, and RocksDB 11.8 crashes when a store whose
        // logs were tracked is opened to read without it.
        return keep(new DBOptions()
                .setCreateIfMissing(true)
                .setCreateMissingColumnFamilies(true)
                .setMaxBackgroundJobs(2)
                .setMaxOpenFiles(512)
                .setWriteBufferManager(writeBuffers)
                .setMaxTotalWalSize(256 * MIB)
                // All columns end at the same group, so that the logs begin with the one behind it.
                .setAtomicFlush(true)
                // A start must not need room for a copy of the log: the disk may be full.
                .setAvoidFlushDuringRecovery(true)
                // Spread writeback instead of one burst at the end of a file.
                .setBytesPerSync(MIB)
                .setLogger(keep(new EngineLog())));
    }

    /// For reading only: says nothing of what it meets, since who reads tells of it.
    DBOptions silentDatabase() {
        return database().setLogger(keep(new Silence()));
    }

    /// For looking at what may be damaged: goes past tables that are missing, and asks for no logs.
    DBOptions tolerantDatabase() {
        Properties tolerant = new Properties();
        tolerant.setProperty("paranoid_checks", "false");
        tolerant.setProperty("verify_sst_unique_id_in_manifest", "false");
        return keep(
                DBOptions.getDBOptionsFromProps(tolerant).setMaxOpenFiles(512).setLogger(keep(new Silence())));
    }

    /// What RocksDB says, in our log: that it drops something, above all.
    private static final class EngineLog extends Logger {
        EngineLog() {
            super(InfoLogLevel.WARN_LEVEL);
        }

        @Override
        protected void log(InfoLogLevel level, String message) {
            if (level.compareTo(InfoLogLevel.WARN_LEVEL) < 0 || level == InfoLogLevel.HEADER_LEVEL) {
                return;
            }
            if (message.contains("dropping") || message.contains("orruption")) {
                log.warn("engine=\"{}\"", message.strip());
            } else {
                log.debug("engine=\"{}\"", message.strip());
            }
        }
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
            case SETTINGS, CAPTURED -> withBlobs(options);
            case COUNTER -> options.setMergeOperator(add);
            case FORMAT, QUEUE, HISTORY, EVENT, FOLLOWER, ASIDE, INDEX, NOTICE -> options;
        };
    }

    /// For a column of a newer format that only has to open, so that the format can be read and refused.
    ColumnFamilyOptions plain() {
        return keep(new ColumnFamilyOptions()
                .setWriteBufferSize(16 * MIB)
                .setCompressionType(CompressionType.LZ4_COMPRESSION)
                .setTableFormatConfig(new BlockBasedTableConfig()
                        .setBlockCache(cache)
                        // Else they are outside of every bound, and grow with what is kept.
                        .setCacheIndexAndFilterBlocks(true)
                        .setPinL0FilterAndIndexBlocksInCache(true)
                        .setFilterPolicy(bloom)));
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
