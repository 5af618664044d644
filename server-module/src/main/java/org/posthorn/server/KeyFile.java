package org.posthorn.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/// `DATA/keys/secret.key`: the 32 random bytes under which secrets are stored. Made at the first start; whoever loses
/// it loses all access keys, whoever reads it can read them, so it has mode 0600 and a server that finds it open to
/// others does not start.
public final class KeyFile {
    private static final int KEY_BYTES = 32;
    private static final Set<PosixFilePermission> OWNER_ONLY =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    private KeyFile() {}

    public static Path of(Path dataDirectory) {
        return dataDirectory.resolve("keys").resolve("secret.key");
    }

    /// The key of a data directory; made when there is none. On disk when this returns.
    ///
    /// @throws CommandFailedException when the file is open to others or is not a key
    public static byte[] readOrCreate(Path dataDirectory) throws IOException {
        Optional<byte[]> key = read(dataDirectory);
        return key.isPresent() ? key.get() : create(dataDirectory);
    }

    /// The key of a data directory; empty when there is none.
    ///
    /// @throws CommandFailedException when the file is open to others or is not a key
    public static Optional<byte[]> read(Path dataDirectory) throws IOException {
        Path file = of(dataDirectory);
        Set<PosixFilePermission> permissions;
        try {
            permissions = Files.getPosixFilePermissions(file);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        if (!OWNER_ONLY.containsAll(permissions)) {
            throw new CommandFailedException(file + " is open to others (" + PosixFilePermissions.toString(permissions)
                    + "); run: chmod 600 " + file);
        }
        if (Files.size(file) != KEY_BYTES) {
            throw new CommandFailedException(file
                    + " is not a key of 32 bytes; put the right file back from a backup of this data directory"
                    + " (keys/secret.key in it)");
        }
        return Optional.of(Files.readAllBytes(file));
    }

    /// Makes a key. A file that is there already stays beside it as `secret.key.old-1`, or the next free number. On
    /// disk when this returns.
    static byte[] create(Path dataDirectory) throws IOException {
        Path file = of(dataDirectory);
        Path directory = dataDirectory.resolve("keys");
        FileTree.makeDirectories(directory);
        byte[] key = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(key);
        Path temporary = directory.resolve("secret.key.new");
        Files.deleteIfExists(temporary);
        FileTree.write(temporary, key);
        if (Files.exists(file)) {
            int number = 1;
            while (Files.exists(old(directory, number))) {
                number++;
            }
            Files.move(file, old(directory, number));
        }
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        FileTree.sync(directory);
        return key;
    }

    private static Path old(Path directory, int number) {
        return directory.resolve("secret.key.old-" + number);
    }
}
