package org.posthorn.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.posthorn.store.RocksStore;

/// Makes a copy of the running store that stands still, in `run/`, for a command on this
/// machine to read and then to delete. What a killed command leaves behind goes at the next start of the server.
final class StoreSnapshots {
    private final RunFiles files;
    private final RocksStore store;

    StoreSnapshots(RunFiles files, RocksStore store) {
        this.files = files;
        this.store = store;
    }

    /// @return its directory
    Path make() {
        try {
            Path directory = files.newSnapshot();
            store.checkpoint(directory);
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
