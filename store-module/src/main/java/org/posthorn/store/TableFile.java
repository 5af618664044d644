package org.posthorn.store;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.SstFileReader;
import org.rocksdb.SstFileReaderIterator;
import org.rocksdb.UInt64AddOperator;

/// One table of RocksDB, by itself: what lies in it, whatever other tables say of it. What was deleted in it is not
/// there; large values are told by their place ([BlobFiles]).
final class TableFile implements AutoCloseable {
    interface Visitor {
        void visit(byte[] key, byte[] value);
    }

    private final UInt64AddOperator add = new UInt64AddOperator();
    private final Options options = new Options().setMergeOperator(add);
    private final SstFileReader reader = new SstFileReader(options);

    /// @throws RocksDBException when it does not open
    TableFile(Path file) throws RocksDBException {
        try {
            reader.open(file.toString());
        } catch (RocksDBException e) {
            close();
            throw e;
        }
    }

    static {
        RocksDB.loadLibrary();
    }

    /// Reads all blocks of a table and compares their checksums: data, index, filter, properties.
    ///
    /// @return what is wrong; empty when nothing is
    static Optional<String> damage(Path file) {
        try (TableFile table = new TableFile(file)) {
            table.reader.verifyChecksum();
            return Optional.empty();
        } catch (RocksDBException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /// The name of the column that it belongs to.
    String column() throws RocksDBException {
        return new String(reader.getTableProperties().getColumnFamilyName(), StandardCharsets.UTF_8);
    }

    /// Visits the entries from a key on, past those that can't be read.
    void scan(byte[] from, Optional<byte[]> to, Visitor visitor) throws RocksDBException {
        try (ReadOptions reads = new ReadOptions()) {
            Optional<byte[]> at = Optional.of(from);
            while (at.isPresent()) {
                byte[] next = at.get();
                try (SstFileReaderIterator entries = reader.newIterator(reads)) {
                    entries.seek(next);
                    while (entries.isValid()) {
                        byte[] key = entries.key();
                        if (to.isPresent() && Arrays.compareUnsigned(key, to.get()) >= 0) {
                            return;
                        }
                        visitor.visit(key, entries.value());
                        next = Key.behind(key);
                        entries.next();
                    }
                    if (!isDamaged(entries)) {
                        return;
                    }
                }
                at = BeyondDamage.of(next, key -> {
                    try (SstFileReaderIterator probe = reader.newIterator(reads)) {
                        probe.seek(key);
                        return !isDamaged(probe);
                    }
                });
            }
        }
    }

    private static boolean isDamaged(SstFileReaderIterator entries) {
        try {
            entries.status();
            return false;
        } catch (RocksDBException e) {
            return true;
        }
    }

    @Override
    public void close() {
        reader.close();
        options.close();
        add.close();
    }
}
