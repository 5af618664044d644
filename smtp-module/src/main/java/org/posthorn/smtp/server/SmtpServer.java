package org.posthorn.smtp.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.function.BooleanSupplier;
import org.subethamail.smtp.server.SMTPServer;
import org.subethamail.smtp.server.ServerSocketCreator;
import org.subethamail.smtp.server.Session;

/// SubEthaSMTP on virtual threads, with the limits it leaves to its users. Starts once, stops once.
final class SmtpServer implements AutoCloseable {
    private static final int SPARE_CONNECTIONS = 100;

    private final ListenerConfig config;
    private final SessionRegister sessions;
    private final RefusedRecipients refused = new RefusedRecipients();
    private final SMTPServer server;

    /// @param budget for the content of messages; servers may share one
    SmtpServer(ListenerConfig config, ServerKind kind, ContentBudget budget) {
        this.config = config;
        this.sessions = new SessionRegister(config, kind.wrapper());
        SMTPServer.Builder builder = SMTPServer.port(config.listen().getPort())
                .bindAddress(config.listen().getAddress())
                .backlog(256)
                .hostName(config.hostName())
                .softwareName("Posthorn")
                // The register hands out the places; this leaves room to tell others that they get none.
                .maxConnections(2 * config.places().all() + SPARE_CONNECTIONS)
                .maxRecipients(config.maxRecipients())
                .maxMessageSize(config.maxMessageBytes())
                .connectionTimeoutMs(Math.toIntExact(config.patience().silence().toMillis()))
                .insertReceivedHeaders(false)
                .executorService(new SessionThreads())
                .sessionHandler(sessions)
                // The context is always the session; SubEthaSMTP has no other.
                .messageHandlerFactory(context ->
                        new IncomingMessage((Session) context, config, kind.mailbox(), sessions, budget, refused));
        builder.serverSocketFactory((ServerSocketCreator) ListeningSocket::new);
        builder.enableTLS(kind.starttls().isPresent());
        this.server = builder.build();
        SmtpServerCommands.install(server.getCommandHandler(), config, kind, sessions);
    }

    void onlyWhile(BooleanSupplier hasRoom) {
        sessions.onlyWhile(hasRoom);
    }

    /// @throws UncheckedIOException when the address can't be bound
    void start() {
        try {
            server.start();
        } catch (RuntimeException e) {
            throw new UncheckedIOException(
                    "can't listen on " + config.listen().getHostString() + ":"
                            + config.listen().getPort(),
                    new IOException(e));
        }
    }

    InetSocketAddress address() {
        return new InetSocketAddress(config.listen().getAddress(), server.getPortAllocated());
    }

    /// How many ends of sessions are waited for.
    int timers() {
        return sessions.timers();
    }

    /// Takes no more mail, waits for what is on its way in, and closes all sessions.
    @Override
    public void close() {
        sessions.drain(config.patience().drain());
        sessions.cutAllSoon();
        server.stop();
        sessions.close();
    }
}
