package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.posthorn.smtp.testing.ScriptedPeer;
import software.amazon.awssdk.services.ses.SesClient;

/// The whole program in a process of its own, in dev mode with a relay, so that a test can kill it.
final class ServerProcess implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration STOP = Duration.ofSeconds(90);

    private final Path directory;
    private final Process process;

    private ServerProcess(Path directory, Process process) {
        this.directory = directory;
        this.process = process;
    }

    /// @param directory the data go to `data` in it, the output to `server.log`
    static ServerProcess start(Path directory, ScriptedPeer relay) throws IOException {
        return start(directory, relay.address());
    }

    /// @param relay host and port
    /// @param settings as after `--set`
    static ServerProcess start(Path directory, String relay, String... settings) throws IOException {
        return start(directory, relay, List.of("-XX:+UseSerialGC"), List.of("--dev"), settings);
    }

    /// @param java options of the JVM
    static ServerProcess start(Path directory, String relay, List<String> java, String... settings) throws IOException {
        return start(directory, relay, java, List.of("--dev"), settings);
    }

    /// With all that the log says to operators, which tests of processes else do without.
    static ServerProcess startTelling(Path directory, String relay, String... settings) throws IOException {
        return start(
                directory,
                relay,
                List.of("-XX:+UseSerialGC", "-Dlogback.configurationFile=logback.xml"),
                List.of("--dev"),
                settings);
    }

    /// As in a container: at any address.
    static ServerProcess startAnywhere(Path directory) throws IOException {
        return start(
                directory,
                "127.0.0.1:1",
                List.of("-XX:+UseSerialGC"),
                List.of("--dev", "--listen-anywhere"),
                "relay.mode=capture",
                "api.listen=0.0.0.0:0");
    }

    /// In production mode, with a small heap and what `bin/posthorn` gives: there is no way on without memory.
    static ServerProcess startSmall(Path directory, String relay, String heap, String... settings) throws IOException {
        return start(
                directory,
                relay,
                List.of("-Xmx" + heap, "-XX:+UseG1GC", "-XX:+ExitOnOutOfMemoryError"),
                List.of(),
                settings);
    }

    private static ServerProcess start(
            Path directory, String relay, List<String> java, List<String> mode, String... settings) throws IOException {
        Files.deleteIfExists(directory.resolve("data/run/endpoints.json"));
        List<String> command = new ArrayList<>();
        if (ignoresHangUps()) {
            // What is ignored is inherited, and the JVM leaves it so: tests run with nohup, too.
            command.addAll(List.of("env", "--default-signal=HUP"));
        }
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(java);
        command.addAll(List.of(
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "org.posthorn.cli.Main",
                "serve"));
        command.addAll(mode);
        List<String> all = new ArrayList<>(List.of(
                "data.dir=" + directory.resolve("data"),
                "relay.mode=smarthost",
                "relay.hosts=" + relay,
                "api.listen=127.0.0.1:0",
                "submission.listen=127.0.0.1:0",
                "inbound.listen=127.0.0.1:0",
                "store.free_space_floor=1MiB",
                "store.ballast=0B"));
        all.addAll(List.of(settings));
        for (String setting : all) {
            command.addAll(List.of("--set", setting));
        }
        return new ServerProcess(
                directory,
                new ProcessBuilder(command)
                        .directory(directory.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(
                                directory.resolve("server.log").toFile()))
                        .start());
    }

    private static boolean ignoresHangUps() throws IOException {
        String name = "SigIgn:";
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith(name))
                .anyMatch(line ->
                        (Long.parseUnsignedLong(line.substring(name.length()).strip(), 16) & 1) != 0);
    }

    /// Waits until the server says where it listens, and makes sure that mail may be sent from `example.com`.
    URI api() {
        URI uri = URI.create("http://" + endpoint("api"));
        try (SesClient ses = TestServer.client(uri, "123456789012", "any")) {
            ses.verifyDomainIdentity(r -> r.domain("example.com"));
        }
        return uri;
    }

    /// Host and port of a listener, waiting until the server says it.
    String endpoint(String name) {
        Path file = directory.resolve("data/run/endpoints.json");
        Pattern entry = Pattern.compile("\"" + name + "\"\\s*:\\s*\"([^\"]+)\"");
        return await().atMost(START)
                .until(
                        () -> {
                            assertThat(isAlive())
                                    .as("alive; its log: %s", Files.readString(directory.resolve("server.log")))
                                    .isTrue();
                            Matcher matcher = entry.matcher(Files.exists(file) ? Files.readString(file) : "");
                            return matcher.find() ? matcher.group(1) : "";
                        },
                        text -> !text.isEmpty());
    }

    long pid() {
        return process.pid();
    }

    /// What it has said, and what each of its threads does, for the message of a test that got no answer.
    String diagnosis() throws IOException, InterruptedException {
        Path threads = directory.resolve("threads-" + System.nanoTime() + ".txt");
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        if (Files.isExecutable(jcmd)) {
            // All of them: sessions and deliveries are virtual.
            new ProcessBuilder(jcmd.toString(), Long.toString(pid()), "Thread.dump_to_file", threads.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor(START.toSeconds(), TimeUnit.SECONDS);
        }
        return "its log:\n" + Files.readString(directory.resolve("server.log")) + "\nits threads:\n"
                + (Files.exists(threads) ? Files.readString(threads) : "not told");
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /// Waits until the process has ended, or for this long.
    void waitFor(Duration time) throws InterruptedException {
        process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS);
    }

    /// SIGKILL.
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /// SIGTERM.
    ///
    /// @return the exit code
    int terminate() throws InterruptedException {
        process.destroy();
        assertThat(process.waitFor(STOP.toMillis(), TimeUnit.MILLISECONDS))
                .as("the process ends")
                .isTrue();
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
