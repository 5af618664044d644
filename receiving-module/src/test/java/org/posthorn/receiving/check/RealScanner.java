package org.posthorn.receiving.check;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// An rspamd or a clamd of our own, with files in a directory of the test's, at a free loopback port.
final class RealScanner implements AutoCloseable {
    private static final Path RSPAMD = Path.of("/usr/bin/rspamd");
    /// Debian's package laid out, since an installed one comes with what downloads signatures.
    private static final List<Path> CLAMD = List.of(Path.of("/usr/sbin/clamd"), Path.of("target/clamd/usr/sbin/clamd"));

    private static final String RSPAMD_SETTINGS = """
            options {
              pidfile = "DIR/pid";
              control_socket = "DIR/ctl mode=0600";
              filters = "";
              local_addrs = [];
              dns { nameserver = ["127.0.0.1:1"]; timeout = 0.1s; retransmits = 1; }
            }
            logging { type = "console"; level = "info"; }
            actions { reject = 15; "rewrite subject" = 8; "add header" = 6; greylist = 4; }
            worker "normal" { bind_socket = "127.0.0.1:PORT"; count = 1; mime = true; }
            lua = "DIR/rules.lua";
            """;
    private static final String RSPAMD_RULES = """
            local function rule(name, score, test)
              rspamd_config[name] = { score = score, callback = test }
            end
            local function subject(word)
              return function(task)
                return tostring(task:get_subject() or ''):find(word, 1, true) ~= nil
              end
            end
            rule('MAYBE', 4.5, subject('maybe'))
            rule('PROBABLY', 6.5, subject('probably'))
            rule('RENAMED', 9, subject('renamed'))
            rule('SURELY', 20, subject('surely'))
            rule('ENVELOPE', 20, function(task)
              local from, rcpt = task:get_from('smtp'), task:get_recipients('smtp')
              return tostring(task:get_subject() or '') == 'envelope'
                and from and from[1].addr == 'sender@example.net'
                and rcpt and rcpt[1].addr == 'one@example.com' and rcpt[2].addr == 'two@example.com'
                and task:get_from_ip():to_string() == '192.0.2.7'
                and task:get_helo() == 'mail.example.net'
                and task:get_request_header('TLS-Version') ~= nil
            end)
            """;

    private static final String CLAMD_SETTINGS = """
            Foreground yes
            TCPSocket PORT
            TCPAddr 127.0.0.1
            DatabaseDirectory DIR
            TemporaryDirectory DIR
            StreamMaxLength 1M
            """;
    /// The string of EICAR's test file, wherever it stands.
    private static final String CLAMD_SIGNATURES =
            "Test.Eicar:0:*:58354f2150254041505b345c505a58353428505e2937434329377d"
                    + "2445494341522d5354414e444152442d414e544956495255532d544553542d46494c452124482b482a\n";

    private final Process process;
    private final InetSocketAddress address;

    private RealScanner(Process process, int port) {
        this.process = process;
        this.address = new InetSocketAddress("127.0.0.1", port);
    }

    static boolean hasRspamd() {
        return Files.isExecutable(RSPAMD) && System.getProperty("user.name").equals("root");
    }

    static boolean hasClamd() {
        return clamd().isPresent();
    }

    private static Optional<Path> clamd() {
        return CLAMD.stream()
                .filter(Files::isExecutable)
                .map(Path::toAbsolutePath)
                .findFirst();
    }

    static RealScanner rspamd(Path directory) throws IOException {
        int port = freePort();
        Files.writeString(directory.resolve("rules.lua"), RSPAMD_RULES);
        return start(
                directory,
                RSPAMD_SETTINGS,
                port,
                // Its processes become this user, whose package has made it.
                List.of(RSPAMD.toString(), "-f", "-i", "-u", "_rspamd", "-g", "_rspamd", "-c"));
    }

    static RealScanner clamd(Path directory) throws IOException {
        Files.writeString(directory.resolve("test.ndb"), CLAMD_SIGNATURES);
        return start(
                directory,
                CLAMD_SETTINGS,
                freePort(),
                List.of(clamd().orElseThrow().toString(), "-c"));
    }

    private static RealScanner start(Path directory, String settings, int port, List<String> words) throws IOException {
        Path file = Files.writeString(
                directory.resolve("scanner.conf"),
                settings.replace("DIR", directory.toString()).replace("PORT", Integer.toString(port)));
        List<String> command = new ArrayList<>(words);
        command.add(file.toString());
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("scanner.log").toFile())
                .start();
        return new RealScanner(process, port);
    }

    InetSocketAddress address() {
        return address;
    }

    /// Once it answers.
    void awaitAnswer(Scanners asking) {
        await("the scanner")
                .atMost(Duration.ofSeconds(100))
                .pollInterval(Duration.ofMillis(200))
                .until(() -> asking.faults().values().stream().allMatch(Optional::isEmpty));
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        process.onExit().orTimeout(20, TimeUnit.SECONDS).join();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }
}
