package org.posthorn.backup;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.posthorn.server.AdminClient;
import org.posthorn.server.CommandFailedException;
import org.posthorn.server.FileTree;
import org.posthorn.server.RunFiles;
import org.posthorn.server.Version;
import org.posthorn.store.RocksStore;
import org.posthorn.store.StoreReader;
import org.posthorn.store.StoreReport;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// A directory with everything that a new machine needs to go on: `store/` and `store.mark`, `keys/secret.key`, and
/// `manifest.json`, which tells what must be there.
///
/// It is made under the name `DIR.partial`, read once in full, and then renamed: a directory `DIR` is a whole backup,
/// whenever the power fails.
public final class Backup {
    private static final String MANIFEST = "manifest.json";
    private static final String KEY = "keys/secret.key";

    private Backup() {}

    /// @param posthorn the version that made it
    /// @param madeAt when it was begun: all that was accepted before is in it
    /// @param format of the store
    /// @param records in each column of the store
    public record Manifest(String posthorn, String madeAt, int format, Map<String, Long> records) {
        public Manifest {
            records = new TreeMap<>(records);
        }
    }

    /// @param unreadable records that are kept as they are and can't be read, there as here
    public record Made(String directory, Manifest manifest, long unreadable) {}

    /// Copies what the running server holds.
    ///
    /// @param directory that does not exist or is empty
    /// @throws CommandFailedException when no server runs or the directory won't do
    public static Made make(RunFiles files, Path directory) throws IOException {
        refuseFull(directory);
        String madeAt = Instant.now().toString();
        Path partial = partial(directory);
        try (StillStore store = StillStore.ofServer(files)) {
            FileTree.makeDirectory(partial);
            boolean done = false;
            try {
                FileTree.copy(store.directory(), partial.resolve("store"));
                FileTree.copyFile(RocksStore.markOf(store.directory()), RocksStore.markOf(partial.resolve("store")));
                FileTree.makeDirectory(partial.resolve("keys"));
                FileTree.copyFile(files.dataDirectory().resolve(KEY), partial.resolve(KEY));
                FileTree.sync(partial.resolve("keys"));
                Made made = describe(partial, directory, madeAt);
                Files.deleteIfExists(directory);
                Files.move(partial, directory, StandardCopyOption.ATOMIC_MOVE);
                FileTree.sync(parent(directory));
                done = true;
                return made;
            } finally {
                if (!done) {
                    FileTree.delete(partial);
                }
            }
        }
    }

    private static Made describe(Path partial, Path directory, String madeAt) throws IOException {
        try (StoreReader copy = StillStore.at(partial.resolve("store"))) {
            StoreReport report = copy.check(true);
            Manifest manifest = new Manifest(Version.current(), madeAt, copy.format(), records(report));
            Path file = partial.resolve(MANIFEST);
            Files.write(
                    file,
                    JsonMapper.shared().writeValueAsBytes(manifest),
                    StandardOpenOption.CREATE_NEW,
                    StandardOpenOption.WRITE,
                    StandardOpenOption.SYNC);
            FileTree.sync(partial);
            return new Made(directory.toString(), manifest, report.problemCount());
        }
    }

    /// Puts a backup in the place of a data directory that has no store yet.
    ///
    /// @return what was put there
    /// @throws CommandFailedException when it is no backup, is not whole, or the data directory is in use
    public static Made restore(Path directory, RunFiles files) throws IOException {
        Manifest manifest = manifest(directory);
        Path data = files.dataDirectory();
        refuseTaken(directory, files);
        FileTree.makeDirectories(data);
        Path partial = data.resolve("restore.partial");
        FileTree.delete(partial);
        FileTree.makeDirectory(partial);
        try {
            FileTree.copy(directory.resolve("store"), partial.resolve("store"));
            FileTree.copy(directory.resolve("keys"), partial.resolve("keys"));
            long unreadable = verify(partial.resolve("store"), manifest);
            if (!Files.exists(data.resolve("keys"))) {
                Files.move(partial.resolve("keys"), data.resolve("keys"), StandardCopyOption.ATOMIC_MOVE);
            } else if (!Files.exists(data.resolve(KEY))) {
                Files.move(partial.resolve(KEY), data.resolve(KEY), StandardCopyOption.ATOMIC_MOVE);
                FileTree.sync(data.resolve("keys"));
            }
            mark(directory, data);
            FileTree.sync(data);
            // Last: from here on it is a data directory, and a restore is refused.
            Files.move(partial.resolve("store"), data.resolve("store"), StandardCopyOption.ATOMIC_MOVE);
            FileTree.sync(data);
            return new Made(data.toString(), manifest, unreadable);
        } finally {
            FileTree.delete(partial);
        }
    }

    /// The mark tells how far the store reaches that comes back; one of the store before would refuse it.
    private static void mark(Path directory, Path data) throws IOException {
        Path mark = RocksStore.markOf(data.resolve("store"));
        Files.deleteIfExists(mark);
        Path saved = RocksStore.markOf(directory.resolve("store"));
        if (Files.exists(saved)) {
            FileTree.copyFile(saved, mark);
        }
    }

    private static long verify(Path store, Manifest manifest) throws IOException {
        try (StoreReader copy = StillStore.at(store)) {
            StoreReport report = copy.check(true);
            if (!records(report).equals(manifest.records())) {
                throw new CommandFailedException("the backup is not whole: its manifest tells of "
                        + manifest.records() + " records, and there are " + records(report)
                        + "\nuse another backup");
            }
            return report.problemCount();
        }
    }

    private static Manifest manifest(Path directory) throws IOException {
        Path file = directory.resolve(MANIFEST);
        if (!Files.isRegularFile(file)) {
            throw new CommandFailedException(directory + " is no backup: it has no " + MANIFEST);
        }
        if (!Files.isRegularFile(directory.resolve(KEY))) {
            throw new CommandFailedException("the backup is not whole: " + directory.resolve(KEY) + " is missing");
        }
        try {
            return JsonMapper.shared().readValue(Files.readString(file, StandardCharsets.UTF_8), Manifest.class);
        } catch (JacksonException e) {
            throw new CommandFailedException(file + " is damaged: " + e.getOriginalMessage());
        }
    }

    private static void refuseFull(Path directory) throws IOException {
        if (Files.exists(directory)
                && (!Files.isDirectory(directory)
                        || !FileTree.entries(directory).isEmpty())) {
            throw new CommandFailedException(directory + " is not empty; name a directory that does not exist yet");
        }
        if (!Files.isDirectory(parent(directory))) {
            throw new CommandFailedException(parent(directory) + " does not exist");
        }
        if (Files.exists(partial(directory))) {
            throw new CommandFailedException(partial(directory)
                    + " exists: another backup is being made there, or one was cut off; if so, delete it");
        }
    }

    private static void refuseTaken(Path directory, RunFiles files) throws IOException {
        Path data = files.dataDirectory();
        if (new AdminClient(files).isRunning()) {
            throw new CommandFailedException("a server is running on " + data + "; stop it first");
        }
        if (Files.exists(data.resolve("store"))) {
            throw new CommandFailedException(data + " has a store already; move " + data.resolve("store") + " and "
                    + data.resolve("keys") + " away, or name another with --set data.dir=…");
        }
        Path key = data.resolve(KEY);
        if (Files.exists(key) && !Arrays.equals(Files.readAllBytes(key), Files.readAllBytes(directory.resolve(KEY)))) {
            throw new CommandFailedException(key + " is another installation's key; move it away first");
        }
    }

    private static Map<String, Long> records(StoreReport report) {
        Map<String, Long> records = new TreeMap<>();
        report.columns().forEach(count -> records.put(count.column(), count.records()));
        return records;
    }

    private static Path partial(Path directory) {
        return directory.resolveSibling(directory.getFileName() + ".partial");
    }

    private static Path parent(Path directory) {
        Path parent = directory.getParent();
        if (parent == null || directory.getFileName() == null) {
            throw new CommandFailedException(directory + " can't be a backup");
        }
        return parent;
    }
}
