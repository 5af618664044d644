package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.posthorn.server.CommandFailedException;
import org.posthorn.server.Endpoints;
import org.posthorn.server.KeyFile;
import org.posthorn.server.RunFiles;

/// `DATA/run` and `DATA/keys`.
class DataFilesTest {
    @TempDir
    Path data;

    @Test
    void theTokenIsNewAtEveryStartAndForTheOwnerOnly() throws IOException {
        RunFiles files = new RunFiles(data.resolve("new"));

        String first = files.newToken();
        String second = files.newToken();

        assertThat(second).hasSize(64).isNotEqualTo(first);
        assertThat(files.token()).isEqualTo(second);
        assertThat(permissions(data.resolve("new/run"))).isEqualTo("rwx------");
        assertThat(permissions(data.resolve("new/run/admin.token"))).isEqualTo("rw-------");
    }

    @Test
    void endpointsAreThereFromPublishingToWithdrawing() throws IOException {
        RunFiles files = new RunFiles(data);
        Endpoints endpoints = new Endpoints(
                "127.0.0.1:1", "127.0.0.1:2", Optional.empty(), "127.0.0.1:3", "127.0.0.1:4", Optional.empty());
        assertThat(files.endpoints()).isEmpty();

        files.publish(endpoints);
        assertThat(files.endpoints()).contains(endpoints);
        assertThat(data.resolve("run/endpoints.json"))
                .hasContent("{\"api\":\"127.0.0.1:1\",\"submission\":\"127.0.0.1:2\",\"inbound\":\"127.0.0.1:3\","
                        + "\"admin\":\"127.0.0.1:4\"}\n");

        files.withdraw();
        assertThat(files.endpoints()).isEmpty();
        files.withdraw();
    }

    @Test
    void theKeyIsMadeOnceAndForTheOwnerOnly() throws IOException {
        byte[] made = KeyFile.readOrCreate(data);

        assertThat(made).hasSize(32);
        assertThat(KeyFile.readOrCreate(data)).isEqualTo(made);
        assertThat(permissions(data.resolve("keys"))).isEqualTo("rwx------");
        assertThat(permissions(data.resolve("keys/secret.key"))).isEqualTo("rw-------");
    }

    @Test
    void aKeyThatOthersCanReadIsRefused() throws IOException {
        KeyFile.readOrCreate(data);
        Path key = data.resolve("keys/secret.key");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));

        assertThatThrownBy(() -> KeyFile.readOrCreate(data))
                .isInstanceOf(CommandFailedException.class)
                .hasMessage(key + " is open to others (rw-r--r--); run: chmod 600 " + key);
    }

    @Test
    void aDamagedKeyIsRefusedAndNotReplaced() throws IOException {
        KeyFile.readOrCreate(data);
        Path key = data.resolve("keys/secret.key");
        Files.writeString(key, "short");

        assertThatThrownBy(() -> KeyFile.readOrCreate(data))
                .isInstanceOf(CommandFailedException.class)
                .hasMessageContaining("is not a key of 32 bytes");
        assertThat(key).hasContent("short");
    }

    private static String permissions(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }
}
