package org.posthorn.dist;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// An Exim of our own, from Debian's package laid out under `target`, since it can't be installed beside Postfix: its
/// configuration, spool and mailboxes lie in one directory, and it listens on a free loopback port. It takes all mail,
/// and finds out later: it has the mailboxes `box`, `full` and `small` at `local.example`, and hands the rest on.
final class Exim implements AutoCloseable {
    private static final String USER = "Debian-exim";
    private static final Path PROGRAM = Path.of("target/exim/usr/sbin/exim4").toAbsolutePath();
    private static final String SETTINGS = """
            exim_path = PROGRAM
            spool_directory = DIR/spool
            log_file_path = DIR/log/%slog
            pid_file_path = DIR/spool/exim.pid
            primary_hostname = exim.test
            local_interfaces = <; 127.0.0.1.PORT
            keep_environment =
            add_environment =
            # No file is setuid: what runs as the user stays so.
            deliver_drop_privilege
            tls_advertise_hosts =
            host_lookup =
            rfc1413_hosts =
            smtp_enforce_sync = false
            delay_warning = 1s
            acl_smtp_rcpt = accept
            acl_smtp_data = accept

            begin routers
            back:
              driver = manualroute
              domains = mail.test
              route_list = * 127.0.0.1
              self = send
              transport = back
              no_more
            boxes:
              driver = accept
              domains = local.example
              local_parts = box : full : small
              transport = boxes
            unknown:
              driver = redirect
              domains = local.example
              data = :fail: Unknown user
              allow_fail
            strict:
              driver = manualroute
              domains = strict.example
              route_list = * 127.0.0.1
              self = send
              transport = strict
              no_more
            onward:
              driver = manualroute
              route_list = * 127.0.0.1
              self = send
              transport = onward

            begin transports
            back:
              driver = smtp
              port = BOUNCES
              allow_localhost
            onward:
              driver = smtp
              port = ONWARD
              allow_localhost
            strict:
              driver = smtp
              port = STRICT
              allow_localhost
            boxes:
              driver = appendfile
              file = DIR/mail/$local_part_data
              user = USER
              group = USER
              quota = ${if eq{$local_part_data}{full}{100}{0}}
              message_size_limit = ${if eq{$local_part_data}{small}{10K}{0}}

            begin retry
            * quota
            * * F,1h,1s
            """;

    private final Path directory;
    private final Process process;
    private final int port;

    private Exim(Path directory, Process process, int port) {
        this.directory = directory;
        this.process = process;
        this.port = port;
    }

    /// Whether the package is laid out, its user exists, and we may become it.
    static boolean isAvailable() {
        if (!Files.isExecutable(PROGRAM) || !System.getProperty("user.name").equals("root")) {
            return false;
        }
        try {
            return new ProcessBuilder(PROGRAM.toString(), "-C", "/dev/null", "-bV")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .onExit()
                            .orTimeout(60, TimeUnit.SECONDS)
                            .thenApply(Process::exitValue)
                            .join()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }

    /// @param bounces the port that mail to mail.test goes to
    /// @param onward the port that mail to others goes to
    /// @param strict the port that mail to strict.example goes to
    static Exim start(Path parent, int bounces, int onward, int strict) throws Exception {
        Path directory = Files.createTempDirectory(parent, "ex");
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        UserPrincipal user =
                directory.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(USER);
        for (String name : List.of("spool", "log", "mail")) {
            Files.setOwner(Files.createDirectory(directory.resolve(name)), user);
        }
        int port = Postfix.freePort();
        Path settings = Files.writeString(
                directory.resolve("exim.conf"),
                SETTINGS.replace("PROGRAM", PROGRAM.toString())
                        .replace("DIR", directory.toString())
                        .replace("USER", USER)
                        .replace("BOUNCES", Integer.toString(bounces))
                        .replace("ONWARD", Integer.toString(onward))
                        .replace("STRICT", Integer.toString(strict))
                        .replace("PORT", Integer.toString(port)));
        // In the foreground, with a look at the queue each second.
        Process process = new ProcessBuilder(PROGRAM.toString(), "-C", settings.toString(), "-bdf", "-q1s")
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log/output").toFile())
                .start();
        Exim exim = new Exim(directory, process, port);
        exim.awaitListening();
        return exim;
    }

    private void awaitListening() throws Exception {
        for (int tries = 0; tries < 600 && process.isAlive(); tries++) {
            if (isListening()) {
                return;
            }
            process.waitFor(100, TimeUnit.MILLISECONDS);
        }
        String log = log();
        close();
        throw new IllegalStateException("Exim did not start:\n" + log);
    }

    private boolean isListening() throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", port));
            return true;
        } catch (ConnectException e) {
            return false;
        }
    }

    String address() {
        return "127.0.0.1:" + port;
    }

    /// All that it wrote to its logs.
    String log() throws IOException {
        StringBuilder all = new StringBuilder();
        try (Stream<Path> files = Files.list(directory.resolve("log"))) {
            for (Path file : files.sorted().toList()) {
                all.append(file.getFileName()).append(":\n").append(Files.readString(file));
            }
        }
        return all.toString();
    }

    /// Stops it, and deletes its directory. A delivery under way is nobody's child; it ends when its files are gone.
    @Override
    public void close() {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroy();
        children.forEach(ProcessHandle::destroy);
        process.onExit().orTimeout(60, TimeUnit.SECONDS).join();
        await("the end of its deliveries")
                .atMost(TestServer.PATIENCE)
                .ignoreExceptions()
                .until(this::isDeleted);
    }

    private boolean isDeleted() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
        return true;
    }
}
