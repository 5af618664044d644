package org.posthorn.dist;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.posthorn.smtp.testing.ScriptedPeer;

/// A TCP proxy in front of a relay that stops the stream at one step of an SMTP dialogue, for good, and says so.
final class StepProxy implements AutoCloseable {
    /// Where the stream stops. All but the last stop before what they name has passed.
    enum Step {
        /// The relay's greeting.
        GREETING,
        MAIL,
        RCPT,
        DATA,
        /// In the middle of the content: half of what came first has passed.
        CONTENT,
        /// The final dot has passed, the 250 has not.
        REPLY,
        /// The 250 has passed.
        REPLIED
    }

    private record Stop(Step step, CompletableFuture<Void> reached) {}

    private final ServerSocket listener;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private volatile ScriptedPeer relay;
    private volatile Stop stop = nowhere();

    private StepProxy(ScriptedPeer relay) throws IOException {
        this.relay = relay;
        this.listener = new ServerSocket(0, 100, InetAddress.getByName("127.0.0.1"));
        Thread.ofVirtual().start(this::acceptAll);
    }

    static StepProxy start(ScriptedPeer relay) throws IOException {
        return new StepProxy(relay);
    }

    private static Stop nowhere() {
        return new Stop(Step.REPLIED, CompletableFuture.completedFuture(null));
    }

    String address() {
        return "127.0.0.1:" + listener.getLocalPort();
    }

    /// Stops the next stream that comes to this step.
    ///
    /// @return done when it has
    CompletableFuture<Void> stopAt(Step step) {
        Stop next = new Stop(step, new CompletableFuture<>());
        stop = next;
        return next.reached();
    }

    /// Cuts all connections; new ones go through, to this relay.
    void letThrough(ScriptedPeer next) {
        stop = nowhere();
        relay = next;
        sockets.forEach(StepProxy::close);
    }

    @Override
    public void close() throws IOException {
        listener.close();
        sockets.forEach(StepProxy::close);
    }

    private void acceptAll() {
        try {
            while (true) {
                Socket client = listener.accept();
                Socket server = new Socket("127.0.0.1", relay.port());
                sockets.add(client);
                sockets.add(server);
                Dialogue dialogue = new Dialogue(client, server);
                Thread.ofVirtual().start(() -> run(dialogue::commands, client, server));
                Thread.ofVirtual().start(() -> run(dialogue::replies, client, server));
            }
        } catch (IOException e) {
            // closed
        }
    }

    private interface Direction {
        void run() throws IOException;
    }

    private void run(Direction direction, Socket client, Socket server) {
        try {
            direction.run();
        } catch (IOException e) {
            // One side has left: so does the other.
        }
        close(client);
        close(server);
        sockets.remove(client);
        sockets.remove(server);
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is gone already.
        }
    }

    /// One connection. The relay takes content only after its 354, so each side knows what the other is at.
    private final class Dialogue {
        private final Socket client;
        private final Socket server;
        private volatile boolean inContent;
        private volatile boolean contentEnded;

        Dialogue(Socket client, Socket server) {
            this.client = client;
            this.server = server;
        }

        /// What the client sends.
        void commands() throws IOException {
            InputStream in = new BufferedInputStream(client.getInputStream());
            OutputStream out = server.getOutputStream();
            while (true) {
                byte[] line = line(in);
                String text = new String(line, StandardCharsets.ISO_8859_1);
                if (inContent) {
                    stopIf(Step.CONTENT, out, line);
                    if (text.equals(".\r\n")) {
                        inContent = false;
                        contentEnded = true;
                    }
                } else if (text.startsWith("BDAT ")) {
                    stopIf(Step.DATA, out, new byte[0]);
                    chunk(text, line, in, out);
                    continue;
                } else {
                    for (Step step : new Step[] {Step.MAIL, Step.RCPT, Step.DATA}) {
                        if (text.toUpperCase(Locale.ROOT).startsWith(step.name())) {
                            stopIf(step, out, new byte[0]);
                        }
                    }
                }
                out.write(line);
            }
        }

        /// RFC 3030 §2: as many bytes as the command says, and with `LAST` they are the end of the message.
        private void chunk(String command, byte[] line, InputStream in, OutputStream out) throws IOException {
            String[] words = command.strip().split(" ");
            byte[] bytes = in.readNBytes(Integer.parseInt(words[1]));
            out.write(line);
            int half = bytes.length / 2;
            stopIf(Step.CONTENT, out, Arrays.copyOf(bytes, half));
            contentEnded = words.length > 2;
            out.write(bytes);
        }

        /// What the relay answers.
        void replies() throws IOException {
            InputStream in = new BufferedInputStream(server.getInputStream());
            OutputStream out = client.getOutputStream();
            while (true) {
                byte[] line = line(in);
                String text = new String(line, StandardCharsets.ISO_8859_1);
                if (text.startsWith("220")) {
                    stopIf(Step.GREETING, out, new byte[0]);
                }
                inContent |= text.startsWith("354");
                boolean taken = contentEnded && text.startsWith("250");
                if (taken) {
                    contentEnded = false;
                    stopIf(Step.REPLY, out, new byte[0]);
                    stopIf(Step.REPLIED, out, line);
                }
                out.write(line);
            }
        }

        /// Stops for good when this is the step, with these last bytes.
        private void stopIf(Step step, OutputStream out, byte[] last) throws IOException {
            Stop wanted = stop;
            if (wanted.step() == step && !wanted.reached().isDone()) {
                out.write(last);
                wanted.reached().complete(null);
                // Nothing more passes until the connection is cut.
                new CompletableFuture<Void>()
                        .orTimeout(1, TimeUnit.MINUTES)
                        .exceptionally(e -> null)
                        .join();
                throw new IOException("stopped");
            }
        }

        private byte[] line(InputStream in) throws IOException {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            int b;
            do {
                b = in.read();
                if (b < 0) {
                    throw new IOException("closed");
                }
                line.write(b);
            } while (b != '\n');
            return line.toByteArray();
        }
    }
}
