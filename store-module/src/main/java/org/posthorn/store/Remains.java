package org.posthorn.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.rocksdb.RocksDBException;

/// What is left of a damaged store, in a directory of links, so that nothing of it changes: its tables as RocksDB sees
/// them together where it does, and one by one.
final class Remains implements AutoCloseable {
    private final Path work;
    private final Optional<Database> together;
    private final BlobFiles blobs;
    private final List<String> unopened = new ArrayList<>();
    /// The newest first.
    private final Map<Column, List<Path>> tables = new HashMap<>();
    /// Tables that RocksDB does not know of: newer than what it knows, when its MANIFEST can't be trusted.
    private final Set<Path> strays = new HashSet<>();

    private final boolean isManifestDamaged;

    private Remains(Path work, Optional<Database> together, boolean isManifestDamaged) throws IOException {
        this.work = work;
        this.together = together;
        this.blobs = new BlobFiles(work);
        this.isManifestDamaged = isManifestDamaged;
        Set<String> known = together.map(Database::tableNames).orElse(Set.of());
        List<Path> newestFirst = StoreReader.tables(work).reversed();
        for (Path table : newestFirst) {
            try (TableFile opened = new TableFile(table)) {
                String title = opened.column();
                for (Column column : Column.values()) {
                    if (column.title().equals(title)) {
                        tables.computeIfAbsent(column, c -> new ArrayList<>()).add(table);
                    }
                }
            } catch (RocksDBException e) {
                unopened.add(table.getFileName() + ": " + e.getMessage());
            }
            if (!known.contains(table.getFileName().toString())) {
                strays.add(table);
            }
        }
        for (String name : known) {
            if (!Files.exists(work.resolve(name))) {
                unopened.add(name + ": missing");
            }
        }
    }

    /// @param work does not exist yet
    static Remains of(Path damaged, Path work) throws IOException {
        Files.createDirectory(work);
        try (Stream<Path> files = Files.list(damaged)) {
            for (Path file : files.toList()) {
                link(file, work.resolve(file.getFileName().toString()));
            }
        }
        List<Path> manifests;
        try (Stream<Path> files = Files.list(work)) {
            manifests = files.filter(file -> file.getFileName().toString().startsWith("MANIFEST-"))
                    .sorted(Comparator.reverseOrder())
                    .toList();
        }
        Optional<Database> together = Optional.empty();
        boolean isDamaged = manifests.isEmpty();
        for (Path manifest : manifests) {
            Files.writeString(work.resolve("CURRENT"), manifest.getFileName() + "\n", StandardCharsets.US_ASCII);
            try {
                together = Optional.of(Database.openToSalvage(work));
                isDamaged |= !LogFile.read(manifest, (batch, isBehind) -> {}).isEmpty();
                break;
            } catch (IOException e) {
                isDamaged = true;
            }
        }
        return new Remains(work, together, isDamaged);
    }

    /// Logs are read where they are: RocksDB must not see them here.
    private static void link(Path file, Path to) throws IOException {
        String name = file.getFileName().toString();
        if (name.endsWith(".sst") || name.endsWith(".blob")) {
            try {
                Files.createLink(to, file);
            } catch (UnsupportedOperationException | IOException e) {
                Files.copy(file, to);
            }
        } else if (name.startsWith("MANIFEST-")) {
            Files.copy(file, to);
        }
    }

    boolean isManifestDamaged() {
        return isManifestDamaged;
    }

    boolean hasStrays() {
        return !strays.isEmpty();
    }

    /// Tables that can't be used, each with the reason.
    List<String> unopened() {
        return unopened;
    }

    Map<Integer, Column> columnNumbers() {
        return together.map(Database::columnNumbers).orElseGet(() -> {
            Map<Integer, Column> numbers = new HashMap<>();
            // As a new store numbers them.
            for (Column column : Column.values()) {
                numbers.put(numbers.size(), column);
            }
            return numbers;
        });
    }

    /// Hands over the records of a column.
    ///
    /// @param withStrays whether tables that RocksDB does not know of count, too
    /// @return whether something was passed that can't be read
    boolean scan(Column column, boolean withStrays, TableFile.Visitor visitor) {
        record Range(byte[] from, Optional<byte[]> to) {}
        List<Range> passed = new ArrayList<>();
        Set<Text> seen = new HashSet<>();
        if (withStrays) {
            for (Path table : tables.getOrDefault(column, List.of())) {
                if (strays.contains(table)) {
                    raw(table, new byte[0], Optional.empty(), (key, value) -> {
                        if (seen.add(Text.of(key))) {
                            resolve(column, key, value).ifPresent(whole -> visitor.visit(key, whole));
                        }
                    });
                }
            }
        }
        together.filter(database -> database.has(column))
                .ifPresent(database -> database.scan(column, new byte[0], Optional.empty(), new Database.Visitor() {
                    @Override
                    public boolean visit(byte[] key, byte[] value) {
                        if (!seen.contains(Text.of(key))) {
                            visitor.visit(key, value);
                        }
                        return true;
                    }

                    @Override
                    public void pass(byte[] from, Optional<byte[]> to) {
                        passed.add(new Range(from, to));
                    }
                }));
        for (Range range : passed) {
            for (Path table : tables.getOrDefault(column, List.of())) {
                raw(table, range.from(), range.to(), (key, value) -> {
                    if (seen.add(Text.of(key))) {
                        one(column, key, value).ifPresent(whole -> visitor.visit(key, whole));
                    }
                });
            }
        }
        return !passed.isEmpty();
    }

    /// Bytes that can be looked up.
    private record Text(String bytes) {
        static Text of(byte[] bytes) {
            return new Text(new String(bytes, StandardCharsets.ISO_8859_1));
        }
    }

    private static void raw(Path table, byte[] from, Optional<byte[]> to, TableFile.Visitor visitor) {
        try (TableFile opened = new TableFile(table)) {
            opened.scan(from, to, visitor);
        } catch (RocksDBException e) {
            // Not opened before either, and told.
        }
    }

    /// One record of a place that could not be scanned: as RocksDB knows it, if it does, else as its table has it.
    private Optional<byte[]> one(Column column, byte[] key, byte[] stored) {
        if (together.isPresent()) {
            try {
                return together.get().get(column, key);
            } catch (CorruptRecordException e) {
                return resolve(column, key, stored);
            }
        }
        return resolve(column, key, stored);
    }

    private Optional<byte[]> resolve(Column column, byte[] key, byte[] stored) {
        boolean hasBlobs = column == Column.CONTENT || column == Column.SETTINGS || column == Column.CAPTURED;
        if (!hasBlobs || !BlobFiles.mayBePlace(stored)) {
            return Optional.of(stored);
        }
        Optional<byte[]> value = blobs.read(key, stored);
        // A small record of settings may look like a place; content never does.
        return value.isPresent() || column == Column.CONTENT ? value : Optional.of(stored);
    }

    @Override
    public void close() throws IOException {
        together.ifPresent(Database::close);
        try (Stream<Path> files = Files.list(work)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(work);
    }
}
