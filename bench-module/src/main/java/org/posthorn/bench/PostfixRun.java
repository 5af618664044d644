package org.posthorn.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// A Postfix of our own that hands all mail to one relay, or puts it into a maildir: the yardstick for messages on
/// their whole way. It is configured for speed: no DNS, no delays of its own, as many connections to the relay at
/// once as Posthorn makes.
final class PostfixRun implements AutoCloseable {
    private static final Path PROGRAM = Path.of("/usr/sbin/postfix");
    private static final Path SOURCE = Path.of("/usr/sbin/smtp-source");
    /// Linux counts in hundredths of a second towards programs.
    private static final double MILLIS_PER_TICK = 10;

    private static final int COMMAND_SECONDS = 60;
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
            smtpd_peername_lookup = no
            smtpd_client_connection_count_limit = 0
            in_flow_delay = 0
            """;
    private static final String RELAYING = """
            relayhost = [127.0.0.1]:RELAY
            disable_dns_lookups = yes
            smtp_host_lookup = native
            initial_destination_concurrency = 20
            default_destination_concurrency_limit = 20
            default_process_limit = 200
            """;
    /// A maildir, each message synced there as by default.
    private static final String STORING = """
            virtual_mailbox_domains = example.com
            virtual_mailbox_base = DIR/mail
            virtual_mailbox_maps = static:box/
            virtual_uid_maps = static:65534
            virtual_gid_maps = static:65534
            virtual_mailbox_limit = 0
            """;
    private static final String SERVICES = """
            127.0.0.1:PORT inet n - n - - smtpd
            cleanup unix n - n - 0 cleanup
            qmgr unix n - n 300 1 qmgr
            rewrite unix - - n - - trivial-rewrite
            bounce unix - - n - 0 bounce
            defer unix - - n - 0 bounce
            trace unix - - n - 0 bounce
            error unix - - n - - error
            retry unix - - n - - error
            smtp unix - - n - - smtp
            relay unix - - n - - smtp
            virtual unix - n n - - virtual
            proxymap unix - - n - - proxymap
            anvil unix - - n - 1 anvil
            scache unix - - n - 1 scache
            tlsmgr unix - - n 1000? 1 tlsmgr
            flush unix n - n 1000? 0 flush
            postlog unix-dgram n - n - 1 postlogd
            """;

    private final Path directory;
    private final int port;

    private PostfixRun(Path directory, int port) {
        this.directory = directory;
        this.port = port;
    }

    /// Whether Postfix and its load generator are here, and we may start it.
    static boolean isAvailable() {
        return Files.isExecutable(PROGRAM)
                && Files.isExecutable(SOURCE)
                && System.getProperty("user.name").equals("root");
    }

    /// @param directory that does not exist yet, in one of its own
    static PostfixRun start(Path directory, DiscardSink relay) throws IOException {
        String port = relay.address().substring(relay.address().lastIndexOf(':') + 1);
        return start(directory, RELAYING.replace("RELAY", port));
    }

    /// One that puts all mail for example.com into [#box()]; it looks nothing up and checks nothing.
    ///
    /// @param directory that does not exist yet, in one of its own
    static PostfixRun storing(Path directory) throws IOException {
        return start(directory, STORING);
    }

    private static PostfixRun start(Path directory, String more) throws IOException {
        // Its processes run as another user, who has to get in.
        open(Files.createDirectories(directory));
        open(directory.resolve(".."));
        Files.createDirectory(directory.resolve("queue"));
        Files.setPosixFilePermissions(
                Files.createDirectory(directory.resolve("mail")), PosixFilePermissions.fromString("rwxrwxrwx"));
        Path state = Files.createDirectory(directory.resolve("state"));
        Files.setOwner(
                state, state.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("postfix"));
        Path conf = Files.createDirectory(directory.resolve("conf"));
        open(conf);
        int port = freePort();
        Files.writeString(conf.resolve("main.cf"), (SETTINGS + more).replace("DIR", directory.toString()));
        Files.writeString(conf.resolve("master.cf"), SERVICES.replace("PORT", Integer.toString(port)));
        PostfixRun run = new PostfixRun(directory, port);
        run.command(List.of(PROGRAM.toString(), "-c", conf.toString(), "start"));
        return run;
    }

    InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    /// Where one that stores puts each message into a file; made with the first.
    Path box() {
        return directory.resolve("mail/box/new");
    }

    /// Hands in messages over as many sessions; returns when the last one is accepted.
    void submit(int messages, int sessions, int bytes) throws IOException {
        command(List.of(
                SOURCE.toString(),
                // Each session keeps its connection, as Posthorn's clients do.
                "-d",
                "-s",
                Integer.toString(sessions),
                "-m",
                Integer.toString(messages),
                "-l",
                Integer.toString(bytes),
                "-f",
                "shop@example.com",
                "-t",
                "to@example.net",
                "127.0.0.1:" + port));
    }

    /// Processor time of all its processes since it was started, those that have ended included; proc(5).
    double cpuMillis() throws IOException {
        String master =
                Files.readString(directory.resolve("queue/pid/master.pid")).strip();
        long ticks = 0;
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            for (Path process : processes.toList()) {
                if (Character.isDigit(process.getFileName().toString().charAt(0))) {
                    ticks += ticks(process, master);
                }
            }
        }
        return ticks * MILLIS_PER_TICK;
    }

    /// Of one process, when it is the master or a child of it; the master has counted its ended children.
    private static long ticks(Path process, String master) {
        try {
            String stat = Files.readString(process.resolve("stat"));
            List<String> fields =
                    List.of(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1));
            boolean isMaster = process.getFileName().toString().equals(master);
            if (!isMaster && !fields.get(1).equals(master)) {
                return 0;
            }
            long own = Long.parseLong(fields.get(11)) + Long.parseLong(fields.get(12));
            return isMaster ? own + Long.parseLong(fields.get(13)) + Long.parseLong(fields.get(14)) : own;
        } catch (IOException e) {
            return 0; // it has ended meanwhile
        }
    }

    private void command(List<String> words) throws IOException {
        Process process = new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        int code = process.onExit()
                .orTimeout(COMMAND_SECONDS, TimeUnit.SECONDS)
                .thenApply(Process::exitValue)
                .join();
        if (code != 0) {
            throw new IOException(words.getFirst() + " ended with " + code);
        }
    }

    /// Stops it; its directory stays.
    @Override
    public void close() throws IOException {
        command(List.of(PROGRAM.toString(), "-c", directory.resolve("conf").toString(), "stop"));
    }

    private static void open(Path directory) throws IOException {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
