package org.posthorn.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `DATA/run`: how other programs on this machine find the running server. `endpoints.json` is there while it is ready;
/// `admin.token` opens its admin endpoint and is new at every start; `snapshot-…` is a copy of the store that a command
/// reads now. The directory has mode 0700, the token 0600.
public final class RunFiles {
    private static final int TOKEN_BYTES = 32;
    private static final String SNAPSHOT = "snapshot-";

    private final Path dataDirectory;
    private final Path directory;

    public RunFiles(Path dataDirectory) {
        this.dataDirectory = dataDirectory;
        directory = dataDirectory.resolve("run");
    }

    public Path dataDirectory() {
        return dataDirectory;
    }

    /// Makes a new token and writes it down.
    public String newToken() throws IOException {
        byte[] random = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(random);
        String token = HexFormat.of().formatHex(random);
        replace("admin.token", token + "\n");
        return token;
    }

    /// Tells where the server listens; to be called when it is ready.
    public void publish(Endpoints endpoints) throws IOException {
        replace("endpoints.json", JsonMapper.shared().writeValueAsString(endpoints.byName()) + "\n");
    }

    /// Removes what tells of a server, at its stop and before its start.
    public void withdraw() throws IOException {
        Files.deleteIfExists(directory.resolve("endpoints.json"));
    }

    /// The last published endpoints; empty when there are none. The server may have been killed since.
    public Optional<Endpoints> endpoints() {
        try {
            JsonNode node = JsonMapper.shared().readTree(Files.readString(directory.resolve("endpoints.json")));
            return Optional.of(new Endpoints(
                    node.path("api").asString(""),
                    node.path("submission").asString(""),
                    node.path("submissionTls").stringValueOpt(),
                    node.path("inbound").asString(""),
                    node.path("admin").asString(""),
                    node.path("metrics").stringValueOpt()));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException | JacksonException e) {
            throw new CommandFailedException(directory.resolve("endpoints.json") + " can't be read: " + e);
        }
    }

    /// @throws CommandFailedException when the token's file is not readable by this user
    public String token() {
        Path file = directory.resolve("admin.token");
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new CommandFailedException(file + " can't be read; run this as the user that runs the server");
        }
    }

    /// Where a snapshot of the store can be made: a name in the directory that nothing has yet.
    public Path newSnapshot() {
        byte[] random = new byte[8];
        new SecureRandom().nextBytes(random);
        return directory.resolve(SNAPSHOT + HexFormat.of().formatHex(random));
    }

    /// Removes the snapshots of commands that were killed.
    void removeSnapshots() throws IOException {
        if (Files.isDirectory(directory)) {
            for (Path entry : FileTree.entries(directory)) {
                if (entry.getFileName().toString().startsWith(SNAPSHOT)) {
                    FileTree.delete(entry);
                }
            }
        }
    }

    /// Writes a file so that nobody ever sees half of it, nor reads it who may not.
    private void replace(String name, String text) throws IOException {
        FileTree.makeDirectories(directory);
        Path temporary = directory.resolve(name + ".new");
        Files.deleteIfExists(temporary);
        FileTree.write(temporary, text.getBytes(StandardCharsets.UTF_8));
        Files.move(temporary, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        FileTree.sync(directory);
    }
}
