package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.posthorn.smtp.testing.ReceivedMessage;
import org.posthorn.smtp.testing.ScriptedPeer;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.ses.SesClient;
import software.amazon.awssdk.services.ses.model.SesException;

/// What a full disk, a broken disk and too few file descriptors do to a server that runs: nothing is accepted that
/// can't be kept, nothing that was accepted is lost, and it goes on by itself when the trouble is over.
@Timeout(300)
class DiskTroubleTest {
    private static final Duration RECOVERY = Duration.ofSeconds(60);
    private static final Pattern SUBJECT = Pattern.compile("(?m)^Subject: (\\S+)");
    private static final String ACCOUNT = "123456789012";
    private static final int MOST_SENDS = 20_000;

    @TempDir
    private Path directory;

    private final List<String> accepted = new ArrayList<>();
    private int sent;

    @Test
    void aFullDiskRefusesMailAndTakesItAgainWhenThereIsRoom() throws Exception {
        assumeTrue(SmallDisk.isAvailable(directory), "skipped: needs root, mkfs.ext4 and loop devices");
        try (ScriptedPeer relay = ScriptedPeer.start();
                SmallDisk disk = SmallDisk.mount(directory);
                ServerProcess server = ServerProcess.start(disk.path(), relay.address(), "store.free_space_floor=0B")) {
            try (SesClient ses = TestServer.client(server.api(), ACCOUNT, "any")) {
                send(ses, 5);
                disk.fill();
                sendUntilRefused(ses);
                for (int i = 0; i < 3; i++) {
                    assertThat(attempt(ses)).isEqualTo("503 ServiceUnavailable");
                }
                assertThat(submit(server)).startsWith("452 4.3.1 ");
                disk.free();
                await("mail is taken again")
                        .atMost(RECOVERY)
                        .until(() -> attempt(ses).isEmpty());
                assertThat(submit(server)).startsWith("250 ");
                send(ses, 5);
                awaitArrival(relay);
            }
            assertThat(server.isAlive()).isTrue();
        }
    }

    @Test
    void onAFullDiskTheBallastLetsAServerStartAndDeliverWhatItHas() throws Exception {
        assumeTrue(SmallDisk.isAvailable(directory), "skipped: needs root, mkfs.ext4 and loop devices");
        String[] settings = {"store.free_space_floor=0B", "store.ballast=16MiB", "retry.schedule=1s"};
        try (SmallDisk disk = SmallDisk.mount(directory)) {
            Path ballast = disk.path().resolve("data/ballast");
            try (ServerProcess server = ServerProcess.start(
                            disk.path(),
                            "127.0.0.1:1",
                            List.of("-XX:+UseSerialGC", "-Dlogback.configurationFile=logback.xml"),
                            settings);
                    SesClient ses = TestServer.client(server.api(), ACCOUNT, "any")) {
                await("the ballast is made").atMost(RECOVERY).until(() -> size(ballast) == 16 << 20);
                send(ses, 20);
                disk.fill();
                await("the ballast is given up").atMost(RECOVERY).until(() -> size(ballast) < 16 << 20);
                await("mail is refused")
                        .atMost(RECOVERY)
                        .until(() -> attempt(ses).equals("503 ServiceUnavailable"));
                disk.fillAgain();
                // Taken while the store's log has room that it took ahead of time; whether the store then fails, is
                // opened anew, or can't be, the answer is the same.
                long end = System.nanoTime() + Duration.ofSeconds(4).toNanos();
                Set<String> answers = new HashSet<>();
                while (System.nanoTime() < end) {
                    answers.add(changeSettings(ses));
                }
                assertThat(answers).isSubsetOf("", "503 ServiceUnavailable");
                server.kill();
            }
            String log = Files.readString(disk.path().resolve("server.log"));
            assertThat(log.lines()
                            .filter(line -> line.contains("outcome not recorded"))
                            .count())
                    .isLessThanOrEqualTo(20);
            disk.free();
            try (ServerProcess server = ServerProcess.start(disk.path(), "127.0.0.1:1", settings)) {
                await("the ballast is made anew").atMost(RECOVERY).until(() -> size(ballast) == 16 << 20);
                server.kill();
            }
            disk.fill();
            try (ScriptedPeer relay = ScriptedPeer.start();
                    ServerProcess server = ServerProcess.start(disk.path(), relay.address(), settings)) {
                server.endpoint("api");
                assertThat(size(ballast)).isLessThan(16 << 20);
                awaitArrival(relay);
                assertThat(submit(server)).startsWith("452 4.3.1 ");
                disk.free();
                await("the ballast is made anew").atMost(RECOVERY).until(() -> size(ballast) == 16 << 20);
                await("mail is taken again")
                        .atMost(RECOVERY)
                        .until(() -> submit(server).startsWith("250 "));
            }
        }
    }

    private static long size(Path file) throws IOException {
        return Files.exists(file) ? Files.size(file) : 0;
    }

    private String changeSettings(SesClient ses) {
        try {
            ses.createTemplate(r -> r.template(
                    t -> t.templateName("t" + sent++).subjectPart("s").textPart("x".repeat(400_000))));
            return "";
        } catch (SesException e) {
            return e.statusCode() + " " + e.awsErrorDetails().errorCode();
        }
    }

    @Test
    void tooLittleSpaceRefusesMailBeforeTheDiskIsFull() throws Exception {
        assumeTrue(SmallDisk.isAvailable(directory), "skipped: needs root, mkfs.ext4 and loop devices");
        try (ScriptedPeer relay = ScriptedPeer.start();
                SmallDisk disk = SmallDisk.mount(directory);
                ServerProcess server = ServerProcess.start(disk.path(), relay)) {
            try (SesClient ses = TestServer.client(server.api(), ACCOUNT, "any")) {
                send(ses, 5);
                disk.fill();
                await("mail is refused")
                        .atMost(RECOVERY)
                        .until(() -> !attempt(ses).isEmpty());
                assertThat(attempt(ses)).isEqualTo("503 ServiceUnavailable");
                assertThat(submit(server)).startsWith("452 4.3.1 ");
                disk.free();
                await("mail is taken again")
                        .atMost(RECOVERY)
                        .until(() -> attempt(ses).isEmpty());
                awaitArrival(relay);
            }
        }
    }

    /// The kernel lets no file system be written again that it has given up, so here a restart is needed.
    @Test
    void aDiskThatBreaksRefusesMailAndNothingIsLost() throws Exception {
        assumeTrue(SmallDisk.isAvailable(directory), "skipped: needs root, mkfs.ext4 and loop devices");
        try (ScriptedPeer relay = ScriptedPeer.start();
                SmallDisk disk = SmallDisk.mount(directory)) {
            try (ServerProcess server = ServerProcess.start(disk.path(), relay);
                    SesClient ses = TestServer.client(server.api(), ACCOUNT, "any")) {
                send(ses, 20);
                disk.breakDown();
                sendUntilRefused(ses);
                assertThat(attempt(ses)).isEqualTo("503 ServiceUnavailable");
                assertThat(submit(server)).startsWith("452 4.3.1 ");
                assertThat(server.isAlive()).isTrue();
                server.kill();
            }
            disk.repair();
            try (ServerProcess server = ServerProcess.start(disk.path(), relay);
                    SesClient ses = TestServer.client(server.api(), ACCOUNT, "any")) {
                send(ses, 5);
                awaitArrival(relay);
            }
        }
    }

    @Test
    void withoutFileDescriptorsNothingIsLostAndTheListenersAnswerAgainAfterwards() throws Exception {
        assumeTrue(
                System.getProperty("user.name").equals("root") && Files.isExecutable(Path.of("/usr/bin/prlimit")),
                "skipped: needs root and prlimit");
        try (ScriptedPeer relay = ScriptedPeer.start();
                ServerProcess server = ServerProcess.start(directory, relay.address(), "retry.schedule=1s")) {
            URI api = server.api();
            try (SesClient kept = TestServer.client(api, ACCOUNT, "any")) {
                send(kept, 5);
                // What a server needs for its first session it loads from files; here it has served some.
                assertThat(submit(server)).startsWith("250 ");
                assertThat(SmtpText.send(server.endpoint("inbound"), "", "nobody@mail.test", "text"))
                        .startsWith("5");
                String usual = openFiles(server);
                limit(server, "10:");
                for (int i = 0; i < 10; i++) {
                    assertThat(attempt(kept)).isIn("", "503 ServiceUnavailable", "no answer");
                }
                // The kernel takes the connections; the listeners must come for them, with a greeting or "not now".
                try (Socket submission = connect(server.endpoint("submission"));
                        Socket inbound = connect(server.endpoint("inbound"))) {
                    assertThat(attempt(kept)).isIn("", "503 ServiceUnavailable", "no answer");
                    limit(server, usual + ":");
                    assertGreets(submission, server);
                    assertGreets(inbound, server);
                }
            }
            try (SesClient fresh = TestServer.client(api, ACCOUNT, "any")) {
                await("mail is taken again")
                        .atMost(RECOVERY)
                        .until(() -> attempt(fresh).isEmpty());
                try {
                    assertThat(submit(server)).startsWith("250 ");
                    assertThat(SmtpText.send(server.endpoint("inbound"), "", "nobody@mail.test", "text"))
                            .startsWith("5");
                } catch (IOException e) {
                    throw new AssertionError("a listener does not answer; " + server.diagnosis(), e);
                }
                send(fresh, 5);
                awaitArrival(relay);
            }
            assertThat(server.isAlive()).isTrue();
        }
    }

    private static void assertGreets(Socket client, ServerProcess server) throws Exception {
        String greeting = greeting(client);
        if (!greeting.matches("(220|421) .*")) {
            throw new AssertionError("the greeting is " + greeting + "; " + server.diagnosis());
        }
    }

    @Test
    void aFloodOfConnectionsBeforeTheFirstDeliveryLeavesFileDescriptorsForIt() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/prlimit")), "skipped: needs prlimit");
        List<Socket> idle = new ArrayList<>();
        try (ScriptedPeer relay = ScriptedPeer.start();
                ServerProcess server = ServerProcess.start(directory, relay.address(), "retry.schedule=1s")) {
            // The hard limit, too: the JVM raises the other to it.
            limit(server, "256:256");
            URI api = server.api();
            try (SesClient kept = TestServer.client(api, ACCOUNT, "any")) {
                kept.getSendQuota();
                for (int i = 0; i < 400; i++) {
                    idle.add(connect(api.getHost() + ":" + api.getPort()));
                }
                await("connections are refused")
                        .atMost(RECOVERY)
                        .until(() -> greeting(idle.getLast()), "HTTP/1.1 503 Service Unavailable"::equals);
                try (Socket crowded = connect(server.endpoint("submission"))) {
                    assertThat(greeting(crowded)).isEqualTo("421 4.3.2 Too many connections, try again later");
                }
                send(kept, 50);
                awaitArrival(relay);
                assertThat(CommandLineRun.json(directory, "account", "list").size())
                        .as("the operator gets in")
                        .isPositive();
            }
            for (Socket socket : idle) {
                socket.close();
            }
            try (SesClient fresh = TestServer.client(api, ACCOUNT, "any")) {
                await("connections are taken again")
                        .atMost(RECOVERY)
                        .until(() -> attempt(fresh).isEmpty());
            }
            assertThat(submit(server)).startsWith("250 ");
            awaitArrival(relay);
            assertThat(server.isAlive()).isTrue();
        }
    }

    /// Sends messages that must be accepted.
    private void send(SesClient ses, int count) {
        for (int i = 0; i < count; i++) {
            assertThat(attempt(ses)).isEmpty();
        }
    }

    private void sendUntilRefused(SesClient ses) {
        for (int i = 0; i < MOST_SENDS; i++) {
            String refusal = attempt(ses);
            if (!refusal.isEmpty()) {
                assertThat(refusal).isEqualTo("503 ServiceUnavailable");
                return;
            }
        }
        assertThat(accepted).as("one is refused").isEmpty();
    }

    /// @return why it was refused; empty when it was accepted
    private String attempt(SesClient ses) {
        String subject = "m" + sent++;
        try {
            ses.sendEmail(r -> r.source("shop@example.com")
                    .destination(d -> d.toAddresses("to@example.net"))
                    .message(m -> m.subject(s -> s.data(subject))
                            .body(b -> b.text(t -> t.data("text of some length\r\n".repeat(1_000))))));
        } catch (SesException e) {
            return e.statusCode() + " " + e.awsErrorDetails().errorCode();
        } catch (SdkClientException e) {
            return "no answer";
        }
        accepted.add(subject);
        return "";
    }

    private String submit(ServerProcess server) throws IOException {
        String subject = "m" + sent++;
        String reply = SmtpText.submit(
                server.endpoint("submission"),
                ACCOUNT,
                "shop@example.com",
                "to@example.net",
                "From: shop@example.com\r\nSubject: " + subject + "\r\n\r\ntext\r\n");
        if (reply.startsWith("250")) {
            accepted.add(subject);
        }
        return reply;
    }

    private void awaitArrival(ScriptedPeer relay) {
        await("all that was accepted").atMost(RECOVERY).until(() -> {
            Set<String> arrived = new HashSet<>();
            for (ReceivedMessage message : relay.messages()) {
                Matcher subject = SUBJECT.matcher(message.text());
                if (subject.find()) {
                    arrived.add(subject.group(1));
                }
            }
            return arrived.containsAll(accepted);
        });
    }

    private static Socket connect(String address) throws IOException {
        int colon = address.lastIndexOf(':');
        Socket socket = new Socket(address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)));
        socket.setSoTimeout(Math.toIntExact(RECOVERY.toMillis()));
        return socket;
    }

    private static String greeting(Socket socket) throws IOException {
        String line = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
                .readLine();
        return line == null ? "closed" : line;
    }

    /// The limit on open files that a process has.
    private static String openFiles(ServerProcess server) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + server.pid() + "/limits")).stream()
                .filter(line -> line.startsWith("Max open files"))
                .map(line -> line.split("\\s+")[3])
                .findFirst()
                .orElseThrow();
    }

    /// Bounds the open files of the running process.
    ///
    /// @param most soft and hard limit, as prlimit has them
    private static void limit(ServerProcess server, String most) throws Exception {
        Process process =
                new ProcessBuilder("prlimit", "--pid", Long.toString(server.pid()), "--nofile=" + most).start();
        assertThat(process.waitFor()).isZero();
    }
}
