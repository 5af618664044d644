package org.posthorn.dist;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// A Postfix of our own beside whatever the machine runs: its configuration, queue and mailboxes lie in one
/// directory, and it listens on two free loopback ports, one of them without 8BITMIME and CHUNKING. It takes mail for
/// `example.net` and `seven.example` and puts all of it into one maildir.
final class Postfix implements AutoCloseable {
    private static final Path PROGRAM = Path.of("/usr/sbin/postfix");
    private static final String SETTINGS = """
            compatibility_level = 3.6
            queue_directory = DIR/queue
            data_directory = DIR/state
            maillog_file = DIR/log
            maillog_file_prefixes = DIR
            myhostname = mta.test
            mydestination =
            inet_interfaces = 127.0.0.1
            inet_protocols = ipv4
            mynetworks = 127.0.0.0/8
            local_header_rewrite_clients =
            virtual_mailbox_domains = example.net, seven.example
            virtual_mailbox_base = DIR/mail
            virtual_mailbox_maps = static:box/
            virtual_uid_maps = static:65534
            virtual_gid_maps = static:65534
            virtual_mailbox_limit = 0
            message_size_limit = 41943040
            smtpd_client_connection_count_limit = 0
            smtpd_client_connection_rate_limit = 0
            smtpd_peername_lookup = no
            queue_minfree = 0
            in_flow_delay = 0
            """;
    /// No service runs in a chroot, which would need files of the system copied.
    private static final String SERVICES = """
            127.0.0.1:PORT inet n - n - - smtpd
            127.0.0.1:SEVEN inet n - n - - smtpd
              -o smtpd_discard_ehlo_keywords=8bitmime,chunking
            cleanup unix n - n - 0 cleanup
            qmgr unix n - n 300 1 qmgr
            rewrite unix - - n - - trivial-rewrite
            bounce unix - - n - 0 bounce
            defer unix - - n - 0 bounce
            trace unix - - n - 0 bounce
            error unix - - n - - error
            retry unix - - n - - error
            virtual unix - n n - - virtual
            smtp unix - - n - - smtp
            nouser unix - n n - - pipe
              user=nobody argv=/bin/sh -c {exit 67}
            proxymap unix - - n - - proxymap
            anvil unix - - n - 1 anvil
            flush unix n - n 1000? 0 flush
            postlog unix-dgram n - n - 1 postlogd
            """;

    private final Path directory;
    private final int port;
    private final int sevenBitPort;

    private Postfix(Path directory, int port, int sevenBitPort) {
        this.directory = directory;
        this.port = port;
        this.sevenBitPort = sevenBitPort;
    }

    /// Whether Postfix is installed, and we may start it: its master process runs as root.
    static boolean isAvailable() {
        return Files.isExecutable(PROGRAM) && System.getProperty("user.name").equals("root");
    }

    /// @param parent where its directory goes; short, since socket paths have at most 107 bytes
    static Postfix start(Path parent) throws Exception {
        return start(parent, 25);
    }

    /// The same with mail to gone.example bounced once it was accepted.
    ///
    /// @param bounces the port that mail to mail.test goes to
    static Postfix start(Path parent, int bounces) throws Exception {
        return startWith(parent, """
                transport_maps = inline:{ {gone.example = nouser:}, {mail.test = smtp:[127.0.0.1]:%d} }
                """.formatted(bounces));
    }

    /// The same behind Posthorn: it refuses mail for refused@example.net in the dialogue, finds out later that
    /// gone@example.net is nobody, and sends mail for loop@example.net back.
    ///
    /// @param inbound the port that mail goes back to, and its bounces
    static Postfix startBehind(Path parent, int inbound) throws Exception {
        return startWith(parent, """
                transport_maps = inline:{ {gone@example.net = nouser:}, {loop@example.net = smtp:[127.0.0.1]:%1$d}, {mail.test = smtp:[127.0.0.1]:%1$d} }
                smtpd_recipient_restrictions = check_recipient_access inline:{ {refused@example.net = 550 5.1.1 No such user here} }, permit_mynetworks, reject
                """.formatted(inbound));
    }

    /// The same in front of other hosts, which it tells of soon when they put mail off.
    ///
    /// @param onward the port that mail to others than its own goes to
    /// @param strict the port that mail to strict.example goes to
    static Postfix startBefore(Path parent, int bounces, int onward, int strict) throws Exception {
        return startWith(parent, """
                relayhost = [127.0.0.1]:%d
                transport_maps = inline:{ {mail.test = smtp:[127.0.0.1]:%d}, {strict.example = smtp:[127.0.0.1]:%d} }
                delay_warning_time = 1s
                minimal_backoff_time = 1s
                maximal_backoff_time = 1s
                queue_run_delay = 1s
                """.formatted(onward, bounces, strict));
    }

    private static Postfix startWith(Path parent, String more) throws Exception {
        Path directory = Files.createTempDirectory(parent, "pf");
        open(directory, "rwxr-xr-x");
        open(Files.createDirectory(directory.resolve("mail")), "rwxrwxrwx");
        Files.createDirectory(directory.resolve("queue"));
        Path state = Files.createDirectory(directory.resolve("state"));
        Files.setOwner(
                state, state.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("postfix"));
        int port = freePort();
        int sevenBitPort = freePort();
        Path conf = Files.createDirectory(directory.resolve("conf"));
        open(conf, "rwxr-xr-x");
        Files.writeString(conf.resolve("main.cf"), SETTINGS.replace("DIR", directory.toString()) + more);
        Files.writeString(
                conf.resolve("master.cf"),
                SERVICES.replace("PORT", Integer.toString(port)).replace("SEVEN", Integer.toString(sevenBitPort)));
        Postfix postfix = new Postfix(directory, port, sevenBitPort);
        if (postfix.control("start") != 0) {
            String log = postfix.log();
            postfix.close();
            throw new IllegalStateException("Postfix did not start:\n" + log);
        }
        return postfix;
    }

    String address() {
        return "127.0.0.1:" + port;
    }

    String sevenBitAddress() {
        return "127.0.0.1:" + sevenBitPort;
    }

    /// The files of what was delivered, one for each recipient of each message.
    List<Path> delivered() throws IOException {
        Path box = directory.resolve("mail/box/new");
        if (!Files.isDirectory(box)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(box)) {
            return files.toList();
        }
    }

    String log() throws IOException {
        Path log = directory.resolve("log");
        return Files.exists(log) ? Files.readString(log) : "";
    }

    private int control(String word) throws IOException {
        Process process = new ProcessBuilder(
                        PROGRAM.toString(), "-c", directory.resolve("conf").toString(), word)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return process.onExit()
                .orTimeout(60, TimeUnit.SECONDS)
                .thenApply(Process::exitValue)
                .join();
    }

    /// Stops it, and deletes its directory.
    @Override
    public void close() throws IOException {
        control("stop");
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    private static void open(Path directory, String permissions) throws IOException {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString(permissions));
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }
}
