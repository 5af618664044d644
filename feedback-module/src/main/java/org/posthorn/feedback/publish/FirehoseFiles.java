package org.posthorn.feedback.publish;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.posthorn.engine.mail.Tenant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Streams of events as files, one JSON object a line: `{account}/{region}/{stream}/{time}.ndjson`.
///
/// The file that is written to ends with `.part`; it is renamed when it has 64 MiB or is an hour old, and when the
/// server stops, so that whoever takes the others away never meets half a line. A `.part` file that a crash left behind
/// is ended at its last whole line and renamed at the next start.
///
/// A stream that can't be written fails alone. Of one thread.
public final class FirehoseFiles implements AutoCloseable {
    private static final long MOST_BYTES = 64L << 20;
    private static final Duration MOST_TIME = Duration.ofHours(1);
    private static final int MOST_OPEN = 100;
    private static final DateTimeFormatter NAME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);
    private static final String PART = ".part";
    /// Account, region, stream, file.
    private static final int DEPTH = 4;

    private static final Logger LOG = LoggerFactory.getLogger(FirehoseFiles.class);

    private final Path directory;
    private final InstantSource clock;
    // The stream that was written to last is the last.
    private final Map<Path, Open> open = new LinkedHashMap<>(16, 0.75f, true);

    /// The streams whose files hold what is not on disk yet.
    private final Set<Path> written = new HashSet<>();
    /// The streams whose files could not be brought to disk, since the last [#sync].
    private final Map<Path, IOException> failed = new HashMap<>();

    private final LongAdder unended = new LongAdder();

    private record Open(Path part, FileChannel channel, Instant since) {}

    /// @param directory made when the first event comes
    public FirehoseFiles(Path directory, InstantSource clock) {
        this.directory = directory;
        this.clock = clock;
    }

    /// Ends the files that a crash left behind. One that can't be ended stays as it is, is logged and counted, and is
    /// looked at again by the next start.
    public void recover() {
        if (!Files.isDirectory(directory)) {
            return;
        }
        try {
            Files.walkFileTree(directory, Set.of(), DEPTH, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    if (attributes.isRegularFile() && file.toString().endsWith(PART)) {
                        recover(file);
                    }
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException e) {
                    troubled(file, e);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path path, @Nullable IOException e) {
                    if (e != null) {
                        troubled(path, e);
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            troubled(directory, e);
        }
    }

    private void recover(Path part) {
        try {
            try (FileChannel channel = FileChannel.open(part, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                channel.truncate(wholeLines(channel));
            }
            rename(part);
        } catch (IOException e) {
            troubled(part, e);
        }
    }

    /// Files that could not be ended, since the start.
    public long unended() {
        return unended.sum();
    }

    private void troubled(Path file, IOException e) {
        unended.increment();
        LOG.error("event=stream_file_not_ended file={} reason=\"{}\"", file, e.toString());
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

    /// The directory of a stream.
    Path streamOf(Tenant tenant, String streamArn) {
        return directory
                .resolve(DirectoryName.of(tenant.accountId()))
                .resolve(DirectoryName.of(tenant.region()))
                .resolve(DirectoryName.of(streamArn.substring(streamArn.lastIndexOf('/') + 1)));
    }

    /// Adds a line to a stream; on disk after [#sync].
    ///
    /// @throws UncheckedIOException when it can't be written, for this stream alone
    void append(Tenant tenant, String streamArn, String line) {
        Path stream = streamOf(tenant, streamArn);
        try {
            Open file = open.get(stream);
            if (file == null) {
                closeOldest();
                file = create(stream);
                open.put(stream, file);
            }
            written.add(stream);
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
        makeDirectories(stream.toAbsolutePath());
        Instant now = clock.instant();
        Path part = stream.resolve(NAME.format(now) + ".ndjson" + PART);
        for (int i = 2; Files.exists(part) || Files.exists(ended(part)); i++) {
            part = stream.resolve(NAME.format(now) + "-" + i + ".ndjson" + PART);
        }
        FileChannel channel =
                FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
        try {
            syncDirectory(stream);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        return new Open(part, channel, now);
    }

    private static void makeDirectories(Path directory) throws IOException {
        Path parent = directory.getParent();
        if (Files.isDirectory(directory) || parent == null) {
            return;
        }
        makeDirectories(parent);
        Files.createDirectory(
                directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-x---")));
        syncDirectory(parent);
    }

    /// A file or directory is there after a power cut only when its entry is on disk, too.
    private static void syncDirectory(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private void closeOldest() {
        if (open.size() >= MOST_OPEN) {
            Path oldest = open.keySet().iterator().next();
            bringToDisk(oldest);
            end(oldest);
        }
    }

    private void bringToDisk(Path stream) {
        Open file = open.get(stream);
        if (file != null && written.remove(stream)) {
            try {
                file.channel().force(false);
            } catch (IOException e) {
                failed.put(stream, e);
            }
        }
    }

    /// Brings everything to disk, and ends the files that are large or old enough.
    ///
    /// @return the streams that failed: what was added to them since the last time may be lost
    Map<Path, IOException> sync() {
        List.copyOf(written).forEach(this::bringToDisk);
        Instant now = clock.instant();
        for (Map.Entry<Path, Open> stream : List.copyOf(open.entrySet())) {
            Open file = stream.getValue();
            boolean old = now.isAfter(file.since().plus(MOST_TIME));
            if (old || isFull(file) || failed.containsKey(stream.getKey())) {
                end(stream.getKey());
            }
        }
        Map<Path, IOException> since = Map.copyOf(failed);
        failed.clear();
        return since;
    }

    private static boolean isFull(Open file) {
        try {
            return file.channel().size() >= MOST_BYTES;
        } catch (IOException e) {
            return true;
        }
    }

    /// What it holds is on disk: its lines are safe whatever becomes of the name.
    private void end(Path stream) {
        Open file = open.remove(stream);
        if (file == null) {
            return;
        }
        try {
            file.channel().close();
            rename(file.part());
        } catch (IOException e) {
            troubled(file.part(), e);
        }
    }

    private static void rename(Path part) throws IOException {
        Files.move(part, ended(part));
    }

    private static Path ended(Path part) {
        String name = part.getFileName().toString();
        return part.resolveSibling(name.substring(0, name.length() - PART.length()));
    }

    @Override
    public void close() {
        sync();
        List.copyOf(open.keySet()).forEach(this::end);
    }
}
