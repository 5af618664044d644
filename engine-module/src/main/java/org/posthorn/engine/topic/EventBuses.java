package org.posthorn.engine.topic;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.Notice;
import org.posthorn.engine.settings.Subscription;

/// The event buses of EventBridge that event destinations name: `default` of the account in its region, since SES takes
/// no other (SES Developer Guide, "Set up an Amazon EventBridge destination").
///
/// What goes to a bus goes to a service of the user's own that speaks EventBridge; without one, to the subscriptions of
/// the topic [#TOPIC] of that account and region, so that a web hook gets it signed. Safe for use by many threads.
@Singleton
public final class EventBuses {
    /// Stands for the default bus where no service does.
    public static final String TOPIC = "event-bus-default";

    private static final String PREFIX = "arn:aws:events:";

    /// @param elsewhere whether there is a service of the user's own
    public record Place(boolean elsewhere) {}

    private final Topics topics;
    private final Place place;
    private final InstantSource clock;

    @Inject
    public EventBuses(Topics topics, Place place, InstantSource clock) {
        this.topics = topics;
        this.place = place;
        this.clock = clock;
    }

    /// `arn:aws:events:{region}:{account}:event-bus/default`.
    public static String arn(Tenant owner) {
        return PREFIX + owner.region() + ":" + owner.accountId() + ":event-bus/default";
    }

    /// Whether the endpoint of a notice is a bus at a service.
    public static boolean isBus(String endpoint) {
        return endpoint.startsWith(PREFIX);
    }

    /// The region of such an endpoint.
    public static String region(String endpoint) {
        return endpoint.substring(PREFIX.length(), endpoint.indexOf(':', PREFIX.length()));
    }

    private static String topic(Tenant owner) {
        return new TopicArn(owner, TOPIC).toString();
    }

    /// Whether a tenant may let events go to a bus: it is their own, and there is something that takes them.
    ///
    /// @throws org.posthorn.engine.SesException SERVICE_UNAVAILABLE when it can't be said now
    public boolean claim(Tenant tenant, String busArn) {
        return busArn.equals(arn(tenant)) && (place.elsewhere() || topics.claim(topic(tenant), tenant.accountId()));
    }

    /// What is to be sent for an event; nothing when nobody has subscribed.
    ///
    /// @param event as EventBridge has it, in JSON
    public List<Notice> noticesFor(Tenant tenant, String event) {
        if (!place.elsewhere()) {
            return topics.noticesFor(topic(tenant), Optional.empty(), event);
        }
        String bus = arn(tenant);
        String id = UUID.nameUUIDFromBytes(bus.getBytes(StandardCharsets.UTF_8)).toString();
        Instant now = clock.instant();
        return List.of(new Notice(
                Notice.Kind.Notification,
                UUID.randomUUID().toString(),
                new Subscription(id, bus, bus, true, true, now),
                Optional.empty(),
                event,
                now,
                0,
                now,
                ""));
    }
}
