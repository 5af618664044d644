package org.posthorn.engine.testing;

import com.google.inject.Binder;
import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Module;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.posthorn.engine.account.Reputation;
import org.posthorn.engine.dedicatedip.SourceAddress;
import org.posthorn.engine.dedicatedip.SourceAddresses;
import org.posthorn.engine.delivery.Captures;
import org.posthorn.engine.delivery.DeliveryConfig;
import org.posthorn.engine.delivery.DeliveryLoop;
import org.posthorn.engine.delivery.MailQueue;
import org.posthorn.engine.delivery.Plan;
import org.posthorn.engine.delivery.Relay;
import org.posthorn.engine.delivery.RetrySchedule;
import org.posthorn.engine.dns.Dns;
import org.posthorn.engine.event.Counters;
import org.posthorn.engine.event.EventLog;
import org.posthorn.engine.identity.AccountDefaults;
import org.posthorn.engine.job.NoRecords;
import org.posthorn.engine.job.RecordSource;
import org.posthorn.engine.mail.PublicUrl;
import org.posthorn.engine.receipt.ActionTargets;
import org.posthorn.engine.settings.Settings;
import org.posthorn.engine.topic.EventBuses;
import org.posthorn.engine.topic.Notices;
import org.posthorn.engine.topic.UnknownTopics;
import org.posthorn.engine.wiring.Callers;
import org.posthorn.engine.wiring.EngineConfig;
import org.posthorn.engine.wiring.EngineModule;
import org.posthorn.engine.wiring.JobDirectory;

/// The engine as its own module makes it, over the memory store and under a clock of the test's. Nothing of it is
/// started, so what is submitted waits.
public final class MemoryEngine {
    public static final String MAIL_DOMAIN = "mail.test";

    private final Callers callers;
    private final AccountDefaults accounts;
    private final List<Module> more;
    private final TestClock clock;
    private final MemoryStore store;
    private final Settings settings;
    private final TestDns dns = new TestDns();
    private final Injector injector;

    /// @param accounts what new accounts may
    /// @param more binds what stands on the engine
    public MemoryEngine(AccountDefaults accounts, Module... more) {
        this(Callers.BY_KEY, accounts, more);
    }

    /// @param callers who may call what stands on the engine
    public MemoryEngine(Callers callers, AccountDefaults accounts, Module... more) {
        this.callers = callers;
        this.accounts = accounts;
        this.more = List.of(more);
        this.clock = new TestClock();
        this.store = new MemoryStore(clock);
        this.settings = store.settings();
        this.injector = injector();
    }

    private MemoryEngine(MemoryEngine before) {
        this.callers = before.callers;
        this.accounts = before.accounts;
        this.more = before.more;
        this.clock = before.clock;
        this.store = before.store;
        this.settings = before.settings;
        this.injector = injector();
    }

    private Injector injector() {
        return Guice.createInjector(
                Stream.concat(Stream.<Module>of(new EngineModule(), this::bindSurroundings), more.stream())
                        .toList());
    }

    private EngineConfig config() {
        return new EngineConfig(
                callers,
                false,
                false,
                MAIL_DOMAIN,
                new byte[32],
                new PublicUrl(URI.create("http://127.0.0.1/"), true),
                false,
                accounts,
                new Reputation.Rules(10, 1, 20),
                new DeliveryConfig(
                        new RetrySchedule(List.of(Duration.ofMinutes(1)), Duration.ofHours(1)),
                        MAIL_DOMAIN,
                        1,
                        1,
                        List.of()));
    }

    /// Another engine over the same store, as after a restart.
    public MemoryEngine again() {
        return new MemoryEngine(this);
    }

    public <T> T get(Class<T> type) {
        return injector.getInstance(type);
    }

    public TestClock clock() {
        return clock;
    }

    public MemoryStore store() {
        return store;
    }

    public TestDns dns() {
        return dns;
    }

    private void bindSurroundings(Binder binder) {
        binder.bind(EngineConfig.class).toInstance(config());
        binder.bind(JobDirectory.class).toInstance(new JobDirectory(Path.of("target", "job-files")));
        binder.bind(RecordSource.class).to(NoRecords.class);
        binder.bind(TestClock.class).toInstance(clock);
        binder.bind(InstantSource.class).toInstance(clock);
        binder.bind(Dns.class).toInstance(dns);
        binder.bind(SourceAddresses.class)
                .toInstance(new SourceAddresses(
                        Stream.of("127.0.0.2", "127.0.0.3", "127.0.0.4 account=999999999999")
                                .map(SourceAddress::parse)
                                .toList(),
                        1_000));
        binder.bind(ActionTargets.class).toInstance((tenant, action) -> {}); // There is whatever a rule names.
        binder.bind(Relay.class).toInstance((mail, addresses) -> new Plan(List.of(), Map.of()));
        binder.bind(DeliveryLoop.AttemptListener.class).toInstance((destination, took) -> {});
        binder.bind(EventBuses.Place.class).toInstance(new EventBuses.Place(false));
        binder.bind(UnknownTopics.class).toInstance(UnknownTopics.REFUSED);
        binder.bind(MailQueue.class).toInstance(store.queue());
        binder.bind(EventLog.class).toInstance(store.events());
        binder.bind(Settings.class).toInstance(settings);
        binder.bind(Counters.class).toInstance(store.counters());
        binder.bind(Notices.class).toInstance(store.notices());
        binder.bind(Captures.class).toInstance(store.captures());
    }
}
