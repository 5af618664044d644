package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.services.ses.SesClient;
import software.amazon.awssdk.services.ses.model.ConfigurationSetAttribute;
import software.amazon.awssdk.services.ses.model.EventType;
import software.amazon.awssdk.services.ses.model.MessageTag;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What the real service was recorded to answer and to tell, asked here in the same way. The recordings and their basis
/// are in `recorded/`.
class RecordedAnswersTest {
    private static final String TOPIC = "arn:aws:sns:us-east-1:123456789012:";
    private static final String LONG = "test_invalid_value_len".repeat(100);

    @TempDir
    private static Path directory;

    private static SnsPeer topics;
    private static TestServer posthorn;
    private static SesClient ses;

    @BeforeAll
    static void start() throws Exception {
        topics = SnsPeer.start();
        topics.has(TOPIC + "there");
        posthorn = TestServer.start(
                directory,
                true,
                "topics.aws.sns_endpoint=" + topics.url(),
                "topics.aws.access_key_id=any",
                "topics.aws.secret_access_key=any");
        ses = posthorn.client("123456789012", "any");
        ses.verifyEmailIdentity(r -> r.emailAddress("sender@example.com"));
        ses.createConfigurationSet(r -> r.configurationSet(s -> s.name("config-set")));
        destination("config-set", TOPIC + "there");
        ses.createTemplate(r -> r.template(
                t -> t.templateName("template").subjectPart("Email template").textPart("Test template")));
    }

    @AfterAll
    static void stop() {
        ses.close();
        posthorn.close();
        topics.close();
    }

    record Answer(String name, String code, String text) {
        @Override
        public String toString() {
            return name.substring(0, Math.min(60, name.length()));
        }
    }

    static Stream<Answer> answers() throws Exception {
        return rows("answers.txt").map(row -> new Answer(row.get(0), row.get(1), row.get(2)));
    }

    @ParameterizedTest
    @MethodSource("answers")
    void aRefusalHasTheRecordedCodeAndText(Answer answer) {
        String text = answer.text().replace("{topic}", TOPIC + "missing");
        switch (answer.name()) {
            case "unknown topic" -> assertRefused(() -> destination("config-set", TOPIC + "missing"), answer, text);
            case "destination of an unknown set" ->
                assertRefused(() -> destination("nonexistent", TOPIC + "there"), answer, text, "nonexistent");
            case "delete an unknown set" ->
                assertRefused(
                        () -> ses.deleteConfigurationSet(r -> r.configurationSetName("nonexistent")),
                        answer,
                        text,
                        "nonexistent");
            case "delete an unknown destination" ->
                assertRefused(() -> deleteDestination("config-set", "other"), answer, text, "config-set");
            case "delete a destination of an unknown set" ->
                assertRefused(() -> deleteDestination("nonexistent", "destination"), answer, text, "nonexistent");
            default -> {
                assertThat(answer.name()).startsWith("tag ").contains("=");
                String tag = answer.name().substring("tag ".length());
                int equals = tag.indexOf('=');
                String name = tag.substring(0, equals).replace("{long}", LONG);
                String value = tag.substring(equals + 1).replace("{long}", LONG);
                // Before the source is looked at.
                assertRefused(() -> send("unverified@example.net", name, value), answer, text);
            }
        }
    }

    @Test
    void tagsThatMakeAFeedbackIdAreTaken() {
        for (String name : List.of("ses:feedback-id-a", "ses:feedback-id-b")) {
            Refusal.assertRefused(
                    () -> send("unverified@example.net", name, "this-marketing-campaign"),
                    "MessageRejected",
                    "Email address is not verified. The following identities failed the check in region US-EAST-1:"
                            + " unverified@example.net");
        }
    }

    /// Recorded on 2025-08-20.
    @Test
    void theTypesOfADestinationAreToldInTheOrderOfTheirNames() {
        ses.createConfigurationSet(r -> r.configurationSet(s -> s.name("described")));
        destination("described", TOPIC + "there");
        assertThat(ses.describeConfigurationSet(r -> r.configurationSetName("described")
                                .configurationSetAttributeNames(ConfigurationSetAttribute.EVENT_DESTINATIONS))
                        .eventDestinations()
                        .getFirst()
                        .matchingEventTypes())
                .containsExactly(EventType.BOUNCE, EventType.CLICK, EventType.DELIVERY, EventType.OPEN, EventType.SEND);
    }

    static Stream<List<String>> events() throws Exception {
        return rows("events.txt");
    }

    @ParameterizedTest
    @MethodSource("events")
    void anEventHoldsWhatWasRecorded(List<String> row) {
        String[] what = row.getFirst().split(" of ");
        String id =
                what[1].equals("SendEmail") ? send("sender@example.com", "custom-tag", "tag-value") : sendTemplated();
        JsonNode mail = published(what[0], id).get("mail");
        assertThat(mail.propertyNames()).containsExactly(names(row.get(1)));
        assertThat(mail.get("headers").findValuesAsString("name")).containsExactly(names(row.get(2)));
        assertThat(mail.get("commonHeaders").propertyNames()).containsExactly(names(row.get(3)));
        assertThat(mail.get("tags").propertyNames()).containsExactly(names(row.get(4)));
    }

    private static String[] names(String words) {
        return words.split(" ");
    }

    private static JsonNode published(String type, String messageId) {
        return await(type + " of " + messageId)
                .atMost(TestServer.PATIENCE)
                .until(
                        () -> topics.calls().stream()
                                .filter(call -> "Publish".equals(call.get("Action")))
                                .filter(call -> "Amazon SES Email Event Notification".equals(call.get("Subject")))
                                .map(call -> JsonMapper.shared().readTree(call.get("Message")))
                                .filter(event ->
                                        event.get("eventType").asString().equals(type))
                                .filter(event -> event.get("mail")
                                        .get("messageId")
                                        .asString()
                                        .equals(messageId))
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    private static String send(String source, String tagName, String tagValue) {
        return ses.sendEmail(r -> r.source(source)
                        .destination(d -> d.toAddresses("success@example.com"))
                        .tags(MessageTag.builder().name(tagName).value(tagValue).build())
                        .message(m -> m.subject(s -> s.data("SOME_SUBJECT"))
                                .body(b -> b.text(t -> t.data("SOME_MESSAGE")).html(h -> h.data("<p>SOME_HTML</p>"))))
                        .configurationSetName("config-set"))
                .messageId();
    }

    private static String sendTemplated() {
        return ses.sendTemplatedEmail(r -> r.source("sender@example.com")
                        .destination(d -> d.toAddresses("success@example.com"))
                        .tags(MessageTag.builder()
                                .name("custom-tag")
                                .value("tag-value")
                                .build())
                        .template("template")
                        .templateData("{}")
                        .configurationSetName("config-set"))
                .messageId();
    }

    private static void destination(String set, String topic) {
        ses.createConfigurationSetEventDestination(r -> r.configurationSetName(set)
                .eventDestination(d -> d.name("destination")
                        .enabled(true)
                        .matchingEventTypes(
                                EventType.SEND, EventType.BOUNCE, EventType.DELIVERY, EventType.OPEN, EventType.CLICK)
                        .snsDestination(s -> s.topicARN(topic))));
    }

    private static void deleteDestination(String set, String name) {
        ses.deleteConfigurationSetEventDestination(
                r -> r.configurationSetName(set).eventDestinationName(name));
    }

    private static void assertRefused(Runnable call, Answer answer, String text) {
        Refusal.assertRefused(call, answer.code(), text);
    }

    private static void assertRefused(Runnable call, Answer answer, String text, String set) {
        assertRefused(call, answer, text.replace("{set}", set));
    }

    private static Stream<List<String>> rows(String file) throws Exception {
        try (InputStream in = RecordedAnswersTest.class.getResourceAsStream("/recorded/" + file)) {
            assertThat(in).as(file).isNotNull();
            List<List<String>> rows = new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(line ->
                            Arrays.stream(line.split("\\|")).map(String::strip).toList())
                    .toList();
            assertThat(rows).isNotEmpty();
            return rows.stream();
        }
    }
}
