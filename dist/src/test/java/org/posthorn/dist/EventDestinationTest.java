package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.posthorn.dist.Refusal.assertRefused;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.ses.SesClient;
import software.amazon.awssdk.services.ses.model.ConfigurationSetAttribute;
import software.amazon.awssdk.services.ses.model.DimensionValueSource;
import software.amazon.awssdk.services.ses.model.EventDestination;
import software.amazon.awssdk.services.ses.model.EventDestinationAlreadyExistsException;
import software.amazon.awssdk.services.ses.model.EventDestinationDoesNotExistException;
import software.amazon.awssdk.services.ses.model.EventType;
import software.amazon.awssdk.services.ses.model.InvalidCloudWatchDestinationException;
import software.amazon.awssdk.services.ses.model.InvalidFirehoseDestinationException;
import software.amazon.awssdk.services.ses.model.InvalidSnsDestinationException;
import software.amazon.awssdk.services.ses.model.LimitExceededException;
import software.amazon.awssdk.services.ses.model.SNSDestination;
import tools.jackson.databind.JsonNode;

/// Event destinations of configuration sets as a caller of the API sees them.
class EventDestinationTest {
    @RegisterExtension
    static final Installation installation = Installation.capturing();

    @Given
    private static Path directory;

    @Given
    private static TestServer posthorn;

    @Given
    private static SesClient ses;

    @Test
    @Shows({
        "CreateConfigurationSetEventDestination",
        "DeleteConfigurationSetEventDestination",
        "UpdateConfigurationSetEventDestination"
    })
    void destinationsAreToldChangedAndDeleted() throws Exception {
        String topic = run("topic", "create", "changed", "--account", "123456789012")
                .get("topicArn")
                .asString();
        ses.createConfigurationSet(r -> r.configurationSet(set -> set.name("changed")));
        EventDestination first = toTopic("one", topic, EventType.SEND, EventType.BOUNCE);
        ses.createConfigurationSetEventDestination(
                r -> r.configurationSetName("changed").eventDestination(first));
        assertThat(described("changed"))
                .containsExactly(first.toBuilder()
                        .matchingEventTypes(EventType.BOUNCE, EventType.SEND)
                        .build());
        assertThatThrownBy(() -> ses.createConfigurationSetEventDestination(
                        r -> r.configurationSetName("changed").eventDestination(first)))
                .isInstanceOfSatisfying(EventDestinationAlreadyExistsException.class, e -> {
                    assertThat(e.configurationSetName())
                            .as("SES does not send it")
                            .isNull();
                    assertThat(e.eventDestinationName()).isNull();
                });
        EventDestination off = first.toBuilder()
                .enabled(false)
                .matchingEventTypes(EventType.SEND)
                .build();
        ses.updateConfigurationSetEventDestination(
                r -> r.configurationSetName("changed").eventDestination(off));
        assertThat(described("changed")).containsExactly(off);
        assertThatThrownBy(() -> ses.updateConfigurationSetEventDestination(r -> r.configurationSetName("changed")
                        .eventDestination(off.toBuilder().name("two").build())))
                .isInstanceOfSatisfying(
                        EventDestinationDoesNotExistException.class,
                        e -> assertThat(e.awsErrorDetails().errorMessage())
                                .isEqualTo("No EventDestination found for changed"));
        ses.deleteConfigurationSetEventDestination(
                r -> r.configurationSetName("changed").eventDestinationName("one"));
        assertThat(described("changed")).isEmpty();
        assertThatThrownBy(() -> ses.deleteConfigurationSetEventDestination(
                        r -> r.configurationSetName("changed").eventDestinationName("one")))
                .isInstanceOf(EventDestinationDoesNotExistException.class);
    }

    @Test
    void whatIsWrongWithADestinationIsSaid() throws Exception {
        String topic = run("topic", "create", "wrong", "--account", "123456789012")
                .get("topicArn")
                .asString();
        ses.createConfigurationSet(r -> r.configurationSet(set -> set.name("wrong")));
        EventDestination right = toTopic("right", topic, EventType.SEND);
        assertRefused(
                () -> create("wrong", right.toBuilder().name("no spaces").build()),
                "InvalidParameterValue",
                "Invalid event destination name <no spaces>: only alphanumeric ASCII characters, '_', and '-' are"
                        + " allowed.");
        assertRefused(
                () -> create("wrong", right.toBuilder().name("n".repeat(65)).build()),
                "InvalidParameterValue",
                "Event destination name cannot exceed 64 characters.");
        assertRefused(
                () -> create(
                        "wrong", right.toBuilder().matchingEventTypes(List.of()).build()),
                "InvalidParameterValue",
                "At least one event type must be specified.");
        assertRefused(
                () -> create(
                        "wrong",
                        right.toBuilder().snsDestination((SNSDestination) null).build()),
                "InvalidParameterValue",
                "An event destination must be specified.");
        assertRefused(
                () -> create(
                        "wrong",
                        right.toBuilder()
                                .kinesisFirehoseDestination(
                                        f -> f.iamRoleARN("r").deliveryStreamARN("s"))
                                .build()),
                "InvalidParameterValue",
                "Please provide only one destination with each request. Either a Firehose Destination or a Cloudwatch"
                        + " Destination or an SNS Destination or an EventBridge Destination.");
        IntStream.range(0, 10)
                .forEach(i -> create("wrong", right.toBuilder().name("n" + i).build()));
        assertThatThrownBy(() -> create("wrong", right)).isInstanceOf(LimitExceededException.class);
    }

    @Test
    @SuppressWarnings("unchecked") // the SDK's builders
    void whatIsWrongWithThePlaceOfADestinationIsSaid() throws Exception {
        String topic = run("topic", "create", "place", "--account", "123456789012")
                .get("topicArn")
                .asString();
        ses.createConfigurationSet(r -> r.configurationSet(set -> set.name("place")));
        assertThatThrownBy(() -> create("place", toTopic("t", topic + "x", EventType.SEND)))
                .isInstanceOfSatisfying(InvalidSnsDestinationException.class, e -> {
                    assertThat(e.awsErrorDetails().errorMessage()).isEqualTo("SNS topic <" + topic + "x> not found.");
                    assertThat(e.configurationSetName()).isNull();
                });
        assertThatThrownBy(() -> create(
                        "place",
                        EventDestination.builder()
                                .name("f")
                                .matchingEventTypes(EventType.SEND)
                                .kinesisFirehoseDestination(
                                        f -> f.iamRoleARN("r").deliveryStreamARN("no-arn"))
                                .build()))
                .isInstanceOf(InvalidFirehoseDestinationException.class);
        assertRefused(
                () -> create(
                        "place",
                        EventDestination.builder()
                                .name("m")
                                .matchingEventTypes(EventType.SEND)
                                .cloudWatchDestination(c -> c.dimensionConfigurations(List.of()))
                                .build()),
                "InvalidParameterValue",
                "CloudWatch metrics dimension configuration list cannot be empty.");
        assertThatThrownBy(() -> create(
                        "place",
                        EventDestination.builder()
                                .name("m")
                                .matchingEventTypes(EventType.SEND)
                                .cloudWatchDestination(c -> c.dimensionConfigurations(d -> d.dimensionName("no spaces")
                                        .dimensionValueSource(DimensionValueSource.MESSAGE_TAG)
                                        .defaultDimensionValue("x")))
                                .build()))
                .isInstanceOf(InvalidCloudWatchDestinationException.class);
    }

    private static EventDestination toTopic(String name, String topic, EventType... types) {
        return EventDestination.builder()
                .name(name)
                .enabled(true)
                .matchingEventTypes(types)
                .snsDestination(s -> s.topicARN(topic))
                .build();
    }

    private static void create(String set, EventDestination destination) {
        ses.createConfigurationSetEventDestination(
                r -> r.configurationSetName(set).eventDestination(destination));
    }

    private static List<EventDestination> described(String set) {
        return ses.describeConfigurationSet(r -> r.configurationSetName(set)
                        .configurationSetAttributeNames(ConfigurationSetAttribute.EVENT_DESTINATIONS))
                .eventDestinations();
    }

    private static JsonNode run(String... words) {
        return CommandLineRun.json(directory, words);
    }
}
