package org.posthorn.backup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.posthorn.api.operator.command.StoreSnapshot;
import org.posthorn.engine.delivery.PausedDestinations;
import org.posthorn.engine.settings.TableName;
import org.posthorn.engine.settings.Tables;
import org.posthorn.engine.wiring.KeyProof;
import org.posthorn.feedback.publish.TopicKey;
import org.posthorn.server.AdminClient;
import org.posthorn.server.FileTree;
import org.posthorn.server.KeyCheck;
import org.posthorn.server.RunFiles;
import org.posthorn.smtp.tlspolicy.StsPin;
import org.posthorn.store.RocksStore;
import org.posthorn.store.Salvage;
import org.posthorn.store.SalvageReport;
import org.posthorn.store.StoreReader;

/// A store that stands still while a command reads it: a snapshot of the running server's, which is deleted at the
/// close, or the files themselves when no server runs.
public final class StillStore implements AutoCloseable {
    /// The tables whose rows are read as records; a table that is missing here is read as bytes.
    private static final Map<String, Class<? extends Record>> TABLES = Stream.concat(
                    Tables.ALL.stream(),
                    Stream.of(KeyProof.TABLE, PausedDestinations.TABLE, StsPin.TABLE, TopicKey.TABLE))
            .collect(Collectors.toUnmodifiableMap(TableName::name, TableName::type));

    private final Path directory;
    private final StoreReader reader;
    private final Optional<Path> snapshot;
    private final Optional<SalvageReport> salvage;

    private StillStore(Path directory, Optional<Path> snapshot, Optional<SalvageReport> salvage) throws IOException {
        this.directory = directory;
        this.snapshot = snapshot;
        this.salvage = salvage;
        this.reader = at(directory);
    }

    /// @throws CommandFailedException when the server refuses
    public static StillStore open(RunFiles files) throws IOException {
        return new AdminClient(files).isRunning()
                ? ofServer(files)
                : new StillStore(files.dataDirectory().resolve("store"), Optional.empty(), Optional.empty());
    }

    /// The same; of a store that no server starts on, what `repair` would save of it, in a copy that is deleted at the
    /// close and needs as much room.
    public static StillStore openPastDamage(RunFiles files) throws IOException {
        Path directory = files.dataDirectory().resolve("store");
        boolean isDamaged = !new AdminClient(files).isRunning()
                && KeyCheck.hasStore(files.dataDirectory())
                && StoreReader.refusal(directory).isPresent();
        if (!isDamaged) {
            return open(files);
        }
        Path made = files.newSnapshot();
        FileTree.makeDirectories(files.dataDirectory().resolve("run"));
        SalvageReport report = Salvage.run(directory, made, InstantSource.system());
        try {
            return new StillStore(made, Optional.of(made), Optional.of(report));
        } catch (IOException | RuntimeException e) {
            delete(made);
            throw e;
        }
    }

    /// @throws CommandFailedException when no server runs, or it refuses
    static StillStore ofServer(RunFiles files) throws IOException {
        Path made = Path.of(new AdminClient(files)
                .ask(new StoreSnapshot.Request())
                .path("directory")
                .asString());
        try {
            return new StillStore(made, Optional.of(made), Optional.empty());
        } catch (IOException | RuntimeException e) {
            delete(made);
            throw e;
        }
    }

    /// A store that nobody writes.
    static StoreReader at(Path directory) throws IOException {
        return StoreReader.open(directory, TABLES);
    }

    public StoreReader reader() {
        return reader;
    }

    /// What the salvage of a store that no server starts on came to; empty for any other.
    public Optional<SalvageReport> salvage() {
        return salvage;
    }

    public Path directory() {
        return directory;
    }

    @Override
    public void close() throws IOException {
        reader.close();
        if (snapshot.isPresent()) {
            delete(snapshot.get());
        }
    }

    private static void delete(Path made) throws IOException {
        FileTree.delete(made);
        Files.deleteIfExists(RocksStore.markOf(made));
    }
}
