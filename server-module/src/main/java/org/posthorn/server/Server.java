package org.posthorn.server;

import com.google.inject.Binder;
import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.ProvisionException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntSupplier;
import org.posthorn.api.http.WebServer;
import org.posthorn.api.wiring.ApiModule;
import org.posthorn.config.Configuration;
import org.posthorn.config.PosthornConfig;
import org.posthorn.engine.delivery.DeliveryLoop;
import org.posthorn.engine.delivery.MailQueue;
import org.posthorn.engine.identity.Accounts;
import org.posthorn.engine.identity.Identities;
import org.posthorn.engine.mail.PublicUrl;
import org.posthorn.engine.part.Part;
import org.posthorn.engine.part.Repeated;
import org.posthorn.engine.settings.Settings;
import org.posthorn.engine.wiring.EngineModule;
import org.posthorn.engine.wiring.KeyProof;
import org.posthorn.feedback.FeedbackModule;
import org.posthorn.job.JobModule;
import org.posthorn.receiving.wiring.ReceivingModule;
import org.posthorn.smtp.wiring.SmtpModule;
import org.posthorn.store.RocksStore;
import org.posthorn.tls.ServerTls;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The running program: opens its store, puts the modules together, and starts their parts in the order of
/// [PartOrder]; they stop in the reverse.
///
/// Intake stops first, so that what was accepted is still delivered while there is time; the store closes last. A part
/// that does not start stops those before it.
public final class Server implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Server.class);

    private final Deque<Running> parts = new ArrayDeque<>();
    private final SteadyClock clock = SteadyClock.system();
    private final Readiness readiness = new Readiness();
    private final OpenFiles openFiles = OpenFiles.ofProcess();
    private final Renewal renewal;
    private final RunFiles files;
    private final Ballast ballast;
    private final RocksStore store;
    private final Injector injector;
    private final Endpoints endpoints;
    private IntSupplier active = () -> 0;

    private Server(PosthornConfig config, boolean newKey) throws IOException {
        renewal = new Renewal(config);
        Path data = config.data().dir();
        files = new RunFiles(data);
        ballast = new Ballast(config);
        ballast.giveUpIfFull(true);
        KeyCheck keys = new KeyCheck(data, newKey);
        Optional<byte[]> made = KeyCheck.hasStore(data) ? Optional.empty() : Optional.of(keys.ofNewStore());
        FileTree.makeDirectories(data.resolve("store"));
        store = RocksStore.open(ServerModule.storeConfig(config), clock);
        parts.push(new Running("store", store));
        try {
            // Only now: until the store is ours, another server may be running on the directory.
            files.withdraw();
            files.removeSnapshots();
            byte[] key = made.isPresent() ? made.get() : keys.ofStore(store.settings());
            KeyProof keyProof = new KeyProof(key);
            keyProof.mark(store.settings());
            BallastWatch watch = new BallastWatch(ballast, store, readiness);
            start(new Part("ballast", () -> Repeated.every(BallastWatch.PAUSE, "ballast", watch::look)));
            WebServer api = bind(config);
            Links links = new Links(config);
            PublicUrl publicUrl = links.at(Listeners.text(api.address()));
            links.warning(publicUrl).ifPresent(log::warn);
            injector = Guice.createInjector(
                    binder -> bindFoundations(binder, api, keyProof),
                    new ServerModule(config, key, store, clock, publicUrl, renewal),
                    new EngineModule(),
                    new FeedbackModule(),
                    new ReceivingModule(),
                    new SmtpModule(),
                    new ApiModule(),
                    new JobModule(),
                    new CommandsModule());
            List<Part> inOrder = injector.getInstance(PartOrder.class).parts();
            active = injector.getInstance(DeliveryLoop.class)::active;
            for (Part part : inOrder) {
                start(part);
            }
            endpoints = injector.getInstance(Listeners.class).endpoints();
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

    private void start(Part part) throws IOException {
        try {
            parts.push(new Running(part.name(), part.start().run()));
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("part " + part.name() + " does not start", e);
        }
    }

    /// Links are made as soon as anything is accepted; what they lead to must be known before.
    private WebServer bind(PosthornConfig config) throws IOException {
        WebServer api = new WebServer(
                        "api",
                        ServerModule.address(config.api().listen()),
                        renewal.serverTls().map(ServerTls::context),
                        Map.of())
                .onlyWhile(openFiles::hasRoom);
        start(Part.stopping("api address", api));
        Listeners.listen("api.listen", api::bind);
        return api;
    }

    /// What is there before anything else can be made.
    ///
    /// @param api that of the API; others are made as they start
    private void bindFoundations(Binder binder, WebServer api, KeyProof keyProof) {
        binder.bind(WebServer.class).toInstance(api);
        binder.bind(KeyProof.class).toInstance(keyProof);
        binder.bind(Renewal.class).toInstance(renewal);
        binder.bind(RunFiles.class).toInstance(files);
        binder.bind(Ballast.class).toInstance(ballast);
        binder.bind(Readiness.class).toInstance(readiness);
        binder.bind(OpenFiles.class).toInstance(openFiles);
        binder.bind(SteadyClock.class).toInstance(clock);
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
            Greeting.print(config, server.endpoints, server.renewal.serverTls().isPresent(), out);
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
        readiness.end();
        try (StopProgress progress = StopProgress.begin(active)) {
            while (!parts.isEmpty()) {
                Running part = parts.pop();
                progress.at(part.name());
                try {
                    part.stop().close();
                } catch (Exception e) {
                    log.error("part={} does not stop", part.name(), e);
                }
            }
        }
    }

    /// Reads secrets anew.
    public void renew(Renewal.Reader reader) {
        renewal.renew(reader);
    }

    private record Running(String name, AutoCloseable stop) {}
}
