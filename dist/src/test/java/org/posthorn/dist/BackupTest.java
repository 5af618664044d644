package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.posthorn.engine.identity.Credential;
import org.posthorn.engine.mail.MessageId;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.TableName;
import org.posthorn.server.FileTree;
import org.posthorn.server.KeyFile;
import org.posthorn.smtp.testing.PeerScript;
import org.posthorn.smtp.testing.ScriptedPeer;
import org.posthorn.store.RocksStore;
import org.posthorn.store.StoreConfig;
import software.amazon.awssdk.services.ses.SesClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `backup`, `restore`, `check` and `export`, from the outside.
class BackupTest {
    private static final Tenant TENANT = new Tenant("123456789012", "us-east-1");

    @TempDir
    private Path directory;

    private ScriptedPeer relay;
    private TestServer posthorn;
    private Credential key;

    @BeforeEach
    void start() throws Exception {
        // Everything waits, so that it must come back from the backup.
        relay = ScriptedPeer.start(new PeerScript().reply("RCPT", "450 4.2.1 later"));
        posthorn = startOn(directory);
        key = posthorn.tenant(TENANT, "example.com");
        assertThat(run("account", "update", "--id", TENANT.accountId(), "--sandbox", "false")
                        .code())
                .isZero();
    }

    @AfterEach
    void stop() {
        posthorn.close();
        relay.close();
    }

    @Test
    void whatWasAcceptedBeforeABackupBeganIsThereAfterTheRestore() throws Exception {
        Set<String> before = ConcurrentHashMap.newKeySet();
        AtomicBoolean enough = new AtomicBoolean();
        Set<String> during = ConcurrentHashMap.newKeySet();
        CommandLineRun backup;
        try (SesClient ses = posthorn.client(key.accessKeyId(), key.secretAccessKey())) {
            for (int i = 0; i < 20; i++) {
                before.add(send(ses));
            }
            Thread sending = Thread.ofVirtual().start(() -> {
                while (!enough.get()) {
                    during.add(send(ses));
                }
            });
            await().atMost(TestServer.PATIENCE).until(() -> !during.isEmpty());
            Set<String> alsoBefore = Set.copyOf(during);
            before.addAll(alsoBefore);
            backup = run("backup", "saved", "--json");
            int atTheEnd = during.size();
            enough.set(true);
            sending.join();
            assertThat(atTheEnd).as("mail was accepted meanwhile").isGreaterThan(alsoBefore.size());
        }
        assertThat(backup.code()).as(backup.err()).isZero();
        assertThat(backup.err()).isEmpty();
        Path saved = directory.resolve("saved");
        assertThat(mode(saved)).isEqualTo("rwx------");
        assertThat(mode(saved.resolve("keys/secret.key"))).isEqualTo("rw-------");
        assertThat(directory.resolve("saved.partial")).doesNotExist();
        assertThat(snapshots()).isEmpty();
        JsonNode manifest = JsonMapper.shared().readTree(Files.readString(saved.resolve("manifest.json")));
        assertThat(manifest.propertyNames()).containsExactly("posthorn", "madeAt", "format", "records");
        assertThat(manifest.path("records").path("queue").asInt()).isGreaterThanOrEqualTo(before.size());
        posthorn.close();

        Path other = Files.createDirectory(directory.resolve("other"));
        CommandLineRun restored = CommandLineRun.of(directory, settings(other), "restore", "saved", "--json");
        assertThat(restored.code()).as(restored.err()).isZero();
        assertThat(restored.json().path("manifest")).isEqualTo(manifest);
        assertThat(other.resolve("data/restore.partial")).doesNotExist();
        posthorn = startOn(other);
        for (String id : before) {
            assertThat(posthorn.server.queue().find(MessageId.parse(id).orElseThrow()))
                    .as(id)
                    .isPresent();
        }
        // The key of the installation came along: what it sealed opens.
        try (SesClient ses = posthorn.client(key.accessKeyId(), key.secretAccessKey())) {
            assertThat(send(ses)).isNotEmpty();
        }
    }

    @Test
    void aBackupGoesIntoANewDirectoryOnly() throws Exception {
        Files.writeString(Files.createDirectory(directory.resolve("full")).resolve("file"), "mine");
        Files.createDirectory(directory.resolve("empty"));
        assertThat(run("backup", "full").err()).contains("full is not empty");
        assertThat(run("backup", "no/such").err()).contains("no does not exist");
        assertThat(directory.resolve("full")).isDirectoryContaining(file -> file.endsWith("file"));
        assertThat(run("backup", "empty").code()).isZero();
        Files.createDirectory(directory.resolve("cut.partial"));
        assertThat(run("backup", "cut").err()).contains("cut.partial exists").contains("delete it");
        posthorn.close();
        CommandLineRun stopped = run("backup", "later");
        assertThat(stopped.code()).isEqualTo(1);
        assertThat(stopped.err()).startsWith("posthorn: no server is running on ");
        assertThat(directory.resolve("later.partial")).doesNotExist();
    }

    @Test
    void aRestoreTakesNoOnesPlaceAndNoHalfABackup() throws Exception {
        assertThat(run("backup", "saved").code()).isZero();
        assertThat(run("restore", "saved").err()).contains("a server is running on");
        assertThat(run("restore", "data").err()).contains("data is no backup: it has no manifest.json");
        posthorn.close();
        CommandLineRun taken = run("restore", "saved");
        assertThat(taken.code()).isEqualTo(1);
        assertThat(taken.err()).contains("has a store already");

        Path other = directory.resolve("other");
        Path manifest = directory.resolve("saved/manifest.json");
        String text = Files.readString(manifest);
        Files.writeString(manifest, text.replaceFirst("\"settings\":\\d+", "\"settings\":77"));
        CommandLineRun half = CommandLineRun.of(directory, settings(other), "restore", "saved");
        assertThat(half.code()).isEqualTo(1);
        assertThat(half.err()).contains("the backup is not whole").contains("settings=77");
        Files.writeString(manifest, "{");
        assertThat(CommandLineRun.of(directory, settings(other), "restore", "saved")
                        .err())
                .contains("manifest.json is damaged");
        assertThat(other.resolve("data/store")).doesNotExist();
        assertThat(other.resolve("data/restore.partial")).doesNotExist();

        Files.writeString(manifest, text);
        Files.createDirectories(other.resolve("data"));
        KeyFile.readOrCreate(other.resolve("data"));
        assertThat(CommandLineRun.of(directory, settings(other), "restore", "saved")
                        .err())
                .contains("is another installation's key");
        Files.delete(other.resolve("data/keys/secret.key"));
        assertThat(CommandLineRun.of(directory, settings(other), "restore", "saved")
                        .code())
                .isZero();
        assertThat(other.resolve("data/keys/secret.key"))
                .hasSameBinaryContentAs(directory.resolve("data/keys/secret.key"));
    }

    @Test
    void aCheckCountsTheRecordsOfARunningAndOfAStoppedServer() {
        sendOne();
        JsonNode online = run("check", "--data", "--json").json();
        assertThat(online.path("problemCount").asInt()).isZero();
        assertThat(online.path("columns").toString()).contains("{\"column\":\"content\",\"records\":1}");
        assertThat(snapshots()).isEmpty();
        posthorn.close();
        CommandLineRun offline = run("check");
        assertThat(offline.code()).as(offline.err()).isZero();
        assertThat(offline.out()).containsPattern("(?m)^queue +1$").doesNotContain("content");
    }

    @Test
    void aDamagedRecordIsReportedAndTheExportGoesPastIt() throws Exception {
        String id = sendOne();
        posthorn.close();
        // A row of a table that nobody reads, beside the identity that it claims to be.
        StoreConfig config = StoreConfig.in(directory.resolve("data/store"));
        try (RocksStore store = RocksStore.open(config, InstantSource.system())) {
            store.settings()
                    .table(new TableName<>("account", Wrong.class))
                    .put(new Tenant("", ""), "999999999999", new Wrong("x"));
        }
        CommandLineRun check = run("check", "--json");
        assertThat(check.code()).isEqualTo(1);
        assertThat(check.json().path("problems").path(0).path("column").asString())
                .isEqualTo("settings");
        assertThat(check.err()).contains("1 places of the store are bad");

        CommandLineRun export = run("export", "-");
        assertThat(export.code()).isEqualTo(1);
        assertThat(export.err()).contains("skipped column=settings key=").contains("1 records were skipped");
        List<JsonNode> lines =
                export.out().lines().map(JsonMapper.shared()::readTree).toList();
        assertThat(lines.stream().map(line -> line.path("kind").asString())).contains("setting", "queue", "event");
        assertThat(lines)
                .anySatisfy(line -> {
                    assertThat(line.path("kind").asString()).isEqualTo("queue");
                    assertThat(line.path("messageId").asString()).isEqualTo(id);
                })
                .anySatisfy(line -> {
                    assertThat(line.path("table").asString()).isEqualTo("identity");
                    assertThat(line.path("name").asString()).isEqualTo("example.com");
                });
        assertThat(export.out()).doesNotContain(key.secretAccessKey());
    }

    @Test
    void anExportIsANewFileForItsOwnerOnly() throws Exception {
        CommandLineRun export = run("export", "out.ndjson");
        assertThat(export.code()).as(export.err()).isZero();
        assertThat(export.out()).isEmpty();
        assertThat(mode(directory.resolve("out.ndjson"))).isEqualTo("rw-------");
        assertThat(Files.readString(directory.resolve("out.ndjson"))).contains("\"table\":\"account\"");
        CommandLineRun again = run("export", "out.ndjson");
        assertThat(again.code()).isEqualTo(1);
        assertThat(again.err()).contains("out.ndjson exists; name a new file");
    }

    record Wrong(String text) {}

    private String sendOne() {
        try (SesClient ses = posthorn.client(key.accessKeyId(), key.secretAccessKey())) {
            return send(ses);
        }
    }

    private static String send(SesClient ses) {
        return ses.sendEmail(r -> r.source("shop@example.com")
                        .destination(d -> d.toAddresses("ann@example.net"))
                        .message(m -> m.subject(s -> s.data("subject")).body(b -> b.text(t -> t.data("text")))))
                .messageId();
    }

    private TestServer startOn(Path parent) throws Exception {
        return TestServer.start(parent, false, "relay.hosts=" + relay.address(), "relay.tls=off", "retry.schedule=1h");
    }

    private CommandLineRun run(String... words) {
        return CommandLineRun.of(directory, settings(directory), words);
    }

    private static List<String> settings(Path parent) {
        return List.of("data.dir=" + parent.resolve("data"));
    }

    private List<Path> snapshots() {
        try {
            return FileTree.entries(directory.resolve("data/run")).stream()
                    .filter(entry -> entry.getFileName().toString().startsWith("snapshot-"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }
}
