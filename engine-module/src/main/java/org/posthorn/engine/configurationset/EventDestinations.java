package org.posthorn.engine.configurationset;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.posthorn.engine.Limits;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.ConfigurationSet;
import org.posthorn.engine.settings.EventDestination;
import org.posthorn.engine.settings.EventDestination.Target;
import org.posthorn.engine.topic.EventBuses;
import org.posthorn.engine.topic.Topics;

/// Where configuration sets publish their events to: checked and changed (SES Developer Guide, "Set up event
/// publishing"). Safe for use by many threads.
@Singleton
public final class EventDestinations {
    private static final Pattern STREAM =
            Pattern.compile("arn:aws[a-z-]{0,20}:firehose:[a-z0-9-]{1,32}:\\d{12}:deliverystream/[A-Za-z0-9_.-]{1,64}");
    private static final Pattern DIMENSION = Pattern.compile("[A-Za-z0-9_:-]{1,256}");
    private static final Pattern VALUE = Pattern.compile("[A-Za-z0-9_.@-]{1,256}");

    private final ConfigurationSets sets;
    private final Topics topics;
    private final EventBuses buses;

    @Inject
    public EventDestinations(ConfigurationSets sets, Topics topics, EventBuses buses) {
        this.sets = sets;
        this.topics = topics;
        this.buses = buses;
    }

    /// Adds a destination. On disk when this returns; a topic that it names is told so by a message.
    ///
    /// @throws SesException CONFIGURATION_SET_DOES_NOT_EXIST, EVENT_DESTINATION_ALREADY_EXISTS, LIMIT_EXCEEDED, and for
    ///     what is wrong with the destination
    public void create(Tenant tenant, String set, EventDestination destination) {
        check(tenant, set, destination);
        sets.change(tenant, set, known -> {
            if (known.destinations().stream().anyMatch(other -> other.name().equals(destination.name()))) {
                throw new SesException(
                        SesError.EVENT_DESTINATION_ALREADY_EXISTS,
                        "An event destination with name <" + destination.name()
                                + "> already exists for configuration set <" + set + ">.");
            }
            if (known.destinations().size() >= Limits.EVENT_DESTINATIONS) {
                throw new SesException(
                        SesError.LIMIT_EXCEEDED,
                        "Maximum number of event destinations (" + Limits.EVENT_DESTINATIONS
                                + ") exceeded for configuration set <" + set + ">.");
            }
            List<EventDestination> all = new ArrayList<>(known.destinations());
            all.add(destination);
            return known.withDestinations(all);
        });
        announce(destination);
    }

    /// Replaces a destination.
    ///
    /// @throws SesException as [#create], and EVENT_DESTINATION_DOES_NOT_EXIST
    public void update(Tenant tenant, String set, EventDestination destination) {
        check(tenant, set, destination);
        sets.change(tenant, set, known -> replaced(known, destination.name(), before -> destination));
        announce(destination);
    }

    /// @throws SesException CONFIGURATION_SET_DOES_NOT_EXIST, EVENT_DESTINATION_DOES_NOT_EXIST
    public void delete(Tenant tenant, String set, String name) {
        sets.change(tenant, set, known -> {
            checkThere(known, name);
            return known.withDestinations(known.destinations().stream()
                    .filter(other -> !other.name().equals(name))
                    .toList());
        });
    }

    /// Sets the kinds of events of a destination; of both API versions.
    ///
    /// @throws SesException CONFIGURATION_SET_DOES_NOT_EXIST, EVENT_DESTINATION_DOES_NOT_EXIST, INVALID_PARAMETER_VALUE
    /// without types
    public void setTypes(Tenant tenant, String set, String name, List<EventDestination.EventType> types) {
        checkTypes(types);
        List<EventDestination.EventType> distinct =
                types.stream().distinct().sorted().toList();
        sets.change(
                tenant,
                set,
                known -> replaced(
                        known,
                        name,
                        before -> new EventDestination(name, before.enabled(), distinct, before.target())));
    }

    /// @throws SesException INVALID_PARAMETER_VALUE for what is no name of a destination
    public static void checkName(String name) {
        Names.check("Event destination", name);
    }

    /// @throws SesException INVALID_PARAMETER_VALUE when there are none
    public static void checkTypes(List<? extends Enum<?>> types) {
        if (types.isEmpty()) {
            throw invalid("At least one event type must be specified.");
        }
    }

    private void announce(EventDestination destination) {
        if (destination.target() instanceof Target.Sns sns) {
            topics.publish(
                    sns.topicArn(),
                    Optional.empty(),
                    "Successfully validated SNS topic for Amazon SES event publishing.");
        }
    }

    /// At the place where it was.
    private static ConfigurationSet replaced(
            ConfigurationSet set, String name, UnaryOperator<EventDestination> change) {
        checkThere(set, name);
        return set.withDestinations(set.destinations().stream()
                .map(destination -> destination.name().equals(name) ? change.apply(destination) : destination)
                .toList());
    }

    private static void checkThere(ConfigurationSet set, String name) {
        if (set.destinations().stream().noneMatch(known -> known.name().equals(name))) {
            // Recorded: the set is named, not the destination.
            throw new SesException(
                    SesError.EVENT_DESTINATION_DOES_NOT_EXIST, "No EventDestination found for " + set.name());
        }
    }

    private void check(Tenant tenant, String set, EventDestination destination) {
        sets.get(tenant, set);
        checkName(destination.name());
        checkTypes(destination.types());
        switch (destination.target()) {
            case Target.Sns sns -> {
                // The same for one that is not theirs: nobody learns of another's topics.
                if (!topics.claim(sns.topicArn(), tenant.accountId())) {
                    throw new SesException(
                            SesError.INVALID_SNS_DESTINATION, "SNS topic <" + sns.topicArn() + "> not found.");
                }
            }
            case Target.Firehose firehose -> {
                if (!STREAM.matcher(firehose.streamArn()).matches()) {
                    throw new SesException(
                            SesError.INVALID_FIREHOSE_DESTINATION,
                            "Invalid delivery stream ARN <" + firehose.streamArn() + ">.");
                }
            }
            case Target.EventBridge bus -> {
                // A guess: SES's words for topics.
                if (!buses.claim(tenant, bus.busArn())) {
                    throw invalid("Event bus <" + bus.busArn() + "> not found.");
                }
            }
            case Target.CloudWatch metrics -> check(metrics);
        }
    }

    private static void check(Target.CloudWatch metrics) {
        if (metrics.dimensions().isEmpty()) {
            throw invalid("CloudWatch metrics dimension configuration list cannot be empty.");
        }
        if (metrics.dimensions().size() > Limits.DIMENSIONS) {
            throw new SesException(
                    SesError.INVALID_CLOUD_WATCH_DESTINATION,
                    "CloudWatch metrics dimension configuration list cannot exceed " + Limits.DIMENSIONS + " items.");
        }
        for (EventDestination.Dimension dimension : metrics.dimensions()) {
            if (!DIMENSION.matcher(dimension.name()).matches()
                    || !VALUE.matcher(dimension.otherwise()).matches()) {
                throw new SesException(
                        SesError.INVALID_CLOUD_WATCH_DESTINATION,
                        "Invalid CloudWatch dimension <" + dimension.name() + ">: its name and default value must have"
                                + " 1 to 256 alphanumeric ASCII characters, '_', '-'.");
            }
        }
    }

    private static SesException invalid(String text) {
        return new SesException(SesError.INVALID_PARAMETER_VALUE, text);
    }
}
