package org.posthorn.server;

import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.posthorn.api.call.CallLog;
import org.posthorn.config.PosthornConfig;
import org.posthorn.config.Secret;
import org.posthorn.engine.delivery.DeliveryLoop;
import org.posthorn.engine.event.KeptReports;
import org.posthorn.engine.event.SetAside;
import org.posthorn.engine.part.Part;
import org.posthorn.engine.part.Parts;
import org.posthorn.engine.part.Repeated;
import org.posthorn.engine.topic.Notices;
import org.posthorn.engine.wiring.NextHop;
import org.posthorn.feedback.publish.KafkaPublisher;
import org.posthorn.feedback.publish.TopicDelivery;
import org.posthorn.metrics.TrafficMetrics;
import org.posthorn.receiving.action.ServiceKey;
import org.posthorn.smtp.client.NextHops;
import org.posthorn.smtp.tlspolicy.TlsPolicies;
import org.posthorn.store.RocksStore;

/// What belongs to the program as a whole, or to more than one of its modules.
final class ServerParts implements Parts {
    private static final Duration DELIVERY_STOP = Duration.ofSeconds(20);
    /// At a stop: how long a peer may be silent, and how long when it may have taken the message.
    private static final Duration SILENCE = Duration.ofSeconds(2);
    private static final Duration SILENCE_AFTER_CONTENT = Duration.ofSeconds(10);
    private static final Duration HANG_UP = Duration.ofMillis(200);
    private static final Duration SWEEP = Duration.ofHours(1);

    private final PosthornConfig config;
    private final RocksStore store;
    private final SteadyClock clock;
    private final Renewal renewal;
    private final NextHop nextHop;
    private final NextHops hops;
    private final TlsPolicies tlsPolicies;
    private final DeliveryLoop deliveries;
    private final TopicDelivery topics;
    private final KafkaPublisher kafka;
    private final Notices notices;
    private final SetAside aside;
    private final KeptReports kept;
    private final CallLog calls;
    private final ServiceKey receivingKey;

    @Inject
    ServerParts(
            PosthornConfig config,
            RocksStore store,
            SteadyClock clock,
            Renewal renewal,
            NextHop nextHop,
            NextHops hops,
            TlsPolicies tlsPolicies,
            DeliveryLoop deliveries,
            TopicDelivery topics,
            KafkaPublisher kafka,
            Notices notices,
            SetAside aside,
            KeptReports kept,
            CallLog calls,
            ServiceKey receivingKey) {
        this.config = config;
        this.store = store;
        this.clock = clock;
        this.renewal = renewal;
        this.nextHop = nextHop;
        this.hops = hops;
        this.tlsPolicies = tlsPolicies;
        this.deliveries = deliveries;
        this.topics = topics;
        this.kafka = kafka;
        this.notices = notices;
        this.aside = aside;
        this.kept = kept;
        this.calls = calls;
        this.receivingKey = receivingKey;
    }

    @Override
    public List<Part> parts() {
        return List.of(
                new Part("clock", this::clock),
                Part.step("warm-up", () -> {
                    WarmUp.classes();
                    WarmUp.sending();
                }),
                Part.stopping("relay", nextHop.relay() instanceof AutoCloseable relay ? relay : () -> {}),
                Part.stopping("TLS policies", tlsPolicies),
                new Part("delivery", () -> {
                    deliveries.start();
                    return this::stopDeliveries;
                }),
                new Part("dead letters", () -> Repeated.every(SWEEP, "dead letters", this::forget)),
                Part.step("renewal of credentials", this::followRenewals),
                new Part("calls", () -> Repeated.every(TrafficMetrics.PAUSE, "calls", calls::tell)),
                new Part("intake", this::intake));
    }

    private AutoCloseable clock() {
        ClockWatch watch = new ClockWatch(clock, store.queue());
        return Repeated.every(ClockWatch.PAUSE, "clock", watch::look);
    }

    /// What is going well is waited for, peers that say nothing are not.
    private void stopDeliveries() throws InterruptedException {
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

    private void forget() {
        Instant old = Instant.now().minus(config.store().retention());
        notices.forgetDead(old);
        aside.forget(old);
        kept.forget(old);
    }

    private void followRenewals() {
        renewal.onRenewal(() -> topics.renew(ServerModule.awsServices(config, renewal.credentials())));
        renewal.onRenewal(kafka::renew);
        renewal.onRenewal(() -> receivingKey.renew(
                renewal.credentials().receivingKeyId().orElse(""),
                renewal.credentials().receivingSecret().map(Secret::reveal).orElse("")));
    }

    private AutoCloseable intake() {
        long floor = Ballast.floorBytes(config.store());
        IntakeWatch intake = new IntakeWatch(
                store::intakeTrouble,
                () -> new IntakeWatch.Figures(
                        store.stats().freeDiskBytes(),
                        floor,
                        store.queue().depth().queued(),
                        config.queue().maxMessages()),
                System::nanoTime);
        return Repeated.every(IntakeWatch.PAUSE, "intake", intake::look);
    }
}
