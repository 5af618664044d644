package org.posthorn.engine.configurationset;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.posthorn.engine.Limits;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.EventDestination;
import org.posthorn.engine.settings.EventDestination.Target;
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

    @Inject
    public EventDestinations(ConfigurationSets sets, Topics topics) {
        this.sets = sets;
        this.topics = topics;
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
            return known.withDestinations(sorted(known.destinations(), destination));
        });
        announce(destination);
    }

    /// Replaces a destination.
    ///
    /// @throws SesException as [#create], and EVENT_DESTINATION_DOES_NOT_EXIST
    public void update(Tenant tenant, String set, EventDestination destination) {
        check(tenant, set, destination);
        sets.change(tenant, set, known -> {
            List<EventDestination> others = without(set, known.destinations(), destination.name());
            return known.withDestinations(sorted(others, destination));
        });
        announce(destination);
    }

    /// @throws SesException CONFIGURATION_SET_DOES_NOT_EXIST, EVENT_DESTINATION_DOES_NOT_EXIST
    public void delete(Tenant tenant, String set, String name) {
        sets.change(tenant, set, known -> known.withDestinations(without(set, known.destinations(), name)));
    }

    /// Sets the kinds of events of a destination; of both API versions.
    ///
    /// @throws SesException CONFIGURATION_SET_DOES_NOT_EXIST, EVENT_DESTINATION_DOES_NOT_EXIST, INVALID_PARAMETER_VALUE
    /// without types
    public void setTypes(Tenant tenant, String set, String name, List<EventDestination.EventType> types) {
        checkTypes(types);
        sets.change(tenant, set, known -> {
            List<EventDestination> others = without(set, known.destinations(), name);
            EventDestination before = known.destinations().stream()
                    .filter(destination -> destination.name().equals(name))
                    .findFirst()
                    .orElseThrow();
            EventDestination after = new EventDestination(
                    name, before.enabled(), types.stream().distinct().sorted().toList(), before.target());
            return known.withDestinations(sorted(others, after));
        });
    }

    private static void checkTypes(List<EventDestination.EventType> types) {
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

    private static List<EventDestination> sorted(List<EventDestination> others, EventDestination added) {
        List<EventDestination> all = new ArrayList<>(others);
        all.add(added);
        all.sort(Comparator.comparing(EventDestination::name));
        return all;
    }

    private static List<EventDestination> without(String set, List<EventDestination> all, String name) {
        List<EventDestination> others =
                all.stream().filter(other -> !other.name().equals(name)).toList();
        if (others.size() == all.size()) {
            // Recorded: the set is named, not the destination.
            throw new SesException(SesError.EVENT_DESTINATION_DOES_NOT_EXIST, "No EventDestination found for " + set);
        }
        return others;
    }

    private void check(Tenant tenant, String set, EventDestination destination) {
        sets.get(tenant, set);
        Names.check("Event destination", destination.name());
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
