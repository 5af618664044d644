package org.posthorn.api.http;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.http.pathmap.ServletPathSpec;
import org.eclipse.jetty.server.AbstractConnectionFactory;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.server.handler.PathMappingsHandler;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/// An HTTP server on one address: a few platform threads watch the sockets, a virtual thread serves each request.
///
/// A stop lets requests under way finish. Headers, idle time and slow clients are bounded here, bodies by their
/// handlers.
public final class WebServer implements AutoCloseable {
    private static final int HEADER_BYTES = 16 * 1024;
    // The SES API Reference folds the signature header of its samples. RFC 9112 §5.2: each fold becomes a space.
    private static final HttpCompliance COMPLIANCE = HttpCompliance.RFC9110.with(
            "folded fields, absolute targets",
            HttpCompliance.Violation.MULTILINE_FIELD_VALUE,
            HttpCompliance.Violation.MISMATCHED_AUTHORITY);
    // A part of a path of API v2 may be any text: `%2F` in an ARN, `%25` in an address.
    private static final UriCompliance ENCODED_SLASHES = UriCompliance.RFC3986.with(
            "encoded slashes",
            UriCompliance.Violation.AMBIGUOUS_PATH_SEPARATOR,
            UriCompliance.Violation.AMBIGUOUS_PATH_ENCODING);
    private static final byte[] NO_ROOM =
            "HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII);
    private static final int PLATFORM_THREADS = 32;
    private static final int ACCEPT_QUEUE = 1024;
    private static final int MOST_CONNECTIONS = 8192;
    private static final Duration HEADERS = Duration.ofSeconds(30);
    private static final Duration IDLE = Duration.ofSeconds(60);

    /// A stop waits so long for connections that are kept open without a request, which is what most of them are.
    private static final Duration IDLE_AT_STOP = Duration.ofMillis(200);

    private static final Duration STOP = Duration.ofSeconds(15);

    private final InetSocketAddress listen;
    private final Server server;
    private final ServerConnector connector;
    private final SesErrorHandler errors = new SesErrorHandler();
    private final PathMappingsHandler mappings = new PathMappingsHandler();
    private volatile BooleanSupplier room = () -> true;

    /// @param listen port 0 picks a free port
    /// @param routes handlers by path: exact, or with everything below when they end in `/*`
    /// @param tls HTTPS with this
    public WebServer(
            String name, InetSocketAddress listen, Optional<SSLContext> tls, Map<String, ? extends Handler> routes) {
        this(name, listen, tls, routes, HEADERS);
    }

    /// @param headers how long a client may take over the headers of a request
    WebServer(
            String name,
            InetSocketAddress listen,
            Optional<SSLContext> tls,
            Map<String, ? extends Handler> routes,
            Duration headers) {
        this.listen = listen;
        QueuedThreadPool threads = new QueuedThreadPool(PLATFORM_THREADS, 2);
        threads.setName(name);
        threads.setVirtualThreadsExecutor(Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name(name + "-", 0).factory()));
        server = new Server(threads);
        server.setErrorHandler(errors);
        server.setStopTimeout(STOP.toMillis());
        connector = connector(tls);
        connector.setHost(listen.getHostString());
        connector.setPort(listen.getPort());
        connector.setIdleTimeout(IDLE.toMillis());
        connector.setShutdownIdleTimeout(IDLE_AT_STOP.toMillis());
        connector.setAcceptQueueSize(ACCEPT_QUEUE);
        server.addConnector(connector);
        route(routes);
        SlowHeaders slowHeaders = new SlowHeaders(headers, new GracefulHandler(mappings));
        connector.addBean(slowHeaders, false);
        connector.addBean(new NetworkConnectionLimit(MOST_CONNECTIONS, connector));
        server.setHandler(slowHeaders);
    }

    /// Takes a connection only when there is room for it; another is told 503, or closed where TLS is spoken.
    ///
    /// @param hasRoom asked once for each connection
    public WebServer onlyWhile(BooleanSupplier hasRoom) {
        room = hasRoom;
        return this;
    }

    /// @param code hears the code of each request that is refused before a handler sees it, or that none takes
    public WebServer tellRefusals(Consumer<String> code) {
        errors.tell(code);
        return this;
    }

    /// Adds handlers, until it is started.
    public void route(Map<String, ? extends Handler> routes) {
        routes.forEach(
                (path, handler) -> mappings.addMapping(new ServletPathSpec(path.equals("/") ? "" : path), handler));
    }

    /// Takes the address before what answers there is known. Who connects waits for [#start].
    ///
    /// @throws IOException when the address can't be bound
    public void bind() throws IOException {
        try {
            connector.open();
        } catch (IOException e) {
            throw cantListen(e);
        }
    }

    private IOException cantListen(IOException e) {
        return new IOException("can't listen on " + listen.getHostString() + ":" + listen.getPort(), e);
    }

    /// @throws IOException when the address can't be bound
    public void start() throws IOException {
        try {
            server.start();
        } catch (IOException e) {
            throw cantListen(e);
        } catch (Exception e) {
            throw new IllegalStateException("the HTTP server does not start", e);
        }
    }

    /// The address with the port that was bound; only once bound or started.
    public InetSocketAddress address() {
        return new InetSocketAddress(listen.getHostString(), connector.getLocalPort());
    }

    /// Takes no more connections and waits, for a while, until the requests under way are answered.
    @Override
    public void close() {
        try {
            server.stop();
            connector.close();
        } catch (Exception e) {
            throw new IllegalStateException("the HTTP server does not stop", e);
        }
    }

    private ServerConnector connector(Optional<SSLContext> tls) {
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setRequestHeaderSize(HEADER_BYTES);
        http.setHttpCompliance(COMPLIANCE);
        http.setUriCompliance(ENCODED_SLASHES);
        http.addCustomizer(new AbsoluteTarget());
        if (tls.isEmpty()) {
            return new Admitting(false, new HttpConnectionFactory(http));
        }
        // Clients reach the server by whatever name or address they have for it.
        http.addCustomizer(new SecureRequestCustomizer(false));
        SslContextFactory.Server factory = new SslContextFactory.Server();
        factory.setSslContext(tls.get());
        return new Admitting(true, AbstractConnectionFactory.getFactories(factory, new HttpConnectionFactory(http)));
    }

    private final class Admitting extends ServerConnector {
        private final boolean secured;

        Admitting(boolean secured, ConnectionFactory... factories) {
            super(server, 1, 1, factories);
            this.secured = secured;
        }

        @Override
        public void accept(int acceptor) throws IOException {
            if (!(getTransport() instanceof ServerSocketChannel listening)) {
                return;
            }
            SocketChannel channel = listening.accept();
            channel.configureBlocking(false);
            // Asked now, since this may have waited for long.
            if (room.getAsBoolean()) {
                configure(channel.socket());
                getSelectorManager().accept(channel);
                return;
            }
            try (channel) {
                if (!secured) {
                    channel.write(ByteBuffer.wrap(NO_ROOM));
                }
            }
        }
    }
}
