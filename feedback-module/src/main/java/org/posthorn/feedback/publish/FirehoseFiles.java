package org.posthorn.feedback.publish;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.posthorn.engine.mail.Tenant;

/// Streams of events as files, one JSON object a line: `{account}/{region}/{stream}/{time}.ndjson`.
///
/// The file that is written to ends with `.part`; it is renamed when it has 64 MiB or is an hour old, and when the
/// server stops, so that whoever takes the others away never meets half a line. A `.part` file that a crash left behind
/// is ended at its last whole line and renamed at the next start. Of one thread.
public final class FirehoseFiles implements AutoCloseable {
    private static final long MOST_BYTES = 64L << 20;
    private static final Duration MOST_TIME = Duration.ofHours(1);
    private static final int MOST_OPEN = 100;
    private static final DateTimeFormatter NAME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);
    private static final String PART = ".part";

    private final Path directory;
    private final InstantSource clock;
    // The stream that was written to last is the last.
    private final Map<Path, Open> open = new LinkedHashMap<>(16, 0.75f, true);

    /// The files that hold what is not on disk yet.
    private final Set<Open> written = new HashSet<>();

    private record Open(Path part, FileChannel channel, Instant since) {}

    /// @param directory made when the first event comes
    public FirehoseFiles(Path directory, InstantSource clock) {
        this.directory = directory;
        this.clock = clock;
    }

    /// Ends the files that a crash left behind.
    public void recover() throws IOException {
        if (!Files.isDirectory(directory)) {
            return;
        }
        try (var files = Files.find(directory, 4, (file, a) -> file.toString().endsWith(PART))) {
            for (Path part : (Iterable<Path>) files::iterator) {
                try (FileChannel channel = FileChannel.open(part, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                    channel.truncate(wholeLines(channel));
                }
                rename(part);
            }
        }
    }

    private static long wholeLines(FileChannel channel) throws IOException {
        ByteBuffer one = ByteBuffer.allocate(1);
        for (long end = channel.size(); end > 0; end--) {
            one.clear();
            channel.read(one, end - 1);
            if (one.get(0) == '\n') {
                return end;
            }
        }
        return 0;
    }

    /// Adds a line to a stream; on disk after [#sync].
    ///
    /// @throws UncheckedIOException when it can't be written
    void append(Tenant tenant, String streamArn, String line) {
        Path stream = directory
                .resolve(tenant.accountId())
                .resolve(tenant.region())
                .resolve(streamArn.substring(streamArn.lastIndexOf('/') + 1));
        try {
            Open file = open.get(stream);
            if (file == null) {
                closeOldest();
                file = create(stream);
                open.put(stream, file);
            }
            written.add(file);
            write(file.channel(), ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The whole line or nothing of it: it comes again.
    private static void write(FileChannel channel, ByteBuffer line) throws IOException {
        long before = channel.size();
        try {
            while (line.hasRemaining()) {
                channel.write(line);
            }
        } catch (IOException e) {
            channel.truncate(before);
            throw e;
        }
    }

    private Open create(Path stream) throws IOException {
        Files.createDirectories(
                stream, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-x---")));
        Instant now = clock.instant();
        Path part = stream.resolve(NAME.format(now) + ".ndjson" + PART);
        for (int i = 2; Files.exists(part) || Files.exists(ended(part)); i++) {
            part = stream.resolve(NAME.format(now) + "-" + i + ".ndjson" + PART);
        }
        return new Open(
                part,
                FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND),
                now);
    }

    private void closeOldest() throws IOException {
        if (open.size() >= MOST_OPEN) {
            Iterator<Open> oldest = open.values().iterator();
            end(oldest.next());
            oldest.remove();
        }
    }

    /// Brings everything to disk, and ends the files that are large or old enough.
    ///
    /// @throws UncheckedIOException when it can't be written
    void sync() {
        try {
            for (Open file : written) {
                file.channel().force(false);
            }
            written.clear();
            Iterator<Open> files = open.values().iterator();
            while (files.hasNext()) {
                Open file = files.next();
                if (file.channel().size() >= MOST_BYTES
                        || clock.instant().isAfter(file.since().plus(MOST_TIME))) {
                    files.remove();
                    end(file);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What it holds is on disk before it is closed: nobody can bring it there later.
    private void end(Open file) throws IOException {
        if (written.remove(file)) {
            file.channel().force(false);
        }
        file.channel().close();
        rename(file.part());
    }

    private static void rename(Path part) throws IOException {
        Files.move(part, ended(part));
    }

    private static Path ended(Path part) {
        String name = part.getFileName().toString();
        return part.resolveSibling(name.substring(0, name.length() - PART.length()));
    }

    @Override
    public void close() throws IOException {
        for (Open file : open.values()) {
            end(file);
        }
        open.clear();
    }
}
