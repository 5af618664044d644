package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.posthorn.engine.identity.Credential;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.wiring.KeyProof;
import org.posthorn.server.CommandFailedException;
import org.posthorn.server.Server;
import org.posthorn.store.RocksStore;
import org.posthorn.store.StoreConfig;
import software.amazon.awssdk.services.ses.SesClient;
import software.amazon.awssdk.services.ses.model.SesException;

/// A store whose key is missing, or is another one.
class KeyLossTest {
    private static final Tenant TENANT = new Tenant("123456789012", "us-east-1");

    @TempDir
    private Path directory;

    private Path data;
    private Path key;
    private Credential credential;

    @BeforeEach
    void anInstallationThatWasUsed() throws Exception {
        data = directory.resolve("data");
        key = data.resolve("keys/secret.key");
        try (TestServer posthorn = start()) {
            credential = posthorn.tenant(TENANT, "example.com");
            try (SesClient ses = client(posthorn)) {
                ses.verifyDomainDkim(r -> r.domain("example.com"));
            }
        }
    }

    @Test
    void withoutItsKeyAServerDoesNotStartAndMakesNoNewOne() throws Exception {
        Path away = Files.move(key, directory.resolve("away"));

        assertThatThrownBy(this::start)
                .isInstanceOf(CommandFailedException.class)
                .hasMessageStartingWith(key + " is missing")
                .hasMessageContaining("put the right file back from a backup")
                .hasMessageContaining("posthorn serve --new-key");
        assertThat(key).doesNotExist();
        assertThat(CommandLineRun.of(directory, settings(), "serve").code()).isEqualTo(1);
        assertThat(doctor().out()).contains("bad  key: " + key + " is missing");

        Files.move(away, key);
        try (TestServer posthorn = start();
                SesClient ses = client(posthorn)) {
            assertThat(ses.listIdentities().identities()).containsExactly("example.com");
        }
    }

    @Test
    void withAnotherKeyAServerDoesNotStart() throws Exception {
        byte[] right = Files.readAllBytes(key);
        byte[] wrong = right.clone();
        wrong[7] ^= 1;
        Files.write(key, wrong);

        assertThatThrownBy(this::start)
                .isInstanceOf(CommandFailedException.class)
                .hasMessageStartingWith(key + " is another key than the one that the secrets in ")
                .hasMessageContaining("--new-key");
        assertThat(doctor().out()).contains("bad  key: " + key + " is another key");
        assertThat(Files.readAllBytes(key)).isEqualTo(wrong);

        Files.write(key, right);
        start().close();
        assertThat(doctor().out()).contains("ok   key: ");
    }

    @Test
    void aStoreOfAnOlderVersionIsProvenByWhatIsSealedInIt() throws Exception {
        byte[] right = Files.readAllBytes(key);
        removeMarker();
        Files.write(key, new byte[32]);
        assertThatThrownBy(this::start).hasMessageStartingWith(key + " is another key");
        assertThat(doctor().out()).contains("bad  key: " + key + " is another key");

        Files.write(key, right);
        start().close();
        assertThat(hasMarker()).isTrue();
    }

    @Test
    void aStoreWithoutSecretsTakesTheKeyThatIsThere() throws Exception {
        Path other = directory.resolve("other");
        TestServer.start(other, false, "relay.hosts=127.0.0.1:9").close();
        try (RocksStore store = open(other.resolve("data"))) {
            store.settings().table(KeyProof.TABLE).delete(Tenant.INSTALLATION, "marker");
        }
        Files.delete(other.resolve("data/keys/secret.key"));
        TestServer.start(other, false, "relay.hosts=127.0.0.1:9").close();
        assertThat(other.resolve("data/keys/secret.key")).exists();
    }

    @Test
    void aNewKeyGivesUpTheOldSecretsAndTheRestStays() throws Exception {
        Files.write(key, new byte[32]);

        try (TestServer posthorn = new TestServer(Server.start(config(), true))) {
            try (SesClient ses = client(posthorn)) {
                assertThatThrownBy(ses::listIdentities)
                        .isInstanceOfSatisfying(
                                SesException.class,
                                e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("InvalidClientTokenId"));
            }
            assertThat(CommandLineRun.json(directory, "key", "list")
                            .get(0)
                            .get("usable")
                            .asBoolean())
                    .isFalse();
            Credential renewed = posthorn.server.accounts().createKey(TENANT.accountId());
            try (SesClient ses = posthorn.client(renewed.accessKeyId(), renewed.secretAccessKey())) {
                assertThat(ses.listIdentities().identities()).containsExactly("example.com");
                List<String> tokens =
                        ses.verifyDomainDkim(r -> r.domain("example.com")).dkimTokens();
                assertThat(ses.verifyDomainDkim(r -> r.domain("example.com")).dkimTokens())
                        .isEqualTo(tokens);
            }
        }
        assertThat(data.resolve("keys/secret.key.old-1")).hasBinaryContent(new byte[32]);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
                .isEqualTo("rw-------");
        assertThatThrownBy(() -> Server.start(config(), true))
                .hasMessage(key + " is the right key: nothing is lost; start without --new-key");
        start().close();
    }

    @Test
    void whatWasLostIsToldAndNewDkimKeysAreMadeForTheAsking() throws Exception {
        Files.delete(key);
        try (TestServer posthorn = new TestServer(Server.start(config(), true))) {
            assertThat(new KeyProof(Files.readAllBytes(key)).lost(posthorn.server.settings()))
                    .isEqualTo(new KeyProof.Lost(1, 1));
            assertThat(doctor().out())
                    .contains("warn lost access keys: 1 can't be used: they are sealed under a key that is gone")
                    .contains("warn lost DKIM keys: 1 identities that sign have keys sealed under a key that is gone");
            Credential renewed = posthorn.server.accounts().createKey(TENANT.accountId());
            try (SesClient ses = posthorn.client(renewed.accessKeyId(), renewed.secretAccessKey())) {
                ses.verifyDomainDkim(r -> r.domain("example.com"));
            }
            assertThat(new KeyProof(Files.readAllBytes(key)).lost(posthorn.server.settings()))
                    .isEqualTo(new KeyProof.Lost(1, 0));
        }
        assertThat(doctor().out()).contains("warn lost access keys: 1").doesNotContain("lost DKIM keys");
    }

    private TestServer start() throws Exception {
        return new TestServer(Server.start(config()));
    }

    private org.posthorn.config.PosthornConfig config() throws Exception {
        return TestServer.config(directory, false, "relay.hosts=127.0.0.1:9");
    }

    private SesClient client(TestServer posthorn) {
        return posthorn.client(credential.accessKeyId(), credential.secretAccessKey());
    }

    private List<String> settings() {
        return List.of(
                "data.dir=" + data,
                "relay.hosts=127.0.0.1:9",
                "api.listen=127.0.0.1:0",
                "submission.listen=127.0.0.1:0",
                "inbound.listen=127.0.0.1:0");
    }

    private CommandLineRun doctor() {
        return CommandLineRun.of(directory, settings(), "doctor");
    }

    private void removeMarker() throws IOException {
        try (RocksStore store = open(data)) {
            assertThat(store.settings().table(KeyProof.TABLE).delete(Tenant.INSTALLATION, "marker"))
                    .isTrue();
        }
    }

    private boolean hasMarker() throws IOException {
        try (RocksStore store = open(data)) {
            return Optional.of(store.settings().table(KeyProof.TABLE))
                    .flatMap(table -> table.get(Tenant.INSTALLATION, "marker"))
                    .isPresent();
        }
    }

    private static RocksStore open(Path data) throws IOException {
        return RocksStore.open(StoreConfig.in(data.resolve("store")), InstantSource.system());
    }
}
