package org.posthorn.server;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.core.AppenderBase;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.posthorn.api.http.WebServer;
import org.posthorn.engine.send.Sender;
import org.posthorn.feedback.FeedbackReceiver;
import org.posthorn.smtp.client.MailHost;
import org.posthorn.smtp.client.RelayConfig;
import org.posthorn.smtp.client.RelayProbe;
import org.posthorn.smtp.client.TlsMode;
import org.posthorn.smtp.server.SmtpListener;
import org.posthorn.store.RocksStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.subethamail.smtp.server.SMTPServer;

/// Uses once, at the start, what must work later when there is nothing left to load it with: the JDK makes its poller
/// of sockets at the first wait of a virtual thread, and when that fails for want of file descriptors it never makes
/// it again; a class that could not be loaded at its first use is not looked for again by the class that used it.
final class WarmUp {
    private static final Logger log = LoggerFactory.getLogger(WarmUp.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final AtomicBoolean LOADED = new AtomicBoolean();

    private WarmUp() {}

    /// Loads, on a thread of its own, the classes of the program, of its SMTP servers and of the log: those of paths
    /// that are taken in trouble only are not there yet. They are not initialized, which needs no file.
    @SuppressWarnings("ThreadPriorityCheck") // Only so that it is in nobody's way.
    static void classes() {
        if (LOADED.getAndSet(true)) {
            return; // by another server in this process
        }
        Thread.ofPlatform()
                .daemon()
                .priority(Thread.MIN_PRIORITY)
                .name("load-classes")
                .start(() -> {
                    for (Class<?> one : List.of(
                            Server.class,
                            WebServer.class,
                            SmtpListener.class,
                            RocksStore.class,
                            FeedbackReceiver.class,
                            Sender.class,
                            SMTPServer.class,
                            LoggerContext.class,
                            AppenderBase.class)) {
                        try {
                            load(Path.of(one.getProtectionDomain()
                                    .getCodeSource()
                                    .getLocation()
                                    .toURI()));
                        } catch (IOException | URISyntaxException | RuntimeException e) {
                            log.debug("event=warm_up reason=\"{}\"", e.toString());
                        }
                    }
                });
    }

    /// @param code a jar, or a directory of classes
    private static void load(Path code) throws IOException {
        if (Files.isDirectory(code)) {
            loadBelow(code);
            return;
        }
        try (FileSystem jar = FileSystems.newFileSystem(code)) {
            loadBelow(jar.getPath("/"));
        }
    }

    private static void loadBelow(Path root) throws IOException {
        ClassLoader loader = WarmUp.class.getClassLoader();
        try (Stream<Path> files = Files.walk(root)) {
            files.map(file -> root.relativize(file).toString())
                    .filter(name -> name.endsWith(".class") && !name.endsWith("-info.class"))
                    .map(name ->
                            name.substring(0, name.length() - ".class".length()).replace('/', '.'))
                    .forEach(name -> {
                        try {
                            Class.forName(name, false, loader);
                        } catch (ClassNotFoundException | LinkageError e) {
                            // Parts of libraries that need others, which are not here.
                        }
                    });
        }
    }

    /// The sending side: a peer that is busy, and one that is not there.
    static void sending() {
        // Asking for what no jar has opens all of them.
        Thread.currentThread().getContextClassLoader().getResource("posthorn/no/such/resource");
        onVirtualThread(() -> {
            try (ServerSocket peer = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                Thread.ofVirtual().start(() -> refuseOne(peer));
                probe(peer.getLocalPort());
            }
        });
        onVirtualThread(() -> {
            int free;
            try (ServerSocket gone = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                free = gone.getLocalPort();
            }
            probe(free);
        });
    }

    private static void probe(int port) {
        MailHost host = new MailHost(InetAddress.getLoopbackAddress().getHostAddress(), port);
        RelayConfig config =
                RelayConfig.of(List.of(host), Optional.empty(), Optional.empty(), TlsMode.OFF, 1, "localhost");
        log.debug("event=warm_up result=\"{}\"", RelayProbe.probe(host, config));
    }

    private static void refuseOne(ServerSocket peer) {
        try (Socket socket = peer.accept();
                OutputStream out = socket.getOutputStream()) {
            out.write("421 4.3.2 busy\r\n".getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            log.debug("event=warm_up reason=\"{}\"", e.getMessage());
        }
    }

    /// A listener: a client that says something and leaves.
    static void listener(InetSocketAddress address, String words) {
        InetAddress host =
                address.getAddress().isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : address.getAddress();
        onVirtualThread(() -> {
            try (Socket socket = new Socket()) {
                int patience = Math.toIntExact(PATIENCE.toMillis());
                socket.connect(new InetSocketAddress(host, address.getPort()), patience);
                socket.setSoTimeout(patience);
                socket.getOutputStream().write(words.getBytes(StandardCharsets.US_ASCII));
                socket.getInputStream().read();
            }
        });
    }

    private interface Step {
        void run() throws IOException;
    }

    /// A failure is no reason not to start.
    private static void onVirtualThread(Step step) {
        Thread thread = Thread.ofVirtual().start(() -> {
            try {
                step.run();
            } catch (IOException e) {
                log.debug("event=warm_up reason=\"{}\"", e.getMessage());
            }
        });
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
