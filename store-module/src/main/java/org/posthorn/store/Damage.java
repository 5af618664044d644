package org.posthorn.store;

import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Status;

/// Tells damage on disk from trouble that passes.
final class Damage {
    private Damage() {}

    /// Whether trying again is of no use: bytes are not what was written, or a file of the store is gone.
    static boolean isMeantBy(RocksDBException e) {
        Status status = e.getStatus();
        return status != null
                && (status.getCode() == Status.Code.Corruption
                        || (status.getCode() == Status.Code.IOError
                                && String.valueOf(e.getMessage()).contains("No such file")));
    }

    /// Whether a scan ended for something unreadable, and not with the column.
    static boolean endedBy(RocksIterator entries) throws RocksDBException {
        try {
            entries.status();
            return false;
        } catch (RocksDBException e) {
            if (!isMeantBy(e)) {
                throw e;
            }
            return true;
        }
    }
}
