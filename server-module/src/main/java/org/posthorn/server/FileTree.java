package org.posthorn.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// Directories with all that is in them. What is made here is its owner's only: directories 0700, files 0600.
public final class FileTree {
    private FileTree() {}

    public static void makeDirectory(Path directory) throws IOException {
        Files.createDirectory(directory, attribute("rwx------"));
    }

    /// Makes a directory and those above it that are missing. On disk when this returns, the directories that the new
    /// ones are in included.
    public static void makeDirectories(Path directory) throws IOException {
        Path absolute = directory.toAbsolutePath();
        Path parent = absolute.getParent();
        if (Files.isDirectory(absolute) || parent == null) {
            return;
        }
        makeDirectories(parent);
        makeDirectory(absolute);
        sync(parent);
    }

    /// Copies a directory into a new one. On disk when this returns.
    public static void copy(Path from, Path to) throws IOException {
        makeDirectory(to);
        for (Path entry : entries(from)) {
            Path target = to.resolve(entry.getFileName().toString());
            if (Files.isDirectory(entry)) {
                copy(entry, target);
            } else {
                copyFile(entry, target);
            }
        }
        sync(to);
    }

    /// Writes a new file. On disk when this returns, its directory entry aside.
    ///
    /// @throws IOException that names the file, as those of a full disk do not
    static void write(Path file, byte[] bytes) throws IOException {
        try (FileChannel channel = FileChannel.open(
                file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), attribute("rw-------"))) {
            ByteBuffer left = ByteBuffer.wrap(bytes);
            while (left.hasRemaining()) {
                channel.write(left);
            }
            channel.force(true);
        } catch (FileSystemException e) {
            throw e;
        } catch (IOException e) {
            throw new IOException("can't write " + file + ": " + e.getMessage(), e);
        }
    }

    /// Copies a file into a new one. On disk when this returns, its directory entry aside.
    public static void copyFile(Path from, Path to) throws IOException {
        try (FileChannel in = FileChannel.open(from, StandardOpenOption.READ);
                FileChannel out = FileChannel.open(
                        to, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), attribute("rw-------"))) {
            long size = in.size();
            for (long at = 0; at < size; ) {
                long copied = in.transferTo(at, size - at, out);
                if (copied <= 0) {
                    throw new IOException(from + " became shorter while it was copied");
                }
                at += copied;
            }
            out.force(true);
        } catch (FileSystemException e) {
            throw e;
        } catch (IOException e) {
            throw new IOException("can't copy " + from + " to " + to + ": " + e.getMessage(), e);
        }
    }

    /// Puts the entries of a directory on disk.
    public static void sync(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /// Deletes a directory and what is in it; nothing when it does not exist. Follows no links.
    public static void delete(Path directory) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (NoSuchFileException e) {
            // Gone already.
        }
    }

    public static List<Path> entries(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.sorted().toList();
        }
    }

    static FileAttribute<Set<PosixFilePermission>> attribute(String permissions) {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
    }
}
