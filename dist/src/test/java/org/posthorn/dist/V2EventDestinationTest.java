package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ses.model.ConfigurationSetAttribute;
import software.amazon.awssdk.services.sesv2.SesV2Client;
import software.amazon.awssdk.services.sesv2.model.AlreadyExistsException;
import software.amazon.awssdk.services.sesv2.model.BadRequestException;
import software.amazon.awssdk.services.sesv2.model.CloudWatchDimensionConfiguration;
import software.amazon.awssdk.services.sesv2.model.DimensionValueSource;
import software.amazon.awssdk.services.sesv2.model.EventDestination;
import software.amazon.awssdk.services.sesv2.model.EventDestinationDefinition;
import software.amazon.awssdk.services.sesv2.model.EventType;
import software.amazon.awssdk.services.sesv2.model.LimitExceededException;
import software.amazon.awssdk.services.sesv2.model.NotFoundException;
import software.amazon.awssdk.services.sesv2.model.SesV2Exception;
import tools.jackson.databind.JsonNode;

/// Event destinations by API v2: all kinds and types, what API v1 sees of them, and an event bus that is a web hook.
class V2EventDestinationTest extends PublishingFixture {
    private static final String BUS = "arn:aws:events:us-east-1:123456789012:event-bus/default";
    private static final String STREAM = "arn:aws:firehose:us-east-1:123456789012:deliverystream/v2";

    private static SesV2Client v2;

    @BeforeAll
    static void connect() {
        v2 = posthorn.clientV2(key.accessKeyId(), key.secretAccessKey());
    }

    @AfterAll
    static void disconnect() {
        v2.close();
    }

    @Test
    @Shows(
            value = {
                "GetConfigurationSetEventDestinations",
                "UpdateConfigurationSetEventDestination",
                "DeleteConfigurationSetEventDestination"
            },
            face = Face.V2)
    void allKindsAreToldAsTheyWereMadeAndInThatOrder() {
        String topic = topic("kinds");
        topic("event-bus-default");
        allKinds("kinds", topic);
        List<EventDestination> told = v2.getConfigurationSetEventDestinations(r -> r.configurationSetName("kinds"))
                .eventDestinations();
        assertThat(told).extracting(EventDestination::name).containsExactly("z-sns", "bus", "a-metrics", "stream");
        assertThat(told).extracting(EventDestination::enabled).containsExactly(true, false, false, false);
        assertThat(told.get(0).matchingEventTypes()).containsExactlyInAnyOrderElementsOf(EventType.knownValues());
        assertThat(told.get(0).snsDestination().topicArn()).isEqualTo(topic);
        assertThat(told.get(1).eventBridgeDestination().eventBusArn()).isEqualTo(BUS);
        assertThat(told.get(1).pinpointDestination()).isNull();
        assertThat(told.get(2).cloudWatchDestination().dimensionConfigurations())
                .extracting(CloudWatchDimensionConfiguration::dimensionValueSource)
                .containsExactly(
                        DimensionValueSource.MESSAGE_TAG,
                        DimensionValueSource.EMAIL_HEADER,
                        DimensionValueSource.LINK_TAG);
        assertThat(told.get(3).kinesisFirehoseDestination().deliveryStreamArn()).isEqualTo(STREAM);

        v2.updateConfigurationSetEventDestination(r -> r.configurationSetName("kinds")
                .eventDestinationName("bus")
                .eventDestination(d ->
                        d.enabled(true).matchingEventTypes(EventType.OPEN).snsDestination(s -> s.topicArn(topic))));
        EventDestination replaced = told("kinds").get(1);
        assertThat(replaced.name()).isEqualTo("bus");
        assertThat(replaced.enabled()).isTrue();
        assertThat(replaced.matchingEventTypes()).containsExactly(EventType.OPEN);
        assertThat(replaced.eventBridgeDestination()).isNull();

        v2.deleteConfigurationSetEventDestination(
                r -> r.configurationSetName("kinds").eventDestinationName("z-sns"));
        assertThat(told("kinds")).extracting(EventDestination::name).containsExactly("bus", "a-metrics", "stream");
        assertUnknown(() -> v2.deleteConfigurationSetEventDestination(
                r -> r.configurationSetName("kinds").eventDestinationName("z-sns")));
        assertUnknown(() -> v2.updateConfigurationSetEventDestination(r -> r.configurationSetName("kinds")
                .eventDestinationName("z-sns")
                .eventDestination(d -> d.matchingEventTypes(EventType.OPEN).snsDestination(s -> s.topicArn(topic)))));
    }

    @Test
    void apiV1TellsThemByNameAndWithoutWhatItHasNoWordsFor() {
        String topic = topic("seen");
        topic("event-bus-default");
        allKinds("seen", topic);
        var described = ses.describeConfigurationSet(r -> r.configurationSetName("seen")
                        .configurationSetAttributeNames(ConfigurationSetAttribute.EVENT_DESTINATIONS))
                .eventDestinations();
        assertThat(described)
                .as("API v1 has them by name")
                .extracting(destination -> destination.name())
                .containsExactly("a-metrics", "bus", "stream", "z-sns");
        assertThat(described.get(1).matchingEventTypes())
                .as("it has no words for these")
                .isEmpty();
        assertThat(described.get(3).matchingEventTypes()).hasSize(8);
        assertThat(described.get(0).matchingEventTypesAsStrings()).containsExactly("renderingFailure");
    }

    /// One of each kind that there is, to this topic.
    private static void allKinds(String set, String topic) {
        set(set);
        make(
                set,
                "z-sns",
                d -> d.enabled(true)
                        .matchingEventTypes(EventType.knownValues())
                        .snsDestination(s -> s.topicArn(topic)));
        make(
                set,
                "bus",
                d -> d.matchingEventTypes(EventType.DELIVERY_DELAY, EventType.SUBSCRIPTION)
                        .eventBridgeDestination(b -> b.eventBusArn(BUS)));
        make(
                set,
                "a-metrics",
                d -> d.matchingEventTypes(EventType.RENDERING_FAILURE)
                        .cloudWatchDestination(c -> c.dimensionConfigurations(
                                dimension("campaign", DimensionValueSource.MESSAGE_TAG),
                                dimension("subject", DimensionValueSource.EMAIL_HEADER),
                                dimension("link", DimensionValueSource.LINK_TAG))));
        make(
                set,
                "stream",
                d -> d.matchingEventTypes(EventType.SEND)
                        .kinesisFirehoseDestination(f ->
                                f.iamRoleArn("arn:aws:iam::123456789012:role/r").deliveryStreamArn(STREAM)));
    }

    @Test
    void whatIsWrongWithADestinationIsSaid() {
        String topic = topic("faults");
        set("faults");
        Consumer<EventDestinationDefinition.Builder> right =
                d -> d.matchingEventTypes(EventType.SEND).snsDestination(s -> s.topicArn(topic));
        assertBad(
                "no spaces",
                right,
                "Invalid event destination name <no spaces>: only alphanumeric ASCII characters, '_', and '-' are"
                        + " allowed.");
        assertBad("n".repeat(65), right, "Event destination name cannot exceed 64 characters.");
        assertBad(
                "d", right.andThen(d -> d.matchingEventTypes(List.of())), "At least one event type must be specified.");
        assertBad("d", d -> d.matchingEventTypes(EventType.SEND), "Event destination is not provided.");
        assertBad(
                "d",
                right.andThen(d -> d.eventBridgeDestination(b -> b.eventBusArn(BUS))),
                "Please provide only one destination with each request. Either a Firehose Destination or a Cloudwatch"
                        + " Destination or an SNS Destination or an EventBridge Destination.");
        assertBad(
                "d",
                d -> d.matchingEventTypes(EventType.SEND)
                        .cloudWatchDestination(c -> c.dimensionConfigurations(List.of())),
                "CloudWatch metrics dimension configuration list cannot be empty.");
        String app = "arn:aws:mobiletargeting:us-east-1:123456789012:apps/0123456789abcdef0123456789abcdef";
        assertBad(
                "d",
                d -> d.matchingEventTypes(EventType.SEND).pinpointDestination(p -> p.applicationArn(app)),
                "Invalid Pinpoint application ARN provided: " + app + ".");
        assertBad(
                "d",
                d -> d.matchingEventTypesWithStrings("SNAIL").snsDestination(s -> s.topicArn(topic)),
                "1 validation error detected: Value at 'eventDestination.matchingEventTypes' failed to satisfy"
                        + " constraint: Member must satisfy constraint: [Member must satisfy enum value set: [SEND, REJECT,"
                        + " BOUNCE, COMPLAINT, DELIVERY, OPEN, CLICK, RENDERING_FAILURE, DELIVERY_DELAY, SUBSCRIPTION]]");
        assertBad(
                "d",
                d -> d.matchingEventTypes(EventType.SEND).snsDestination(s -> s.topicArn(topic + "-none")),
                "SNS topic <" + topic + "-none> not found.");
        // A guess.
        for (String bus : List.of(
                BUS.replace("default", "mine"), BUS.replace("us-east-1", "eu-west-1"), BUS.replace("1234", "4321"))) {
            assertBad(
                    "d",
                    d -> d.matchingEventTypes(EventType.SEND).eventBridgeDestination(b -> b.eventBusArn(bus)),
                    "Event bus <" + bus + "> not found.");
        }
    }

    @Test
    @Shows(value = "CreateConfigurationSetEventDestination", face = Face.V2)
    void aSetHasTenDestinationsOfDifferentNames() {
        String topic = topic("many");
        set("many");
        Consumer<EventDestinationDefinition.Builder> right =
                d -> d.matchingEventTypes(EventType.SEND).snsDestination(s -> s.topicArn(topic));
        for (int i = 0; i < 10; i++) {
            String name = "d" + i;
            v2.createConfigurationSetEventDestination(r ->
                    r.configurationSetName("many").eventDestinationName(name).eventDestination(right));
        }
        assertThatExceptionOfType(AlreadyExistsException.class)
                .isThrownBy(() -> make("many", "d3", right))
                .withMessageStartingWith(
                        "An event destination with name <d3> already exists for configuration set <many>.");
        assertThatExceptionOfType(LimitExceededException.class).isThrownBy(() -> make("many", "d10", right));
        for (ThrowingCallable call : List.<ThrowingCallable>of(
                () -> told("none"),
                () -> make("none", "d", right),
                () -> v2.deleteConfigurationSetEventDestination(
                        r -> r.configurationSetName("none").eventDestinationName("d")))) {
            assertThatExceptionOfType(NotFoundException.class)
                    .isThrownBy(call)
                    .withMessageStartingWith("Configuration set <none> does not exist.");
        }
    }

    @Test
    void anEventBusWithoutAServiceIsATopicWhoseHookIsSigned() throws Exception {
        subscribed("event-bus-default", false);
        set("hooked");
        make(
                "hooked",
                "bus",
                d -> d.enabled(true)
                        .matchingEventTypes(EventType.SEND, EventType.BOUNCE)
                        .eventBridgeDestination(b -> b.eventBusArn(BUS)));
        String id = send("hooked", "shop@example.com", "bounce@simulator.amazonses.com");
        WebHook.Post post = hook.await(
                "the bounce on the bus",
                p -> p.body().contains(id) && p.body().contains("\\\"detail-type\\\":\\\"Email Bounced\\\""));
        assertSigned(post);
        JsonNode event = post.message();
        assertThat(event.propertyNames())
                .containsExactly(
                        "version", "id", "detail-type", "source", "account", "time", "region", "resources", "detail");
        assertThat(event.get("source").asString()).isEqualTo("aws.ses");
        assertThat(event.get("account").asString()).isEqualTo("123456789012");
        assertThat(event.get("region").asString()).isEqualTo("us-east-1");
        assertThat(event.get("time").asString()).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ");
        assertThat(event.get("resources").toString())
                .isEqualTo("[\"arn:aws:ses:us-east-1:123456789012:identity/example.com\"]");
        assertThat(event.get("detail").get("eventType").asString()).isEqualTo("Bounce");
        assertThat(event.get("detail").get("mail").get("messageId").asString()).isEqualTo(id);
        hook.await(
                "the send on the bus",
                p -> p.body().contains(id) && p.body().contains("\\\"detail-type\\\":\\\"Email Sent\\\""));
    }

    private static String topic(String name) {
        return run("topic", "create", name, "--account", "123456789012")
                .get("topicArn")
                .asString();
    }

    private static void set(String name) {
        v2.createConfigurationSet(r -> r.configurationSetName(name));
    }

    private static void make(String set, String name, Consumer<EventDestinationDefinition.Builder> definition) {
        v2.createConfigurationSetEventDestination(
                r -> r.configurationSetName(set).eventDestinationName(name).eventDestination(definition));
    }

    private static List<EventDestination> told(String set) {
        return v2.getConfigurationSetEventDestinations(r -> r.configurationSetName(set))
                .eventDestinations();
    }

    private static CloudWatchDimensionConfiguration dimension(String name, DimensionValueSource source) {
        return CloudWatchDimensionConfiguration.builder()
                .dimensionName(name)
                .dimensionValueSource(source)
                .defaultDimensionValue("none")
                .build();
    }

    private static void assertUnknown(ThrowingCallable call) {
        assertThatExceptionOfType(NotFoundException.class)
                .isThrownBy(call)
                .withMessageStartingWith(
                        "An event destination with name <z-sns> does not exist for configuration set <kinds>.");
    }

    private static void assertBad(String name, Consumer<EventDestinationDefinition.Builder> definition, String text) {
        assertThatExceptionOfType(BadRequestException.class)
                .isThrownBy(() -> make("faults", name, definition))
                .extracting(SesV2Exception::awsErrorDetails)
                .satisfies(details -> assertThat(details.errorMessage()).isEqualTo(text));
    }
}
