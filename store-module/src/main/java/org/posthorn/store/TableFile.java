package org.posthorn.store;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.SstFileReader;

/// One table of RocksDB, by itself.
final class TableFile {
    private TableFile() {}

    /// Reads all blocks of a table and compares their checksums: data, index, filter, properties.
    ///
    /// @return what is wrong; empty when nothing is
    static Optional<String> damage(Path file) {
        RocksDB.loadLibrary();
        try (Options options = new Options();
                SstFileReader reader = new SstFileReader(options)) {
            reader.open(file.toString());
            reader.verifyChecksum();
            return Optional.empty();
        } catch (RocksDBException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /// The name of the column that a table belongs to.
    static String column(Path file) throws RocksDBException {
        RocksDB.loadLibrary();
        try (Options options = new Options();
                SstFileReader reader = new SstFileReader(options)) {
            reader.open(file.toString());
            return new String(reader.getTableProperties().getColumnFamilyName(), StandardCharsets.UTF_8);
        }
    }
}
