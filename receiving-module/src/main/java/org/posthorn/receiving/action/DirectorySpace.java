package org.posthorn.receiving.action;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Objects as files of a directory of the operator's, BUCKET/KEY. A file is written beside its place under another
/// name, synced, and moved there; then its directory is synced.
///
/// Its buckets, or links to them, are the operator's to make. Below a bucket no link is followed, even if one is put
/// there at this moment: whoever reads the files may be let write there, and still leads nothing elsewhere.
final class DirectorySpace implements ObjectSpace {
    /// Linux has 255; what is written first has a longer name.
    private static final int MOST_NAME_BYTES = 240;
    private static final Set<OpenOption> WRITING = Set.of(
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING,
            LinkOption.NOFOLLOW_LINKS);

    private final Path root;
    private final boolean makesBuckets;

    /// @param makesBuckets whether a bucket that is not there is made
    DirectorySpace(Path root, boolean makesBuckets) {
        this.root = root;
        this.makesBuckets = makesBuckets;
    }

    @Override
    public Optional<String> fault(String key) {
        return ObjectKey.parts(key).stream()
                        .anyMatch(part ->
                                part.isEmpty() || part.getBytes(StandardCharsets.UTF_8).length > MOST_NAME_BYTES)
                ? Optional.of("in a directory, what stands between the slashes of a key has 1 to 240 bytes")
                : Optional.empty();
    }

    @Override
    public void put(String region, String bucket, String key, byte[] content) throws TargetException {
        List<String> parts = ObjectKey.parts(key);
        try {
            Path home = root.resolve(bucket);
            if (makesBuckets) {
                Files.createDirectories(home);
            }
            Path real = home.toRealPath();
            try (DirectoryStream<Path> stream = Files.newDirectoryStream(real)) {
                put(secure(stream), real, parts, content);
            }
        } catch (NoSuchFileException e) {
            throw refused("there is no directory " + root.resolve(bucket));
        } catch (AccessDeniedException e) {
            throw refused("no permission to write to " + e.getFile());
        } catch (TargetException e) {
            throw e;
        } catch (IOException e) {
            TargetException failed = new TargetException(TargetException.Kind.PASSING, String.valueOf(e.getMessage()));
            failed.initCause(e);
            throw failed;
        }
    }

    /// @param path of the directory; only to make directories in, and to sync them
    private static void put(SecureDirectoryStream<Path> directory, Path path, List<String> parts, byte[] content)
            throws IOException {
        Path name = Path.of(parts.getFirst());
        if (parts.size() == 1) {
            write(directory, name, content);
            sync(path);
            return;
        }
        Path below = path.resolve(name);
        if (!Files.exists(below, LinkOption.NOFOLLOW_LINKS)) {
            make(below);
            sync(path);
        }
        if (!Files.isDirectory(below, LinkOption.NOFOLLOW_LINKS)) {
            throw refused(below + " is no directory");
        }
        try (SecureDirectoryStream<Path> next = directory.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS)) {
            put(next, below, parts.subList(1, parts.size()), content);
        }
    }

    private static void make(Path directory) throws IOException {
        try {
            Files.createDirectory(directory);
        } catch (FileAlreadyExistsException e) {
            // Another message made it.
        }
    }

    private static void write(SecureDirectoryStream<Path> directory, Path name, byte[] content) throws IOException {
        // Of the message that it is for: what a crash leaves is written over by the next attempt.
        Path first = Path.of("." + name + ".part");
        try (SeekableByteChannel file = directory.newByteChannel(first, WRITING)) {
            ByteBuffer bytes = ByteBuffer.wrap(content);
            while (bytes.hasRemaining()) {
                file.write(bytes);
            }
            ((FileChannel) file).force(true);
        }
        directory.move(first, directory, name);
    }

    private static void sync(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static SecureDirectoryStream<Path> secure(DirectoryStream<Path> stream) throws TargetException {
        if (stream instanceof SecureDirectoryStream<Path> secure) {
            return secure;
        }
        throw refused("this file system can't be written to without following links");
    }

    private static TargetException refused(String reason) {
        return new TargetException(TargetException.Kind.REFUSED, reason);
    }
}
