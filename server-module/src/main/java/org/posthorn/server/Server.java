package org.posthorn.server;

import com.google.inject.Binder;
import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Key;
import com.google.inject.ProvisionException;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.jetty.server.Handler;
import org.posthorn.api.capture.CapturedMail;
import org.posthorn.api.http.Calls;
import org.posthorn.api.http.QueryEndpoint;
import org.posthorn.api.http.V2Endpoint;
import org.posthorn.api.http.WebServer;
import org.posthorn.api.operator.AdminEndpoint;
import org.posthorn.api.operator.HealthEndpoint;
import org.posthorn.api.operator.MetricsEndpoint;
import org.posthorn.api.operator.command.AsideRetry;
import org.posthorn.api.operator.command.KeyCreate;
import org.posthorn.api.operator.command.ServerHealth;
import org.posthorn.api.operator.command.StoreSnapshot;
import org.posthorn.api.operator.command.TopicSubscribe;
import org.posthorn.api.pages.TopicLinks;
import org.posthorn.api.pages.TrackedLinks;
import org.posthorn.api.pages.UnsubscribePage;
import org.posthorn.api.pages.VerificationLink;
import org.posthorn.api.wiring.ApiConfig;
import org.posthorn.api.wiring.ApiModule;
import org.posthorn.api.wiring.OperatorModule;
import org.posthorn.config.Configuration;
import org.posthorn.config.PosthornConfig;
import org.posthorn.config.Secret;
import org.posthorn.engine.contact.Unsubscription;
import org.posthorn.engine.delivery.CaptureRelay;
import org.posthorn.engine.delivery.DeliveryLoop;
import org.posthorn.engine.delivery.MailQueue;
import org.posthorn.engine.delivery.RelayFaults;
import org.posthorn.engine.dkim.DkimVerifier;
import org.posthorn.engine.event.KeptReports;
import org.posthorn.engine.event.SetAside;
import org.posthorn.engine.identity.Accounts;
import org.posthorn.engine.identity.DomainVerifier;
import org.posthorn.engine.identity.Identities;
import org.posthorn.engine.identity.MailFromVerifier;
import org.posthorn.engine.mail.PublicUrl;
import org.posthorn.engine.mail.Regions;
import org.posthorn.engine.send.Reputation;
import org.posthorn.engine.send.Sender;
import org.posthorn.engine.settings.Settings;
import org.posthorn.engine.suppression.SuppressionList;
import org.posthorn.engine.topic.Notices;
import org.posthorn.engine.topic.Topics;
import org.posthorn.engine.tracking.Tracking;
import org.posthorn.engine.wiring.EngineModule;
import org.posthorn.engine.wiring.KeyProof;
import org.posthorn.engine.wiring.NextHop;
import org.posthorn.feedback.FeedbackConfig;
import org.posthorn.feedback.FeedbackForwarder;
import org.posthorn.feedback.FeedbackModule;
import org.posthorn.feedback.FeedbackReceiver;
import org.posthorn.feedback.SuppressionKeeper;
import org.posthorn.feedback.follow.EventFollower;
import org.posthorn.feedback.publish.EventPublisher;
import org.posthorn.feedback.publish.FirehoseFiles;
import org.posthorn.feedback.publish.KafkaPublisher;
import org.posthorn.feedback.publish.TopicDelivery;
import org.posthorn.feedback.publish.TopicKey;
import org.posthorn.metrics.AccountMetrics;
import org.posthorn.metrics.ConnectionMetrics;
import org.posthorn.metrics.DestinationMetrics;
import org.posthorn.metrics.Metrics;
import org.posthorn.metrics.ProcessMetrics;
import org.posthorn.metrics.RelayFaultMetrics;
import org.posthorn.metrics.TrafficMetrics;
import org.posthorn.smtp.client.NextHops;
import org.posthorn.smtp.server.SmtpCredentials;
import org.posthorn.smtp.server.SmtpListener;
import org.posthorn.smtp.server.SubmissionService;
import org.posthorn.smtp.tlspolicy.TlsPolicies;
import org.posthorn.smtp.wiring.SmtpModule;
import org.posthorn.store.RocksStore;
import org.posthorn.store.StoreConfig;
import org.posthorn.tls.ServerTls;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The running program: starts its parts in the order of their dependencies, and stops them in reverse.
///
/// Intake stops first, so that what was accepted is still delivered while there is time; the store closes last. A part
/// that does
/// not start stops those before it.
public final class Server implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Server.class);
    private static final Duration DELIVERY_STOP = Duration.ofSeconds(20);
    private static final Duration REPUTATION_CHECK = Duration.ofMinutes(1);
    /// At a stop: how long a peer may be silent, and how long when it may have taken the message.
    private static final Duration SILENCE = Duration.ofSeconds(2);
    private static final Duration SILENCE_AFTER_CONTENT = Duration.ofSeconds(10);
    private static final Duration HANG_UP = Duration.ofMillis(200);
    private static final Duration BALLAST_CHECK = Duration.ofSeconds(1);
    private static final Duration SWEEP = Duration.ofHours(1);
    private static final Duration IDENTITY_CHECK = Duration.ofSeconds(5);

    private final Deque<Part> parts = new ArrayDeque<>();
    private final List<EventFollower<?>> followers = new ArrayList<>();
    private final Renewal renewal;
    private final RunFiles files;
    private final Ballast ballast;
    private final Injector injector;
    private final RocksStore store;
    private final KeyProof keyProof;
    private final boolean isRepaired;
    private final SteadyClock clock = SteadyClock.system();
    private final OpenFiles openFiles = OpenFiles.ofProcess();
    private Endpoints endpoints = new Endpoints("", "", Optional.empty(), "", "", Optional.empty());
    private IntSupplier active = () -> 0;
    private volatile boolean ready;
    private long failuresSeen;

    private Server(PosthornConfig config, boolean newKey) throws IOException {
        renewal = new Renewal(config);
        Path data = config.data().dir();
        files = new RunFiles(data);
        ballast = new Ballast(config);
        ballast.giveUpIfFull(true);
        KeyCheck keys = new KeyCheck(data, newKey);
        boolean old = KeyCheck.hasStore(data);
        Optional<byte[]> made = old ? Optional.empty() : Optional.of(keys.ofNewStore());
        FileTree.makeDirectories(data.resolve("store"));
        store = RocksStore.open(storeConfig(config), clock);
        parts.push(new Part("store", store));
        try {
            // Only now: until the store is ours, another server may be running on the directory.
            files.withdraw();
            files.removeSnapshots();
            byte[] key = made.isPresent() ? made.get() : keys.ofStore(store.settings());
            keyProof = new KeyProof(key);
            keyProof.mark(store.settings());
            isRepaired = !Repairs.in(data).isEmpty();
            parts.push(new Part("ballast", Repeated.every(BALLAST_CHECK, "ballast", this::keepBallast)));
            // Links are made as soon as anything is accepted; what they lead to must be known before.
            WebServer api = new WebServer(
                            "api",
                            ServerModule.address(config.api().listen()),
                            renewal.serverTls().map(ServerTls::context),
                            Map.of())
                    .onlyWhile(openFiles::hasRoom);
            parts.push(new Part("api address", api));
            listen("api.listen", api::bind);
            Links links = new Links(config);
            PublicUrl publicUrl = links.at(text(api.address()));
            links.warning(publicUrl).ifPresent(log::warn);
            injector = Guice.createInjector(
                    new ServerModule(config, key, store, clock, publicUrl, renewal),
                    new EngineModule(),
                    new FeedbackModule(),
                    new SmtpModule(),
                    new ApiModule());
            startParts(config, api);
        } catch (ProvisionException e) {
            close();
            if (e.getCause() instanceof IOException cause) {
                throw cause;
            }
            throw e;
        } catch (IOException | RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    /// Starts everything; when this returns, the server answers at its [#endpoints].
    ///
    /// @throws IOException when the store does not open or an address can't be bound
    public static Server start(PosthornConfig config) throws IOException {
        return start(config, false);
    }

    /// @param newKey whether to make a new key for a store whose own is lost
    public static Server start(PosthornConfig config, boolean newKey) throws IOException {
        return new Server(config, newKey);
    }

    /// Runs until the process is asked to end, and reads its secrets anew when it is asked to.
    ///
    /// @param hangUp asks for that
    /// @param home the directory of the program
    /// @param newKey whether to make a new key for a store whose own is lost
    public static void run(Configuration configuration, HangUp hangUp, Path home, boolean newKey, PrintWriter out)
            throws IOException, InterruptedException {
        PosthornConfig config = configuration.config();
        try (StopSignal signal = new StopSignal()) {
            Cautions.tell(configuration, home);
            Server server = start(config, newKey);
            server.renewal.startedWith(configuration);
            hangUp.answeredBy(server.renewal);
            if (!config.dev() && "root".equals(System.getProperty("user.name"))) {
                log.warn("event=runs_as_root advice=\"run it as a user of its own, as systemd/posthorn.service does\"");
            }
            out.println("posthorn " + Version.current() + " data="
                    + config.data().dir() + (config.dev() ? " (dev: any signature passes)" : ""));
            if (config.listenAnywhere()) {
                out.println("""
                        ------------------------------------------------------------------
                        --listen-anywhere with --dev: whoever reaches this machine can use
                        the server without a key and read all mail. Only for containers
                        and CI services on a network of their own.
                        ------------------------------------------------------------------""");
            }
            server.endpoints.byName().forEach((name, address) -> out.println("  " + name + " " + address));
            if (config.relay().mode() == PosthornConfig.RelayMode.CAPTURE) {
                String scheme = server.renewal.serverTls().isPresent() ? "https" : "http";
                out.println("mail is kept and sent nowhere; it is shown at " + scheme + "://" + server.endpoints.api()
                        + "/_aws/ses");
            }
            out.flush();
            signal.await(server);
        }
    }

    /// Where it listens.
    public Endpoints endpoints() {
        return endpoints;
    }

    public Accounts accounts() {
        return injector.getInstance(Accounts.class);
    }

    public Identities identities() {
        return injector.getInstance(Identities.class);
    }

    public Settings settings() {
        return store.settings();
    }

    public MailQueue queue() {
        return store.queue();
    }

    /// Stops in the reverse order of the start; what was accepted and not delivered is due at the next start.
    @Override
    public void close() {
        ready = false;
        try (StopProgress progress = StopProgress.begin(active)) {
            while (!parts.isEmpty()) {
                Part part = parts.pop();
                progress.at(part.name());
                try {
                    part.stop().close();
                } catch (Exception e) {
                    log.error("part={} does not stop", part.name(), e);
                }
            }
        }
    }

    /// What is going well is waited for, peers that say nothing are not.
    private static void stop(DeliveryLoop deliveries, NextHops hops) throws InterruptedException {
        if (!deliveries.stop(SILENCE)) {
            Repeated hangingUp =
                    Repeated.every(HANG_UP, "hanging up", () -> hops.hangUp(SILENCE, SILENCE_AFTER_CONTENT));
            try {
                deliveries.stop(DELIVERY_STOP);
            } finally {
                hangingUp.close();
            }
        }
    }

    private void keepBallast() {
        try {
            if (ready) { // Until then, the start gives up what it needs.
                long failures = store.stats().failures();
                ballast.giveUpIfFull(failures > failuresSeen);
                failuresSeen = failures;
            }
            ballast.makeIfRoom();
        } catch (IOException e) {
            log.warn("event=ballast_failed reason=\"{}\"", e.toString());
        }
    }

    private void startParts(PosthornConfig config, WebServer api) throws IOException {
        ClockWatch watch = new ClockWatch(clock, store.queue());
        parts.push(new Part("clock", Repeated.every(ClockWatch.PAUSE, "clock", watch::look)));
        WarmUp.classes();
        WarmUp.sending();
        NextHop nextHop = injector.getInstance(NextHop.class);
        if (nextHop.relay() instanceof AutoCloseable relay) {
            parts.push(new Part("relay", relay));
        }
        parts.push(new Part("TLS policies", injector.getInstance(TlsPolicies.class)));
        parts.push(new Part("reports", injector.getInstance(FeedbackReceiver.class)));
        DeliveryLoop deliveries = injector.getInstance(DeliveryLoop.class);
        deliveries.start();
        active = deliveries::active;
        NextHops hops = injector.getInstance(NextHops.class);
        parts.push(new Part("delivery", () -> stop(deliveries, hops)));
        FeedbackForwarder forwarder = injector.getInstance(FeedbackForwarder.class);
        forwarder.start();
        parts.push(new Part("feedback", forwarder::stop));
        Reputation reputation = injector.getInstance(Reputation.class);
        parts.push(new Part("reputation", Repeated.every(REPUTATION_CHECK, "reputation", reputation::check)));
        SuppressionKeeper suppression = injector.getInstance(SuppressionKeeper.class);
        suppression.start();
        parts.push(new Part("suppression", suppression::stop));
        SuppressionList suppressed = injector.getInstance(SuppressionList.class);
        parts.push(new Part("suppression expiry", Repeated.every(SWEEP, "suppression", suppressed::sweep)));
        FirehoseFiles streams = injector.getInstance(FirehoseFiles.class);
        streams.recover();
        parts.push(new Part("event streams", streams));
        TopicDelivery topics = injector.getInstance(TopicDelivery.class);
        parts.push(new Part("topics", topics::stop));
        renewal.onRenewal(() -> topics.renew(ServerModule.awsServices(config, renewal.credentials())));
        Notices notices = injector.getInstance(Notices.class);
        SetAside aside = injector.getInstance(SetAside.class);
        KeptReports kept = injector.getInstance(KeptReports.class);
        parts.push(new Part("dead letters", Repeated.every(SWEEP, "dead letters", () -> {
            Instant old = Instant.now().minus(config.store().retention());
            notices.forgetDead(old);
            aside.forget(old);
            kept.forget(old);
        })));
        EventPublisher publisher = injector.getInstance(EventPublisher.class);
        publisher.start();
        parts.push(new Part("events", publisher::stop));
        KafkaPublisher kafka = injector.getInstance(KafkaPublisher.class);
        kafka.start();
        parts.push(new Part("Kafka", kafka::stop));
        renewal.onRenewal(kafka::renew);
        followers.addAll(List.of(forwarder.follower(), suppression.follower(), publisher.follower()));
        kafka.follower().ifPresent(followers::add);
        DomainVerifier verifier = injector.getInstance(DomainVerifier.class);
        parts.push(new Part("identities", Repeated.every(IDENTITY_CHECK, "identities", verifier::checkDue)));
        DkimVerifier dkim = injector.getInstance(DkimVerifier.class);
        parts.push(new Part("dkim", Repeated.every(IDENTITY_CHECK, "dkim", dkim::checkDue)));
        MailFromVerifier mailFrom = injector.getInstance(MailFromVerifier.class);
        parts.push(new Part("MAIL FROM domains", Repeated.every(IDENTITY_CHECK, "mail-from", mailFrom::checkDue)));
        SmtpListener inbound = injector.getInstance(SmtpListener.class);
        inbound.onlyWhile(openFiles::hasRoom);
        listen("inbound.listen", inbound::start);
        parts.push(new Part("inbound", inbound));
        SubmissionService submission = injector.getInstance(SubmissionService.class);
        submission.onlyWhile(openFiles::hasRoom);
        listen("submission.listen", submission::start);
        parts.push(new Part("submission", submission));

        if (injector.getInstance(DeliveryLoop.AttemptListener.class) instanceof DestinationMetrics metrics) {
            metrics.follow(deliveries);
        }
        PrometheusMeterRegistry registry = injector.getInstance(PrometheusMeterRegistry.class);
        Metrics.register(registry, store, deliveries, forwarder);
        Metrics.register(registry, publisher, notices, topics, kafka);
        Metrics.register(registry, followers, aside, streams);
        Metrics.register(registry, kept, injector.getInstance(FeedbackReceiver.class));
        watch(config, registry, submission);
        ConnectionMetrics connections = new ConnectionMetrics(registry, injector.getInstance(NextHops.class));
        parts.push(new Part(
                "connection metrics",
                Repeated.every(ConnectionMetrics.PAUSE, "connection metrics", connections::refresh)));
        renewal.serverTls().ifPresent(tls -> watch(tls, registry));
        String adminToken = withRoom(files::newToken);
        RelayFaultMetrics relayFaults = new RelayFaultMetrics(registry, deliveries.relayFaults());
        parts.push(new Part(
                "relay fault metrics", Repeated.every(AccountMetrics.PAUSE, "relay faults", relayFaults::refresh)));
        AccountMetrics accounts = new AccountMetrics(registry, store.queue());
        parts.push(new Part(
                "account metrics", Repeated.every(AccountMetrics.PAUSE, "account metrics", accounts::refresh)));
        MetricsEndpoint adminMetrics = MetricsEndpoint.guarded(registry, metricsTokens(Stream.of(adminToken)));
        MetricsEndpoint apiMetrics = config.dev()
                ? MetricsEndpoint.open(registry)
                : MetricsEndpoint.guarded(registry, metricsTokens(Stream.empty()));
        renewal.onRenewal(() -> {
            adminMetrics.renew(metricsTokens(Stream.of(adminToken)));
            if (!config.dev()) {
                apiMetrics.renew(metricsTokens(Stream.empty()));
            }
        });
        WebServer admin = new WebServer(
                "admin",
                ServerModule.address(config.admin().listen()),
                Optional.empty(),
                Map.of("/admin/*", adminEndpoint(adminToken), "/metrics", adminMetrics));
        listen("admin.listen", admin::start);
        parts.push(new Part("admin", admin));
        Optional<WebServer> metrics = metricsServer(config, registry);
        Map<String, Handler> routes = routes(nextHop);
        routes.put("/metrics", apiMetrics);
        api.route(routes);
        listen("api.listen", api::start);
        parts.push(new Part("api", api));

        endpoints = new Endpoints(
                text(api.address()),
                text(submission.address()),
                submission.tlsAddress().map(Server::text),
                text(inbound.address()),
                text(admin.address()),
                metrics.map(server -> text(server.address())));
        // Whoever gets a message of a topic may follow its links at once.
        topics.start();
        WarmUp.listener(inbound.address(), "QUIT\r\n");
        WarmUp.listener(submission.address(), "QUIT\r\n");
        WarmUp.listener(api.address(), "GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        openFiles.started();
        ready = true;
        withRoom(() -> {
            files.publish(endpoints);
            return endpoints;
        });
        parts.push(new Part("run files", files::withdraw));
    }

    /// What comes in, what is refused, and what the process takes.
    private void watch(PosthornConfig config, PrometheusMeterRegistry registry, SubmissionService submission) {
        parts.push(new Part("process metrics", new ProcessMetrics(registry, Version.current())));
        TrafficMetrics traffic = new TrafficMetrics(
                registry, store.queue(), injector.getInstance(Sender.class).acceptance(), submission, clock);
        parts.push(
                new Part("traffic metrics", Repeated.every(TrafficMetrics.PAUSE, "traffic metrics", traffic::refresh)));
        Calls calls = injector.getInstance(Calls.class);
        parts.push(new Part("calls", Repeated.every(TrafficMetrics.PAUSE, "calls", calls::tell)));
        long floor = Ballast.floorBytes(config.store());
        IntakeWatch intake = new IntakeWatch(
                store::intakeTrouble,
                () -> new IntakeWatch.Figures(
                        store.stats().freeDiskBytes(),
                        floor,
                        store.queue().depth().queued(),
                        config.queue().maxMessages()),
                System::nanoTime);
        parts.push(new Part("intake", Repeated.every(IntakeWatch.PAUSE, "intake", intake::look)));
    }

    private List<String> metricsTokens(Stream<String> others) {
        return Stream.concat(others, renewal.credentials().metricsToken().map(Secret::reveal).stream())
                .toList();
    }

    private void watch(ServerTls tls, PrometheusMeterRegistry registry) {
        CertificateWatch watch = new CertificateWatch(tls, InstantSource.system());
        watch.register(registry);
        renewal.onRenewal(watch::look);
        parts.push(new Part("certificate", Repeated.every(CertificateWatch.PAUSE, "certificate", watch::look)));
    }

    /// Reads secrets anew.
    public void renew(Renewal.Reader reader) {
        renewal.renew(reader);
    }

    private Optional<WebServer> metricsServer(PosthornConfig config, PrometheusMeterRegistry registry)
            throws IOException {
        if (config.metrics().listen().isEmpty()) {
            return Optional.empty();
        }
        Map<String, Handler> routes = healthRoutes();
        routes.put("/metrics", MetricsEndpoint.open(registry));
        WebServer metrics = new WebServer(
                "metrics", ServerModule.address(config.metrics().listen().get()), Optional.empty(), routes);
        listen("metrics.listen", metrics::start);
        parts.push(new Part("metrics", metrics));
        return Optional.of(metrics);
    }

    private Map<String, Handler> healthRoutes() {
        Map<String, Handler> routes = new HashMap<>();
        routes.put("/health/live", new HealthEndpoint(Optional::empty));
        routes.put("/health/ready", new HealthEndpoint(this::trouble, this::warning));
        return routes;
    }

    /// Starts what listens; when it can't, names the key that it listens by.
    private static void listen(String key, Start listener) throws IOException {
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

    private AdminEndpoint adminEndpoint(String token) {
        return new AdminEndpoint(
                token,
                injector.getInstance(Regions.class),
                injector.createChildInjector(new OperatorModule(), this::bindCommands)
                        .getInstance(Key.get(OperatorModule.COMMANDS)));
    }

    /// Those that need what only the program knows.
    private void bindCommands(Binder binder) {
        binder.bind(KeyCreate.class).toInstance(new KeyCreate(accounts(), SmtpCredentials::password));
        binder.bind(TopicSubscribe.class)
                .toInstance(new TopicSubscribe(
                        injector.getInstance(Topics.class),
                        injector.getInstance(FeedbackConfig.class).services().protocols()));
        binder.bind(AsideRetry.class)
                .toInstance(new AsideRetry(
                        injector.getInstance(SetAside.class),
                        followers.stream()
                                .collect(Collectors.toMap(EventFollower::name, follower -> follower::retry))));
        binder.bind(StoreSnapshot.class).toInstance(new StoreSnapshot(new StoreSnapshots(files, store)::make));
        binder.bind(ServerHealth.class).toInstance(new ServerHealth(this::health));
    }

    private ServerHealth.Answer health() {
        KeyProof.Lost lost = keyProof.lost(store.settings());
        return new ServerHealth.Answer(
                trouble().orElse(""),
                relayFaults().current().stream()
                        .map(RelayFaults.Fault::toString)
                        .toList(),
                store.stats().setAsideRecords(),
                lost.accessKeys(),
                lost.signingDomains());
    }

    private Map<String, Handler> routes(NextHop nextHop) {
        Map<String, Handler> routes = healthRoutes();
        routes.put("/", injector.getInstance(QueryEndpoint.class));
        routes.put("/v2/*", injector.getInstance(V2Endpoint.class));
        routes.put("/verify", injector.getInstance(VerificationLink.class));
        routes.put(
                "/topics/*",
                new TopicLinks(injector.getInstance(Topics.class), injector.getInstance(TopicKey.class)::file));
        routes.put("/unsubscribe/*", new UnsubscribePage(injector.getInstance(Unsubscription.class)));
        TrackedLinks links = new TrackedLinks(
                injector.getInstance(Tracking.class),
                injector.getInstance(ApiConfig.class).proxies());
        routes.put("/L0/*", links);
        routes.put("/I0/*", links);
        if (nextHop.relay() instanceof CaptureRelay capture) {
            routes.put(
                    "/_aws/ses",
                    new CapturedMail(
                            capture::messages,
                            capture::clear,
                            injector.getInstance(ApiConfig.class).guard().orElseThrow()));
        }
        return routes;
    }

    private RelayFaults relayFaults() {
        return injector.getInstance(DeliveryLoop.class).relayFaults();
    }

    private Optional<String> warning() {
        if (!ready) {
            return Optional.empty();
        }
        List<String> warnings = new ArrayList<>();
        if (!relayFaults().current().isEmpty()) {
            warnings.add("a relay refuses mail from us; posthorn doctor says more");
        }
        if (store.stats().setAsideRecords() > 0) {
            warnings.add("records of the store are damaged and set aside; posthorn check names them");
        }
        if (isRepaired) {
            warnings.add("a repair of the store did not save all; posthorn doctor says more");
        }
        return warnings.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", warnings));
    }

    private Optional<String> trouble() {
        if (!ready) {
            return Optional.of("starting or stopping");
        }
        return store.intakeTrouble().or(openFiles::trouble);
    }

    private static StoreConfig storeConfig(PosthornConfig config) {
        StoreConfig standard = StoreConfig.in(config.data().dir().resolve("store"));
        return new StoreConfig(
                standard.directory(),
                config.queue().maxMessages(),
                Ballast.floorBytes(config.store()),
                standard.memoryContentBytes(),
                config.store().retention(),
                config.store().maxEvents(),
                MemoryShares.storeBytes(config.store()));
    }

    private static String text(InetSocketAddress address) {
        String host = address.getHostString();
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
    }

    /// Writes a small file, with what is left of the ballast when there is no other room.
    private <R> R withRoom(Writing<R> writing) throws IOException {
        try {
            return writing.write();
        } catch (IOException e) {
            ballast.giveUpIfFull(false);
            return writing.write();
        }
    }

    private interface Writing<R> {
        R write() throws IOException;
    }

    private interface Start {
        public void run() throws IOException;
    }

    private record Part(String name, AutoCloseable stop) {}
}
