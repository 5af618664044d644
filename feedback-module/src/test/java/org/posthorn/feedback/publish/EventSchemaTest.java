package org.posthorn.feedback.publish;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.posthorn.engine.bounce.BounceSubType;
import org.posthorn.engine.bounce.BounceType;
import org.posthorn.engine.event.Evidence;
import org.posthorn.engine.event.MailEvent;
import org.posthorn.engine.mail.EnhancedStatus;
import org.posthorn.engine.mail.Envelope;
import org.posthorn.engine.mail.Mail;
import org.posthorn.engine.mail.MailKind;
import org.posthorn.engine.mail.MessageId;
import org.posthorn.engine.mail.MessageTag;
import org.posthorn.engine.mail.Origin;
import org.posthorn.engine.mail.Tenant;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Every event in both forms has the fields of SES's tables, `event-schema.txt`, and no other.
class EventSchemaTest {
    private static final Instant NOW = Instant.parse("2026-11-25T12:00:00.123Z");
    private static final MessageId ID = MessageId.next("us-east-1", NOW);
    private static final Set<String> NOTIFIED = Set.of("Bounce", "Complaint", "Delivery");

    private static final Map<String, List<String>> SCHEMA = schema();

    private final EventJson json = new EventJson("mail.example.net");

    static Stream<MailEvent> events() {
        return Stream.concat(ofDelivery(), ofRecipients());
    }

    private static Stream<MailEvent> ofDelivery() {
        EnhancedStatus status = new EnhancedStatus(5, 1, 1);
        return Stream.of(
                new MailEvent.Send(ID, NOW, 1),
                new MailEvent.Reject(ID, NOW, "Bad content"),
                new MailEvent.Bounce(
                        ID,
                        NOW,
                        BounceType.Permanent,
                        BounceSubType.General,
                        List.of(new MailEvent.BouncedRecipient("a@x.test", "failed", status, "smtp; 550 5.1.1 no")),
                        "dns; mx.x.test",
                        Optional.of("192.0.2.1"),
                        "",
                        Optional.of(Evidence.TRUSTED_REPORT)),
                new MailEvent.Complaint(
                        ID,
                        NOW,
                        List.of("a@x.test"),
                        Optional.of("agent"),
                        Optional.of("abuse"),
                        Optional.of(NOW),
                        Optional.empty(),
                        "",
                        Optional.of(Evidence.TRUSTED_REPORT)),
                new MailEvent.Complaint(
                        ID,
                        NOW,
                        List.of("a@x.test"),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of("OnAccountSuppressionList"),
                        "",
                        Optional.of(Evidence.DIALOGUE)),
                new MailEvent.Delivery(
                        ID,
                        NOW,
                        List.of("a@x.test"),
                        7,
                        "250 ok",
                        "mail.example.net",
                        Optional.empty(),
                        Optional.empty()),
                new MailEvent.DeliveryDelay(
                        ID,
                        NOW,
                        "General",
                        NOW,
                        List.of(new MailEvent.DelayedRecipient("a@x.test", status, "smtp; 451 later")),
                        "mail.example.net"),
                new MailEvent.RenderingFailure(ID, NOW, "template", "why"));
    }

    private static Stream<MailEvent> ofRecipients() {
        return Stream.of(
                new MailEvent.Open(ID, NOW, "192.0.2.9", "agent"),
                new MailEvent.Click(ID, NOW, "192.0.2.9", "agent", "https://x.test/", Map.of("k", List.of("v"))),
                new MailEvent.Click(ID, NOW, "192.0.2.9", "agent", "https://x.test/", Map.of()),
                new MailEvent.Subscription(
                        ID,
                        NOW,
                        "list",
                        "UnsubscribeHeader",
                        new MailEvent.Preferences(true, List.of(new MailEvent.TopicPreference("news", false))),
                        new MailEvent.Preferences(false, List.of(new MailEvent.TopicPreference("news", true)))));
    }

    @ParameterizedTest
    @MethodSource("events")
    void anEventHasTheFieldsOfTheTables(MailEvent event) {
        JsonNode told = read(json.event(event, mail(true)));
        check("event." + told.get("eventType").asString(), told);
        check("event.mail", told.get("mail"));
        assertThat(told.get("mail").get("tags").propertyNames())
                .containsExactly(
                        "ses:operation",
                        "ses:configuration-set",
                        "ses:source-ip",
                        "ses:from-domain",
                        "campaign",
                        "ses:caller-identity");
    }

    @ParameterizedTest
    @MethodSource("events")
    void aNotificationHasTheFieldsOfTheTables(MailEvent event) {
        if (NOTIFIED.contains(EventJson.typeOf(event))) {
            for (boolean headers : new boolean[] {false, true}) {
                JsonNode told = read(json.notification(event, mail(true), headers));
                check("notification." + told.get("notificationType").asString(), told);
                check("notification.mail", told.get("mail"));
                assertThat(told.get("mail").has("headers")).isEqualTo(headers);
            }
        }
    }

    /// A message of which nobody wanted to hear when it was accepted.
    @ParameterizedTest
    @MethodSource("events")
    void aMessageOfUnknownOriginIsToldToo(MailEvent event) {
        JsonNode told = read(json.event(event, mail(false)));
        check("event.mail", told.get("mail"));
        assertThat(told.get("mail").get("headers")).isEmpty();
    }

    private static void check(String name, JsonNode node) {
        List<String> fields = SCHEMA.get(name);
        assertThat(fields).as("a schema of %s", name).isNotNull();
        Set<String> may = new TreeSet<>();
        Set<String> must = new TreeSet<>();
        fields.forEach(field -> {
            may.add(field.replace("?", ""));
            if (!field.endsWith("?")) {
                must.add(field);
            }
        });
        assertThat(node.propertyNames()).as(name).containsAll(must).isSubsetOf(may);
        node.propertyStream().forEach(field -> {
            String inner = field.getKey();
            JsonNode value = field.getValue();
            if (value.isObject() && SCHEMA.containsKey(inner)) {
                check(inner, value);
            } else if (value.isArray() && SCHEMA.containsKey(inner)) {
                value.forEach(element -> check(inner, element));
            } else if (inner.equals("timestamp") || inner.endsWith("Time") || inner.endsWith("Date")) {
                assertThat(value.asString()).matches("2026-11-25T12:00:00\\.123Z");
            }
        });
    }

    private static JsonNode read(String text) {
        return JsonMapper.shared().readTree(text);
    }

    private static Mail mail(boolean known) {
        return new Mail(
                ID,
                new Tenant("123456789012", "us-east-1"),
                MailKind.SENT,
                NOW,
                new Envelope("return@mail.example.net", List.of("a@x.test")),
                "Shop <shop@example.com>",
                Optional.empty(),
                known ? Optional.of("set") : Optional.empty(),
                known ? List.of(new MessageTag("campaign", "autumn")) : List.of(),
                100,
                false,
                known
                        ? Optional.of(new Origin(
                                "SendRawEmail",
                                "arn:aws:iam::123456789012:user/anna",
                                Optional.of("192.0.2.7"),
                                Optional.of("example.com"),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.of(
                                        "From: Shop <shop@example.com>\r\nTo: a@x.test\r\nSubject: Hello\r\n there\r\n\r\n"),
                                Optional.empty()))
                        : Optional.empty());
    }

    private static Map<String, List<String>> schema() {
        Map<String, List<String>> schema = new HashMap<>();
        try {
            for (String line : Files.readAllLines(Path.of("src/test/resources/event-schema.txt"))) {
                int equals = line.indexOf(" =");
                if (!line.startsWith("#") && equals > 0) {
                    String fields = line.substring(equals + 2).strip();
                    schema.put(
                            line.substring(0, equals), fields.isEmpty() ? List.of() : Arrays.asList(fields.split(" ")));
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return schema;
    }
}
