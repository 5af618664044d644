package org.posthorn.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.zip.CRC32C;

/// How far a store must reach at least, in a small file beside its directory, so that it does not share the store's
/// fate. It may lag behind; it never names a group whose sync has not returned.
///
/// @param group the number of a [Group] that is on disk
/// @param at when that one was written, or seen last
record Mark(long group, Instant at) {
    private static final String TITLE = "posthorn store mark 1";

    /// What the file holds.
    ///
    /// @param mark empty when there is none, or it can't be read
    record Found(Optional<Mark> mark, boolean isDamaged) {}

    /// The file that belongs to a store's directory.
    static Path file(Path directory) {
        return directory.resolveSibling(directory.getFileName() + ".mark");
    }

    static Found read(Path directory) throws IOException {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file(directory));
        } catch (NoSuchFileException e) {
            return new Found(Optional.empty(), false);
        }
        Optional<Mark> mark = parse(new String(bytes, StandardCharsets.ISO_8859_1));
        return new Found(mark, mark.isEmpty());
    }

    private static Optional<Mark> parse(String text) {
        List<String> lines = text.lines().limit(5).toList();
        if (lines.size() != 4 || !lines.get(0).equals(TITLE)) {
            return Optional.empty();
        }
        try {
            Mark mark = new Mark(Long.parseLong(value(lines.get(1))), Instant.parse(value(lines.get(2))));
            return mark.text().equals(text) ? Optional.of(mark) : Optional.empty();
        } catch (NumberFormatException | DateTimeException e) {
            return Optional.empty();
        }
    }

    private static String value(String line) {
        return line.substring(line.indexOf(' ') + 1);
    }

    private String text() {
        String body = TITLE + "\ngroup " + group + "\nat " + at + "\n";
        CRC32C crc = new CRC32C();
        crc.update(body.getBytes(StandardCharsets.ISO_8859_1));
        return body + "crc " + HexFormat.of().toHexDigits((int) crc.getValue()) + "\n";
    }

    /// Replaces the mark of a store. On disk when this returns, its directory entry aside: the one before is right too.
    void write(Path directory) throws IOException {
        Path file = file(directory);
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        try (FileChannel out = FileChannel.open(
                fresh,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            ByteBuffer bytes = StandardCharsets.ISO_8859_1.encode(text());
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
            out.force(true);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
