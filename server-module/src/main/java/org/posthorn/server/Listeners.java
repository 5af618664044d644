package org.posthorn.server;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.eclipse.jetty.server.Handler;
import org.posthorn.api.http.WebServer;
import org.posthorn.api.operator.AdminEndpoint;
import org.posthorn.api.operator.Command;
import org.posthorn.api.operator.MetricsEndpoint;
import org.posthorn.config.HostPort;
import org.posthorn.config.PosthornConfig;
import org.posthorn.config.Secret;
import org.posthorn.engine.mail.Regions;
import org.posthorn.engine.part.Part;
import org.posthorn.engine.part.Parts;
import org.posthorn.smtp.server.SmtpListener;
import org.posthorn.smtp.server.SubmissionService;

/// Where the program listens, and the end of the start: when all do, the server is ready and says where.
@Singleton
final class Listeners implements Parts {
    private final PosthornConfig config;
    private final SmtpListener inbound;
    private final SubmissionService submission;
    private final WebServer api;
    private final Routes routes;
    private final Condition condition;
    private final Set<Command<?, ?>> commands;
    private final Regions regions;
    private final PrometheusMeterRegistry registry;
    private final Renewal renewal;
    private final OpenFiles openFiles;
    private final Readiness readiness;
    private final Ballast ballast;
    private final RunFiles files;
    private String admin = "";
    private Optional<String> metrics = Optional.empty();

    /// @param api bound already
    @Inject
    Listeners(
            PosthornConfig config,
            SmtpListener inbound,
            SubmissionService submission,
            WebServer api,
            Routes routes,
            Condition condition,
            Set<Command<?, ?>> commands,
            Regions regions,
            PrometheusMeterRegistry registry,
            Renewal renewal,
            OpenFiles openFiles,
            Readiness readiness,
            Ballast ballast,
            RunFiles files) {
        this.config = config;
        this.inbound = inbound;
        this.submission = submission;
        this.api = api;
        this.routes = routes;
        this.condition = condition;
        this.commands = commands;
        this.regions = regions;
        this.registry = registry;
        this.renewal = renewal;
        this.openFiles = openFiles;
        this.readiness = readiness;
        this.ballast = ballast;
        this.files = files;
    }

    @Override
    public List<Part> parts() {
        List<Part> parts = new ArrayList<>(List.of(
                new Part("inbound", () -> {
                    inbound.onlyWhile(openFiles::hasRoom);
                    return started("inbound.listen", inbound, inbound::start);
                }),
                new Part("submission", () -> {
                    submission.onlyWhile(openFiles::hasRoom);
                    return started("submission.listen", submission, submission::start);
                }),
                new Part("admin", this::startAdmin),
                new Part("api", this::startApi),
                Part.step("warm-up of listeners", this::warmUp),
                Part.step("ready", () -> {
                    openFiles.started();
                    readiness.begin();
                }),
                new Part("run files", this::publish)));
        config.metrics().listen().ifPresent(listen -> parts.add(new Part("metrics", () -> startMetrics(listen))));
        return parts;
    }

    /// Where it listens; to be asked when all of it has started.
    Endpoints endpoints() {
        return new Endpoints(
                text(api.address()),
                text(submission.address()),
                submission.tlsAddress().map(Listeners::text),
                text(inbound.address()),
                admin,
                metrics);
    }

    private AutoCloseable startAdmin() throws IOException {
        String token = ballast.withRoom(files::newToken);
        MetricsEndpoint figures = MetricsEndpoint.guarded(registry, tokens(Stream.of(token)));
        renewal.onRenewal(() -> figures.renew(tokens(Stream.of(token))));
        WebServer server = new WebServer(
                "admin",
                ServerModule.address(config.admin().listen()),
                Optional.empty(),
                Map.of("/admin/*", new AdminEndpoint(token, regions, commands), "/metrics", figures));
        started("admin.listen", server, server::start);
        admin = text(server.address());
        return server;
    }

    private AutoCloseable startMetrics(HostPort listen) throws IOException {
        Map<String, Handler> paths = condition.routes();
        paths.put("/metrics", MetricsEndpoint.open(registry));
        WebServer server = new WebServer("metrics", ServerModule.address(listen), Optional.empty(), paths);
        started("metrics.listen", server, server::start);
        metrics = Optional.of(text(server.address()));
        return server;
    }

    private AutoCloseable startApi() throws IOException {
        routes.lead(api, apiMetrics());
        return started("api.listen", api, api::start);
    }

    private MetricsEndpoint apiMetrics() {
        if (config.mode().openFigures()) {
            return MetricsEndpoint.open(registry);
        }
        MetricsEndpoint figures = MetricsEndpoint.guarded(registry, tokens(Stream.empty()));
        renewal.onRenewal(() -> figures.renew(tokens(Stream.empty())));
        return figures;
    }

    /// What opens figures.
    private List<String> tokens(Stream<String> others) {
        return Stream.concat(others, renewal.credentials().metricsToken().map(Secret::reveal).stream())
                .toList();
    }

    private AutoCloseable publish() throws IOException {
        Endpoints endpoints = endpoints();
        return ballast.withRoom(() -> {
            files.publish(endpoints);
            return files::withdraw;
        });
    }

    private void warmUp() {
        WarmUp.listener(inbound.address(), "QUIT\r\n");
        WarmUp.listener(submission.address(), "QUIT\r\n");
        WarmUp.listener(api.address(), "GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    }

    private static AutoCloseable started(String key, AutoCloseable listener, Start start) throws IOException {
        listen(key, start);
        return listener;
    }

    /// Starts what listens; when it can't, names the key that it listens by.
    static void listen(String key, Start listener) throws IOException {
        try {
            listener.run();
        } catch (IOException | UncheckedIOException e) {
            Throwable cause = e;
            while (cause.getCause() != null) {
                cause = cause.getCause();
            }
            throw new IOException(
                    key + ": " + e.getMessage() + " (" + cause.getMessage()
                            + ")\nchoose a free address of this machine, such as --set " + key
                            + "=127.0.0.1:0 for any free port",
                    e);
        }
    }

    interface Start {
        void run() throws IOException;
    }

    static String text(InetSocketAddress address) {
        String host = address.getHostString();
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
    }
}
