package org.posthorn.dist;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.Set;

/// `DATA/keys/secret.key`: the 32 random bytes under which secrets are stored. Made at the first start; whoever loses
/// it
/// loses all access keys, whoever reads it can read them, so it has mode 0600 and a server that finds it open to others
/// does not start.
final class KeyFile {
    private static final int KEY_BYTES = 32;
    private static final Set<PosixFilePermission> OWNER_ONLY =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    private KeyFile() {}

    /// The key of a data directory; made when there is none. On disk when this returns.
    ///
    /// @throws CommandFailedException when the file is open to others or is not a key
    static byte[] readOrCreate(Path dataDirectory) throws IOException {
        Path file = dataDirectory.resolve("keys").resolve("secret.key");
        try {
            return read(file);
        } catch (NoSuchFileException e) {
            create(file);
            return read(file);
        }
    }

    private static byte[] read(Path file) throws IOException {
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
        if (!OWNER_ONLY.containsAll(permissions)) {
            throw new CommandFailedException(file + " is open to others (" + PosixFilePermissions.toString(permissions)
                    + "); run: chmod 600 " + file);
        }
        if (Files.size(file) != KEY_BYTES) {
            throw new CommandFailedException(
                    file + " is not a key of 32 bytes; put the right file back from a backup of this data directory");
        }
        return Files.readAllBytes(file);
    }

    private static void create(Path file) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        if (directory == null) {
            throw new IllegalStateException(file + " has no directory");
        }
        Files.createDirectories(directory, attribute("rwx------"));
        byte[] key = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(key);
        Path temporary = directory.resolve("secret.key.new");
        Files.deleteIfExists(temporary);
        try (FileChannel channel = FileChannel.open(
                temporary, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), attribute("rw-------"))) {
            channel.write(ByteBuffer.wrap(key));
            channel.force(true);
        }
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static FileAttribute<Set<PosixFilePermission>> attribute(String permissions) {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
    }
}
