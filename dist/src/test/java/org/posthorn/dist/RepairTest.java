package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.posthorn.engine.mail.MessageId;
import org.posthorn.server.FileTree;
import org.posthorn.smtp.testing.PeerScript;
import org.posthorn.smtp.testing.ScriptedPeer;
import software.amazon.awssdk.services.ses.SesClient;

/// Damage from the outside: a killed server, a bit of its log, and the way back.
class RepairTest {
    private static final int MESSAGES = 20;

    @TempDir
    private Path directory;

    private ScriptedPeer relay;
    private final List<String> accepted = new ArrayList<>();
    private Path data;

    @BeforeEach
    void killAServer() throws Exception {
        relay = ScriptedPeer.start(new PeerScript().reply("RCPT", "450 4.2.1 later"));
        data = directory.resolve("data");
        try (ServerProcess server = ServerProcess.start(directory, relay);
                SesClient ses = TestServer.client(server.api(), "123456789012", "any")) {
            for (int i = 0; i < MESSAGES; i++) {
                accepted.add(ses.sendEmail(r -> r.source("shop@example.com")
                                .destination(d -> d.toAddresses("ann@example.net"))
                                .message(m -> m.subject(s -> s.data("subject")).body(b -> b.text(t -> t.data("text")))))
                        .messageId());
            }
            Path mark = data.resolve("store.mark");
            String before = Files.readString(mark);
            await().atMost(TestServer.PATIENCE)
                    .until(() -> Files.exists(mark) && !Files.readString(mark).equals(before));
            server.kill();
        }
    }

    @AfterEach
    void stop() {
        relay.close();
    }

    private CommandLineRun run(String... words) {
        return CommandLineRun.of(
                directory,
                List.of(
                        "data.dir=" + data,
                        "api.listen=127.0.0.1:0",
                        "submission.listen=127.0.0.1:0",
                        "inbound.listen=127.0.0.1:0"),
                words);
    }

    private Path log() throws IOException {
        try (Stream<Path> files = Files.list(data.resolve("store"))) {
            return files.filter(file ->
                            file.toString().endsWith(".log") && file.toFile().length() > 0)
                    .findFirst()
                    .orElseThrow();
        }
    }

    private void flipInTheMiddleOfTheLog() throws IOException {
        byte[] bytes = Files.readAllBytes(log());
        bytes[bytes.length / 2] ^= 1;
        Files.write(log(), bytes);
    }

    private int waiting() throws Exception {
        try (TestServer server = TestServer.start(
                directory, true, "relay.mode=smarthost", "relay.hosts=" + relay.address(), "relay.tls=off")) {
            return (int) accepted.stream()
                    .filter(id -> server.server
                            .queue()
                            .find(MessageId.parse(id).orElseThrow())
                            .isPresent())
                    .count();
        }
    }

    @Test
    void aBitInTheLogStopsTheStartAndRepairSavesAllButWhatWasHit() throws Exception {
        flipInTheMiddleOfTheLog();
        CommandLineRun serve = run("serve", "--dev");
        assertThat(serve.code()).isEqualTo(1);
        assertThat(serve.err())
                .contains("has less than was on disk", "groups of commits are missing", "is damaged at byte")
                .contains("posthorn repair");
        CommandLineRun check = run("check");
        assertThat(check.code()).isEqualTo(1);
        assertThat(check.err()).contains("the server does not start on it: the store in ");

        CommandLineRun repair = run("repair");
        assertThat(repair.code()).isEqualTo(1);
        assertThat(repair.out()).contains("groups", "in no log that can be read");
        assertThat(repair.err()).contains("losses", "the new store is in ", "mv ");
        assertThat(run("repair").err()).contains("store.repaired exists");
        assertThat(run("serve", "--dev").code()).isEqualTo(1);
        FileTree.delete(data.resolve("store.repaired"));

        CommandLineRun inPlace = run("repair", "--in-place", "--json");
        assertThat(inPlace.json().path("damaged").asString()).contains("store.damaged-");
        assertThat(Path.of(inPlace.json().path("damaged").asString())).isDirectory();
        assertThat(waiting()).isBetween(MESSAGES - 1, MESSAGES);
        assertThat(run("check", "--data").err()).isEmpty();
    }

    @Test
    void repairBringsAllBackFromAStoreWithoutItsList() throws Exception {
        waiting();
        try (Stream<Path> files = Files.list(data.resolve("store"))) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                if (name.startsWith("MANIFEST") || name.equals("CURRENT")) {
                    Files.delete(file);
                }
            }
        }
        assertThat(run("serve", "--dev").err()).contains("there is no store in ", "was on disk there");
        CommandLineRun repair = run("repair", "--in-place");
        assertThat(repair.err()).contains("nothing is lost", "the new store is in place");
        assertThat(repair.out()).contains("note: RocksDB's list of the tables (MANIFEST) is damaged");
        assertThat(waiting()).isEqualTo(MESSAGES);
    }

    @Test
    void exportGoesOnPastDamageThatNoServerStartsOn() throws Exception {
        flipInTheMiddleOfTheLog();
        List<Path> before = FileTree.entries(data);
        CommandLineRun export = run("export", "-");
        assertThat(export.code()).isEqualTo(1);
        assertThat(export.err())
                .contains("lost kind=groups ")
                .contains("no server starts on this store; written is what posthorn repair would save of it: ");
        assertThat(exported(export)).isBetween(MESSAGES - 1L, (long) MESSAGES);
        assertThat(FileTree.entries(data)).isEqualTo(before);
        assertThat(FileTree.entries(data.resolve("run")))
                .noneMatch(file -> file.toString().contains("snapshot"));

        Files.delete(data.resolve("store/CURRENT"));
        CommandLineRun unopened = run("export", directory.resolve("out.json").toString());
        assertThat(unopened.code()).isEqualTo(1);
        assertThat(Files.readString(directory.resolve("out.json")))
                .contains("\"kind\":\"queue\"", "\"table\":\"identity\"");
    }

    @Test
    void exportOfAStoreWithoutItsListHasAll() throws Exception {
        waiting();
        Files.delete(data.resolve("store/CURRENT"));
        CommandLineRun export = run("export", "-");
        assertThat(export.err()).contains("written is what posthorn repair would save of it: nothing is lost");
        assertThat(export.code()).isZero();
        assertThat(exported(export)).isEqualTo(MESSAGES);
    }

    /// Messages of the queue.
    private static long exported(CommandLineRun export) {
        return export.out()
                .lines()
                .filter(line -> line.startsWith("{\"kind\":\"queue\""))
                .count();
    }

    @Test
    void whatARepairCouldNotSaveIsKeptInSightUntilItsFileIsDeleted() throws Exception {
        flipInTheMiddleOfTheLog();
        assertThat(run("repair", "--in-place").code()).isEqualTo(1);
        Path note = FileTree.entries(data).stream()
                .filter(file -> file.getFileName().toString().startsWith("repaired-"))
                .findFirst()
                .orElseThrow();
        assertThat(Files.readString(note)).contains("\"kind\":\"groups\"");
        assertThat(run("doctor").out())
                .contains("warn repair: the store was repaired, and not all of it was saved: " + note);
        try (TestServer server = TestServer.start(
                directory, true, "relay.mode=smarthost", "relay.hosts=" + relay.address(), "relay.tls=off")) {
            assertThat(server.get("/health/ready").body())
                    // Behind what else there is to warn of: what follows the events may have met a lost one by now.
                    .contains("a repair of the store did not save all; posthorn doctor says more\"");
        }
        Files.delete(note);
        assertThat(run("doctor").out()).doesNotContain("repair:");
    }

    @Test
    void whatIsSetAsideIsToldByHealthAndDoctor() throws Exception {
        waiting();
        Path table = FileTree.entries(data.resolve("store")).stream()
                .filter(file -> file.toString().endsWith(".sst") && holdsTheQueue(file))
                .findFirst()
                .orElseThrow();
        byte[] bytes = Files.readAllBytes(table);
        // In its first block of records.
        bytes[40] ^= 1;
        Files.write(table, bytes);
        try (TestServer server = TestServer.start(
                directory, true, "relay.mode=smarthost", "relay.hosts=" + relay.address(), "relay.tls=off")) {
            HttpResponse<String> ready = server.get("/health/ready");
            assertThat(ready.statusCode()).isEqualTo(200);
            assertThat(ready.body())
                    .contains(
                            "\"warning\":\"records of the store are damaged and set aside; posthorn check names them\"");
            assertThat(run("doctor").out())
                    .containsPattern("warn damage: [0-9]+ records? of the store (is|are) unreadable and set aside")
                    .contains("posthorn check names them");
        }
        assertThat(run("doctor").out()).contains("warn damage: ");
    }

    private static boolean holdsTheQueue(Path table) {
        try {
            return new String(Files.readAllBytes(table), StandardCharsets.ISO_8859_1).contains("namequeue");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void repairLeavesARunningServerAloneAndMakesNothingOfNothing() throws Exception {
        try (TestServer server = TestServer.start(
                directory, true, "relay.mode=smarthost", "relay.hosts=" + relay.address(), "relay.tls=off")) {
            assertThat(server.server.endpoints().api()).isNotEmpty();
            assertThat(run("repair").err()).contains("a server is running on ");
        }
        FileTree.delete(data.resolve("store"));
        assertThat(run("repair").err()).contains("there is nothing left of a store in ");
        assertThat(data.resolve("store.repaired")).doesNotExist();
    }
}
