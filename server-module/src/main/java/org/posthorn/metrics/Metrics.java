package org.posthorn.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import jakarta.inject.Inject;
import java.util.function.ToDoubleFunction;
import org.posthorn.engine.bounce.Reason;
import org.posthorn.engine.delivery.DeliveryLoop;
import org.posthorn.engine.event.KeptReports;
import org.posthorn.engine.event.SetAside;
import org.posthorn.engine.topic.Notices;
import org.posthorn.feedback.FeedbackForwarder;
import org.posthorn.feedback.FeedbackParts;
import org.posthorn.feedback.FeedbackReceiver;
import org.posthorn.feedback.follow.EventFollower;
import org.posthorn.feedback.publish.EventPublisher;
import org.posthorn.feedback.publish.FirehoseFiles;
import org.posthorn.feedback.publish.KafkaPublisher;
import org.posthorn.feedback.publish.TopicDelivery;
import org.posthorn.store.RocksStore;

/// What `GET /metrics` shows. Each name is documented in `docs/operations.md`.
public final class Metrics {
    private final MeterRegistry registry;
    private final RocksStore store;
    private final DeliveryLoop deliveries;
    private final FeedbackForwarder forwarder;
    private final EventPublisher publisher;
    private final Notices notices;
    private final TopicDelivery topics;
    private final KafkaPublisher kafka;
    private final FeedbackParts feedback;
    private final SetAside aside;
    private final FirehoseFiles streams;
    private final KeptReports kept;
    private final FeedbackReceiver receiver;

    @Inject
    Metrics(
            MeterRegistry registry,
            RocksStore store,
            DeliveryLoop deliveries,
            FeedbackForwarder forwarder,
            EventPublisher publisher,
            Notices notices,
            TopicDelivery topics,
            KafkaPublisher kafka,
            FeedbackParts feedback,
            SetAside aside,
            FirehoseFiles streams,
            KeptReports kept,
            FeedbackReceiver receiver) {
        this.registry = registry;
        this.store = store;
        this.deliveries = deliveries;
        this.forwarder = forwarder;
        this.publisher = publisher;
        this.notices = notices;
        this.topics = topics;
        this.kafka = kafka;
        this.feedback = feedback;
        this.aside = aside;
        this.streams = streams;
        this.kept = kept;
        this.receiver = receiver;
    }

    /// Once.
    public void register() {
        registerMail();
        registerEvents();
        registerFollowers();
        registerReports();
    }

    private void registerMail() {
        gauge(registry, "posthorn_queue_messages", store, s -> s.queue().depth().queued());
        gauge(registry, "posthorn_queue_leased", store, s -> s.queue().depth().leased());
        gauge(
                registry,
                "posthorn_store_set_aside_records",
                store,
                s -> s.stats().setAsideRecords());
        gauge(registry, "posthorn_store_free_disk_bytes", store, s -> s.stats().freeDiskBytes());
        gauge(
                registry,
                "posthorn_store_last_sync_seconds",
                store,
                s -> s.stats().lastSyncMicros() / 1e6);
        gauge(
                registry,
                "posthorn_store_held_content_bytes",
                store,
                s -> s.stats().heldContentBytes());
        counter(registry, "posthorn_store_commits", store, s -> s.stats().commits());
        counter(registry, "posthorn_store_syncs", store, s -> s.stats().syncs());
        counter(registry, "posthorn_store_failures", store, s -> s.stats().failures());
        gauge(registry, "posthorn_deliveries_active", deliveries, DeliveryLoop::active);
        counter(
                registry,
                "posthorn_recipients_delivered",
                deliveries,
                d -> d.totals().delivered());
        counter(
                registry,
                "posthorn_recipients_deferred",
                deliveries,
                d -> d.totals().deferred());
        counter(
                registry,
                "posthorn_recipients_bounced",
                deliveries,
                d -> d.totals().bounced());
        for (Reason reason : Reason.values()) {
            FunctionCounter.builder("posthorn_recipients_bounced_for", deliveries, d -> d.bounced(reason))
                    .tag("reason", reason.name())
                    .register(registry);
        }
        counter(registry, "posthorn_feedback_forwarded", forwarder, FeedbackForwarder::forwarded);
        counter(registry, "posthorn_feedback_skipped", forwarder, FeedbackForwarder::skipped);
        gauge(registry, "posthorn_heap_used_bytes", Runtime.getRuntime(), r -> r.totalMemory() - r.freeMemory());
    }

    private void registerEvents() {
        counter(registry, "posthorn_events_published", publisher, EventPublisher::published);
        counter(registry, "posthorn_events_unheard", publisher, EventPublisher::unheard);
        counter(registry, "posthorn_events_disallowed", publisher, EventPublisher::disallowed);
        counter(registry, "posthorn_events_skipped", publisher, EventPublisher::skipped);
        counter(registry, "posthorn_notices_delivered", topics, TopicDelivery::delivered);
        counter(registry, "posthorn_notices_failed", topics, TopicDelivery::failed);
        counter(registry, "posthorn_notices_dead", topics, TopicDelivery::buried);
        counter(registry, "posthorn_notices_lost", notices, n -> n.depth().lost());
        counter(registry, "posthorn_kafka_records", kafka, KafkaPublisher::published);
        counter(registry, "posthorn_kafka_refused", kafka, KafkaPublisher::refused);
    }

    private void registerFollowers() {
        for (EventFollower<?> follower : feedback.followers()) {
            Tags tags = Tags.of("follower", follower.name());
            Gauge.builder("posthorn_follower_lag_events", follower, EventFollower::lagEvents)
                    .tags(tags)
                    .register(registry);
            Gauge.builder(
                            "posthorn_follower_lag_seconds",
                            follower,
                            f -> f.lag().toMillis() / 1e3)
                    .tags(tags)
                    .register(registry);
            Gauge.builder("posthorn_follower_set_aside", aside, a -> a.count(follower.name()))
                    .tags(tags)
                    .register(registry);
            FunctionCounter.builder("posthorn_follower_failures", follower, EventFollower::skipped)
                    .tags(tags)
                    .register(registry);
        }
        counter(registry, "posthorn_set_aside_lost", aside, SetAside::lost);
        counter(registry, "posthorn_stream_files_not_ended", streams, FirehoseFiles::unended);
    }

    private void registerReports() {
        gauge(registry, "posthorn_reports_kept", kept, KeptReports::count);
        counter(registry, "posthorn_reports_unmatched", receiver, FeedbackReceiver::unmatched);
        counter(registry, "posthorn_reports_lost", kept, KeptReports::lost);
    }

    private static <T> void gauge(MeterRegistry registry, String name, T source, ToDoubleFunction<T> value) {
        Gauge.builder(name, source, value).strongReference(true).register(registry);
    }

    private static <T> void counter(MeterRegistry registry, String name, T source, ToDoubleFunction<T> value) {
        FunctionCounter.builder(name, source, value).register(registry);
    }
}
