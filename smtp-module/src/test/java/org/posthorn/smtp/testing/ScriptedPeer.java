package org.posthorn.smtp.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// An SMTP server on 127.0.0.1 that does as its [PeerScript] says, on a port of its own, and keeps what it gets.
///
/// Without rules it takes every message. Answers to pipelined commands leave in one write, so that it can also serve as
/// a fast sink for measurements.
public final class ScriptedPeer implements AutoCloseable {
    private final PeerScript script;
    private final ServerSocket listener;
    private final Thread acceptor;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final Queue<ReceivedMessage> messages = new ConcurrentLinkedQueue<>();
    private final Queue<String> commands = new ConcurrentLinkedQueue<>();
    private final AtomicLong messageCount = new AtomicLong();
    private final AtomicInteger connectionCount = new AtomicInteger();
    private final AtomicInteger openCount = new AtomicInteger();
    private final AtomicInteger mostOpen = new AtomicInteger();
    private final AtomicInteger groupCount = new AtomicInteger();
    private final AtomicInteger hangCount = new AtomicInteger();
    private final CountDownLatch closed = new CountDownLatch(1);

    private ScriptedPeer(PeerScript script, InetAddress address, int port) throws IOException {
        this.script = script;
        this.listener = script.isWrapper()
                ? script.tls().orElseThrow().getServerSocketFactory().createServerSocket(port, 1_000, address)
                : new ServerSocket(port, 1_000, address);
        this.acceptor = Thread.ofVirtual().name("peer-" + port()).start(this::acceptAll);
    }

    /// Starts a server with a script.
    public static ScriptedPeer start(PeerScript script) {
        return startAt("127.0.0.1", 0, script);
    }

    /// Starts a server at one of the many addresses of this machine itself, 127.0.0.0/8.
    ///
    /// @param port 0 for any
    public static ScriptedPeer startAt(String address, int port, PeerScript script) {
        try {
            return new ScriptedPeer(script, InetAddress.ofLiteral(address), port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Starts a server that takes everything and offers what a modern one does.
    public static ScriptedPeer start() {
        return start(new PeerScript().offer("PIPELINING", "SIZE 41943040", "8BITMIME", "ENHANCEDSTATUSCODES", "DSN"));
    }

    /// Starts a server that only counts: for measurements.
    public static ScriptedPeer discarding() {
        return start(new PeerScript()
                .offer("PIPELINING", "SIZE 41943040", "8BITMIME", "ENHANCEDSTATUSCODES")
                .discardContent());
    }

    private void acceptAll() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                sockets.add(socket);
                connectionCount.incrementAndGet();
                mostOpen.accumulateAndGet(openCount.incrementAndGet(), Math::max);
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            new PeerSession(this, script, socket).run();
        } catch (IOException e) {
            // The client has left, or the script cut the line.
        } finally {
            openCount.decrementAndGet();
            sockets.remove(socket);
        }
    }

    void onMessage(ReceivedMessage message) {
        messageCount.incrementAndGet();
        if (script.keepsContent()) {
            messages.add(message);
        }
    }

    void onCommand(String line) {
        if (script.keepsContent()) {
            commands.add(line);
        }
    }

    /// Commands that were read with one look at the network count as one group.
    void onGroup() {
        groupCount.incrementAndGet();
    }

    /// Waits until the peer is closed.
    void hang() throws IOException {
        hangCount.incrementAndGet();
        try {
            closed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new IOException("closed");
    }

    /// Waits this long, unless the peer is closed.
    void pause(Duration duration) throws IOException {
        try {
            if (closed.await(duration.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IOException("closed");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    public int port() {
        return listener.getLocalPort();
    }

    /// `127.0.0.1:port`, or where it was started.
    public String address() {
        return listener.getInetAddress().getHostAddress() + ":" + port();
    }

    /// Messages that were taken, in the order in which they were complete.
    public List<ReceivedMessage> messages() {
        return List.copyOf(messages);
    }

    /// The message, when exactly one was taken.
    public ReceivedMessage onlyMessage() {
        List<ReceivedMessage> all = messages();
        if (all.size() != 1) {
            throw new IllegalStateException(all.size() + " messages were taken");
        }
        return all.getFirst();
    }

    /// How many messages were taken, also when they are not kept.
    public long messageCount() {
        return messageCount.get();
    }

    /// Every command line of all connections.
    public List<String> commands() {
        return List.copyOf(commands);
    }

    /// How many connections were made.
    public int connectionCount() {
        return connectionCount.get();
    }

    /// How many connections are open now.
    public int openCount() {
        return openCount.get();
    }

    /// The most connections that were open at a time.
    public int mostOpen() {
        return mostOpen.get();
    }

    /// How many times it hung, as its script says.
    public int hangCount() {
        return hangCount.get();
    }

    /// How many times the server had to wait for commands.
    public int groupCount() {
        return groupCount.get();
    }

    /// Cuts all connections, and takes new ones.
    public void cutConnections() {
        sockets.forEach(ScriptedPeer::close);
    }

    /// Cuts all connections; new ones are refused when this returns.
    @Override
    public void close() {
        closed.countDown();
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        try {
            // The port is free when the thread that waits for connections has let go of it.
            acceptor.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        cutConnections();
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is gone already.
        }
    }
}
