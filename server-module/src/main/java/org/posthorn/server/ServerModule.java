package org.posthorn.server;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import com.google.inject.multibindings.Multibinder;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.X509TrustManager;
import org.posthorn.api.http.ApiLimits;
import org.posthorn.api.http.BrowserGuard;
import org.posthorn.api.http.TrustedProxies;
import org.posthorn.api.wiring.ApiConfig;
import org.posthorn.config.HostPort;
import org.posthorn.config.Mode;
import org.posthorn.config.PosthornConfig;
import org.posthorn.config.Secret;
import org.posthorn.engine.account.Reputation;
import org.posthorn.engine.dedicatedip.PoolSources;
import org.posthorn.engine.dedicatedip.SourceAddress;
import org.posthorn.engine.dedicatedip.SourceAddresses;
import org.posthorn.engine.delivery.CaptureRelay;
import org.posthorn.engine.delivery.Captures;
import org.posthorn.engine.delivery.DeliveryConfig;
import org.posthorn.engine.delivery.DeliveryLimit;
import org.posthorn.engine.delivery.DeliveryLoop;
import org.posthorn.engine.delivery.MailQueue;
import org.posthorn.engine.delivery.Relay;
import org.posthorn.engine.delivery.RetrySchedule;
import org.posthorn.engine.event.Counters;
import org.posthorn.engine.event.EventLog;
import org.posthorn.engine.identity.AccountDefaults;
import org.posthorn.engine.mail.PublicUrl;
import org.posthorn.engine.mail.Regions;
import org.posthorn.engine.part.Parts;
import org.posthorn.engine.receipt.ForwardHosts;
import org.posthorn.engine.settings.Settings;
import org.posthorn.engine.settings.Suppressed;
import org.posthorn.engine.topic.Notices;
import org.posthorn.engine.wiring.EngineConfig;
import org.posthorn.engine.wiring.JobDirectory;
import org.posthorn.engine.wiring.NextHop;
import org.posthorn.feedback.FeedbackConfig;
import org.posthorn.feedback.SuppressionKeeper;
import org.posthorn.feedback.publish.AwsServices;
import org.posthorn.feedback.publish.EventMetrics;
import org.posthorn.feedback.publish.KafkaPublisher;
import org.posthorn.feedback.publish.TopicDelivery;
import org.posthorn.job.JobConfig;
import org.posthorn.metrics.DestinationMetrics;
import org.posthorn.metrics.SesEventMetrics;
import org.posthorn.receiving.action.BucketOwner;
import org.posthorn.receiving.action.FunctionUrls;
import org.posthorn.receiving.wiring.ReceivingConfig;
import org.posthorn.smtp.client.ClearAuth;
import org.posthorn.smtp.client.HostNames;
import org.posthorn.smtp.client.MailHost;
import org.posthorn.smtp.client.NextHops;
import org.posthorn.smtp.client.RelayConfig;
import org.posthorn.smtp.client.SmtpRelay;
import org.posthorn.smtp.client.TlsMode;
import org.posthorn.smtp.dns.HostResolver;
import org.posthorn.smtp.route.MailRouter;
import org.posthorn.smtp.route.MxLookup;
import org.posthorn.smtp.route.OurHosts;
import org.posthorn.smtp.route.OwnDoor;
import org.posthorn.smtp.route.Rule;
import org.posthorn.smtp.route.Via;
import org.posthorn.smtp.tlspolicy.TlsPolicies;
import org.posthorn.smtp.wiring.SmtpConfig;
import org.posthorn.store.RocksStore;
import org.posthorn.store.StoreConfig;
import org.posthorn.tls.Authorities;
import org.posthorn.tls.ServerTls;

/// Turns the configuration into what each module asks for, and chooses the implementations: the store, and the next
/// hop.
public final class ServerModule extends AbstractModule {
    private static final double RETRY_JITTER = 0.1;

    private final PosthornConfig config;
    private final byte[] installationKey;
    private final RocksStore store;
    private final InstantSource clock;
    private final PublicUrl publicUrl;
    private final Renewal renewal;

    /// @param publicUrl base of the links in mail
    /// @param renewal has certificates, authorities and credentials
    ServerModule(
            PosthornConfig config,
            byte[] installationKey,
            RocksStore store,
            InstantSource clock,
            PublicUrl publicUrl,
            Renewal renewal) {
        this.renewal = renewal;
        this.config = config;
        this.clock = clock;
        this.installationKey = installationKey;
        this.store = store;
        this.publicUrl = publicUrl;
    }

    @Override
    protected void configure() {
        install(new InboundModule(config, renewal));
        bind(PosthornConfig.class).toInstance(config);
        bind(InstantSource.class).toInstance(clock);
        bind(MailQueue.class).toInstance(store.queue());
        bind(EventLog.class).toInstance(store.events());
        bind(Settings.class).toInstance(store.settings());
        bind(Counters.class).toInstance(store.counters());
        bind(Notices.class).toInstance(store.notices());
        bind(Captures.class).toInstance(store.captures());
        bind(Regions.class).toInstance(config.api().regionList());
        // For connections that we make.
        bind(SSLContext.class).toInstance(renewal.authorities().context());
        bind(X509TrustManager.class).toInstance(renewal.authorities().trustManager());
        bind(RocksStore.class).toInstance(store);
        bind(PrometheusMeterRegistry.class).toInstance(new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
        bind(MeterRegistry.class).to(PrometheusMeterRegistry.class);
        bind(DeliveryLoop.AttemptListener.class).to(DestinationMetrics.class);
        bind(EventMetrics.class).to(SesEventMetrics.class);
        Multibinder<Parts> parts = Multibinder.newSetBinder(binder(), Parts.class);
        parts.addBinding().to(ServerParts.class);
        parts.addBinding().to(MetricsParts.class);
        parts.addBinding().to(Listeners.class);
    }

    @Provides
    @Singleton
    EngineConfig engineConfig() {
        Mode mode = config.mode();
        PosthornConfig.Account account = config.account();
        return new EngineConfig(
                mode.callers(),
                mode.verifyAtOnce(),
                mode.limitVerifications(),
                config.mail().domain(),
                installationKey,
                publicUrl,
                config.dkim().secondKey() == PosthornConfig.SecondKey.ED25519,
                new AccountDefaults(
                        account.sandbox(), account.max24HourSend(), account.maxSendRate(), suppressedReasons()),
                reputationRules(),
                deliveryConfig());
    }

    @Provides
    @Singleton
    ApiConfig apiConfig() {
        return new ApiConfig(
                config.mode().controlRate(config.api()),
                new TrustedProxies(config.api().trustedProxies()),
                config.answersStrangers()
                        ? Optional.of(new BrowserGuard(config.isApiReachedFromOutside()))
                        : Optional.empty(),
                ApiLimits.standard());
    }

    @Provides
    @Singleton
    FeedbackConfig feedbackConfig() {
        return new FeedbackConfig(
                config.data().dir().resolve("firehose"),
                kafka(),
                awsServices(config, renewal.credentials()),
                config.mode().unknownTopics(),
                new TopicDelivery.Rules(
                        config.topics().signatureVersion(), config.topics().expire()),
                suppressionRules(),
                config.inbound().reportSources(),
                config.inbound().reportSigners(),
                config.mail().postmaster());
    }

    @Provides
    JobDirectory jobDirectory() {
        return new JobDirectory(config.data().dir().resolve("jobs"));
    }

    @Provides
    JobConfig jobConfig() {
        PosthornConfig.Jobs jobs = config.jobs();
        return new JobConfig(
                jobs.directory(),
                jobs.endpoint(),
                jobs.buckets(),
                jobs.accessKeyId().orElse(""),
                jobs.secretAccessKey().map(Secret::reveal).orElse(""));
    }

    static StoreConfig storeConfig(PosthornConfig config) {
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

    private Optional<KafkaPublisher.Settings> kafka() {
        PosthornConfig.Kafka kafka = config.streams().kafka();
        return kafka.topic()
                .map(topic -> new KafkaPublisher.Settings(
                        kafka.servers().stream().map(HostPort::toString).toList(), topic, kafka.properties()));
    }

    static AwsServices awsServices(PosthornConfig config, Credentials credentials) {
        PosthornConfig.Aws aws = config.topics().aws();
        return new AwsServices(
                aws.sqsEndpoint(),
                aws.snsEndpoint(),
                aws.eventbridgeEndpoint(),
                credentials.awsKeyId().orElse(""),
                credentials.awsSecret().map(Secret::reveal).orElse(""));
    }

    private Reputation.Rules reputationRules() {
        PosthornConfig.Reputation rules = config.reputation();
        return new Reputation.Rules(rules.maxBounceRate(), rules.maxComplaintRate(), rules.minMessages());
    }

    private List<Suppressed.Reason> suppressedReasons() {
        return switch (config.suppression().reasons()) {
            case OFF -> List.of();
            case BOUNCE -> List.of(Suppressed.Reason.BOUNCE);
            case COMPLAINT -> List.of(Suppressed.Reason.COMPLAINT);
            case ALL -> List.of(Suppressed.Reason.values());
        };
    }

    private SuppressionKeeper.Rules suppressionRules() {
        PosthornConfig.Suppression rules = config.suppression();
        return new SuppressionKeeper.Rules(rules.expire(), rules.globalExpire());
    }

    private DeliveryConfig deliveryConfig() {
        PosthornConfig.Relay relay = config.relay();
        // To a relay, as many at a time as there may be connections: none waits for another's.
        int connections = relay.connections() * Math.max(1, relay.hosts().size());
        return new DeliveryConfig(
                new RetrySchedule(config.retry().schedule(), config.retry().expire(), RETRY_JITTER),
                config.mail().domain(),
                config.delivery().attempts(),
                connections,
                config.delivery().limits().stream()
                        .map(line -> DeliveryLimit.parse(line, connections))
                        .toList());
    }

    @Provides
    @Singleton
    SmtpConfig smtpConfig() {
        return new SmtpConfig(
                address(config.inbound().listen()),
                address(config.submission().listen()),
                config.submission().tlsListen().map(ServerModule::address),
                renewal.serverTls().map(ServerTls::context),
                config.dns().servers().stream().map(ServerModule::address).toList(),
                config.dns().dnssec() == PosthornConfig.Dnssec.TRUST_AD);
    }

    @Provides
    @Singleton
    NextHops nextHops(InstantSource clock, HostResolver resolver, PoolSources sources) {
        return new NextHops(clock, hostNames(config, resolver), sources);
    }

    @Provides
    SourceAddresses sourceAddresses() {
        PosthornConfig.Delivery delivery = config.delivery();
        return new SourceAddresses(
                delivery.sourceAddresses().stream().map(SourceAddress::parse).toList(), delivery.warmupPerDay());
    }

    /// Who finds relays by their names: with `dns.servers` those, so that all names come from one place.
    public static HostNames hostNames(PosthornConfig config, HostResolver resolver) {
        return config.dns().servers().isEmpty() ? HostNames.SYSTEM : resolver::addresses;
    }

    @Provides
    @Singleton
    NextHop nextHop(Captures captures, NextHops hosts, HostResolver resolver, TlsPolicies tls, OwnDoor door) {
        return new NextHop(
                switch (config.relay().mode()) {
                    case SMARTHOST ->
                        renewed(
                                hosts,
                                () -> config.routes().rules().isEmpty()
                                        ? new SmtpRelay(relayConfig(), hosts)
                                        : routed(new Via.Relay(), TlsMode.OPPORTUNISTIC, resolver, tls, hosts, door));
                    case CAPTURE -> new CaptureRelay(captures);
                    case MX ->
                        renewed(
                                hosts,
                                () -> routed(
                                        new Via.Mx(),
                                        TlsMode.valueOf(config.relay().tls().name()),
                                        resolver,
                                        tls,
                                        hosts,
                                        door));
                });
    }

    private RenewedRelay renewed(NextHops hosts, Supplier<Relay> maker) {
        RenewedRelay relay = new RenewedRelay(maker, hosts);
        renewal.onRenewal(relay::renew);
        return relay;
    }

    private RelayConfig relayConfig() {
        return relayConfig(config, renewal.credentials(), renewal.authorities());
    }

    /// @param otherwise where mail goes that no rule covers
    private MailRouter routed(
            Via otherwise, TlsMode mxTls, HostResolver resolver, TlsPolicies tls, NextHops hosts, OwnDoor door) {
        OurHosts us = new OurHosts(
                Set.of(config.mail().domain().toLowerCase(Locale.ROOT)),
                List.of(address(config.inbound().listen())),
                door);
        MxLookup mx =
                new MxLookup(resolver, config.relay().mxPort(), config.relay().mxPrivate(), us, new Random());
        List<Rule> rules = config.routes().rules().stream().map(Rule::parse).toList();
        return new MailRouter(rules, otherwise, relayConfig(), mxTls, mx, tls::decide, hosts);
    }

    @Provides
    @Singleton
    ForwardHosts forwardHosts(NextHops hosts) {
        return new ForwardRelays(this::relayConfig, hosts);
    }

    @Provides
    @Singleton
    ReceivingConfig receivingConfig() {
        PosthornConfig.Receiving receiving = config.receiving();
        return new ReceivingConfig(
                receiving.s3Directory(),
                receiving.s3Endpoint(),
                receiving.lambdaEndpoint(),
                FunctionUrls.parse(receiving.functions()),
                renewal.credentials().receivingKeyId().orElse(""),
                renewal.credentials().receivingSecret().map(Secret::reveal).orElse(""),
                receiving.rspamd().map(ServerModule::address),
                receiving.clamd().map(ServerModule::address),
                receiving.buckets().stream().map(BucketOwner::parse).toList(),
                config.mode().makesBuckets());
    }

    public static RelayConfig relayConfig(PosthornConfig config, Credentials credentials, Authorities authorities) {
        PosthornConfig.Relay relay = config.relay();
        List<MailHost> hosts = relay.hosts().stream()
                .map(host -> new MailHost(host.host(), host.port()))
                .toList();
        return RelayConfig.of(
                        hosts,
                        credentials.relayUsername(),
                        credentials.relayPassword().map(Secret::reveal),
                        TlsMode.valueOf(relay.tls().name()),
                        relay.connections(),
                        config.mail().domain())
                .with(
                        authorities.context(),
                        ClearAuth.valueOf(relay.authInClear().name()));
    }

    public static InetSocketAddress address(HostPort listen) {
        return new InetSocketAddress(listen.host(), listen.port());
    }
}
