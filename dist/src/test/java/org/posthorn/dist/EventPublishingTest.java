package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.posthorn.dist.Refusal.assertRefused;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.posthorn.engine.identity.Credential;
import org.posthorn.engine.mail.Tenant;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.ses.SesClient;
import software.amazon.awssdk.services.ses.model.DimensionValueSource;
import software.amazon.awssdk.services.ses.model.EventDestination;
import software.amazon.awssdk.services.ses.model.EventType;
import software.amazon.awssdk.services.ses.model.IdentityNotificationAttributes;
import software.amazon.awssdk.services.ses.model.NotificationType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Events on their way to those who asked for them: set up with the AWS SDK and the command line, received by a web
/// hook, a file and the metrics.
class EventPublishingTest extends PublishingFixture {
    @Test
    void eventsOfAConfigurationSetReachASubscriberInTheFormOfSns() throws Exception {
        String topic = subscribed("events", false);
        ses.createConfigurationSet(r -> r.configurationSet(set -> set.name("events")));
        ses.createConfigurationSetEventDestination(r -> r.configurationSetName("events")
                .eventDestination(toTopic("all", topic, EventType.SEND, EventType.DELIVERY, EventType.BOUNCE)));
        hook.await(
                "the validation",
                post -> post.body().contains("Successfully validated SNS topic for Amazon SES event publishing."));

        String id = send("events", "Shop <shop@example.com>", "you@x.test");
        JsonNode send = hook.event("eventType", "Send", id).message();
        assertThat(send.propertyNames()).containsExactly("eventType", "mail", "send");
        assertThat(send.get("send").isEmpty()).isTrue();
        JsonNode mail = send.get("mail");
        assertThat(mail.propertyNames())
                .containsExactly(
                        "timestamp",
                        "source",
                        "sourceArn",
                        "sendingAccountId",
                        "messageId",
                        "destination",
                        "headersTruncated",
                        "headers",
                        "commonHeaders",
                        "tags");
        assertThat(mail.get("timestamp").asString()).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
        assertThat(mail.get("source").asString()).isEqualTo("Shop <shop@example.com>");
        assertThat(mail.get("sourceArn").asString())
                .isEqualTo("arn:aws:ses:us-east-1:123456789012:identity/example.com");
        assertThat(mail.get("sendingAccountId").asString()).isEqualTo("123456789012");
        assertThat(mail.get("destination").toString()).isEqualTo("[\"you@x.test\"]");
        assertThat(mail.get("headersTruncated").asBoolean()).isFalse();
        assertThat(mail.get("headers").findValuesAsString("name"))
                .containsExactly("From", "To", "Subject", "MIME-Version", "Content-Type");
        assertThat(mail.get("commonHeaders").toString())
                .isEqualTo("{\"from\":[\"Shop <shop@example.com>\"],\"to\":[\"you@x.test\"],\"messageId\":\"" + id
                        + "\",\"subject\":\"s\"}");
        assertThat(mail.get("tags").toString())
                .isEqualTo("{\"ses:operation\":[\"SendEmail\"],\"ses:configuration-set\":[\"events\"],"
                        + "\"ses:source-ip\":[\"127.0.0.1\"],\"ses:from-domain\":[\"example.com\"],"
                        + "\"campaign\":[\"autumn\"],\"ses:caller-identity\":[\"" + key.accessKeyId() + "\"]}");

        WebHook.Post delivered = hook.event("eventType", "Delivery", id);
        JsonNode delivery = delivered.message().get("delivery");
        assertThat(delivery.propertyNames())
                .containsExactly("timestamp", "processingTimeMillis", "recipients", "smtpResponse", "reportingMTA");
        assertThat(delivery.get("recipients").toString()).isEqualTo("[\"you@x.test\"]");
        assertThat(delivery.get("smtpResponse").asString()).startsWith("250 ");
        assertThat(delivered.json().get("Subject").asString()).isEqualTo("Amazon SES Email Event Notification");
        assertSigned(delivered);
    }

    @Test
    @Shows("SetIdentityHeadersInNotificationsEnabled")
    void aBounceIsToldInBothForms() throws Exception {
        String topic = subscribed("bounces", false);
        ses.createConfigurationSet(r -> r.configurationSet(set -> set.name("bounces")));
        ses.createConfigurationSetEventDestination(r -> r.configurationSetName("bounces")
                .eventDestination(toTopic("bounces", topic, EventType.BOUNCE, EventType.COMPLAINT)));
        posthorn.server.identities().vouch(TENANT, "told.test");
        notifications("told.test", NotificationType.BOUNCE, topic);
        hook.await(
                "the test message",
                post -> post.body().contains("AmazonSnsSubscriptionSucceeded")
                        && post.body()
                                .contains("receive 'Bounce' notifications from Amazon SES for identity 'told.test'."));
        ses.setIdentityHeadersInNotificationsEnabled(r -> r.identity("told.test")
                .notificationType(NotificationType.BOUNCE)
                .enabled(true));

        String id = send("bounces", "a@told.test", "bounce@simulator.amazonses.com");
        JsonNode event = hook.event("eventType", "Bounce", id).message().get("bounce");
        assertThat(event.propertyNames())
                .containsExactly(
                        "feedbackId", "bounceType", "bounceSubType", "bouncedRecipients", "timestamp", "reportingMTA");
        assertThat(event.get("feedbackId").asString()).matches("0100[0-9a-f]{12}-[0-9a-f-]{36}-000000");
        assertThat(event.get("bounceType").asString()).isEqualTo("Permanent");
        assertThat(event.get("bounceSubType").asString()).isEqualTo("General");
        assertThat(event.get("bouncedRecipients").toString())
                .isEqualTo("[{\"emailAddress\":\"bounce@simulator.amazonses.com\",\"action\":\"failed\","
                        + "\"status\":\"5.1.1\",\"diagnosticCode\":\"smtp; 550 5.1.1 user unknown\"}]");
        assertNotification(id);

        ses.setIdentityHeadersInNotificationsEnabled(r -> r.identity("told.test")
                .notificationType(NotificationType.BOUNCE)
                .enabled(false));
        String plain = send("bounces", "a@told.test", "bounce@simulator.amazonses.com");
        assertThat(hook.event("notificationType", "Bounce", plain)
                        .message()
                        .get("mail")
                        .propertyNames())
                .doesNotContain("headers", "commonHeaders");
        assertComplaintIsTold();
    }

    private static void assertNotification(String id) throws Exception {
        JsonNode notification = hook.event("notificationType", "Bounce", id).message();
        assertThat(notification.propertyNames()).containsExactly("notificationType", "bounce", "mail");
        assertThat(notification.get("mail").propertyNames())
                .containsExactly(
                        "timestamp",
                        "source",
                        "sourceArn",
                        "sendingAccountId",
                        "messageId",
                        "destination",
                        "sourceIp",
                        "callerIdentity",
                        "headersTruncated",
                        "headers",
                        "commonHeaders");
        assertThat(notification.get("mail").get("sourceIp").asString()).isEqualTo("127.0.0.1");
    }

    private static void assertComplaintIsTold() throws Exception {
        String complained = send("bounces", "a@told.test", "complaint@simulator.amazonses.com");
        JsonNode complaint =
                hook.event("eventType", "Complaint", complained).message().get("complaint");
        assertThat(complaint.get("complainedRecipients").toString())
                .isEqualTo("[{\"emailAddress\":\"complaint@simulator.amazonses.com\"}]");
        assertThat(complaint.get("complaintFeedbackType").asString()).isEqualTo("abuse");
    }

    @Test
    void whatIsNotSentIsToldToo() throws Exception {
        String topic = subscribed("unsent", false);
        ses.createConfigurationSet(r -> r.configurationSet(set -> set.name("unsent")));
        create("unsent", toTopic("d", topic, EventType.REJECT, EventType.RENDERING_FAILURE));
        String eicar = "X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + "EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*";
        String raw = "From: shop@example.com\r\nTo: bad@x.test\r\nSubject: s\r\nMIME-Version: 1.0\r\n"
                + "X-SES-CONFIGURATION-SET: unsent\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n"
                + "Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\n\r\n"
                + Base64.getMimeEncoder().encodeToString(eicar.getBytes(StandardCharsets.US_ASCII)) + "\r\n--b--\r\n";
        String rejected = ses.sendRawEmail(r -> r.rawMessage(m -> m.data(SdkBytes.fromUtf8String(raw))))
                .messageId();
        JsonNode event = hook.event("eventType", "Reject", rejected).message();
        assertThat(event.get("reject").toString()).isEqualTo("{\"reason\":\"Bad content\"}");
        assertThat(event.get("mail").get("commonHeaders").get("subject").asString())
                .isEqualTo("s");

        ses.createTemplate(r ->
                r.template(t -> t.templateName("t").subjectPart("Hi {{name}}").textPart("x")));
        String failed = ses.sendTemplatedEmail(r -> r.source("shop@example.com")
                        .destination(d -> d.toAddresses("failed@x.test"))
                        .template("t")
                        .templateData("{}")
                        .configurationSetName("unsent"))
                .messageId();
        assertThat(hook.event("eventType", "Rendering Failure", failed)
                        .message()
                        .get("failure")
                        .toString())
                .isEqualTo("{\"errorMessage\":\"Attribute 'name' is not present in the rendering data.\","
                        + "\"templateName\":\"t\"}");
        assertThat(relay.messages())
                .noneMatch(message -> message.recipients().contains("bad@x.test"))
                .noneMatch(message -> message.recipients().contains("failed@x.test"));
    }

    @Test
    @Shows("SetIdentityNotificationTopic")
    void topicsOfAnIdentityReplaceFeedbackByMail() throws Exception {
        String topic = subscribed("replaces", false);
        posthorn.server.identities().vouch(TENANT, "quiet.test");
        assertRefused(
                () -> ses.setIdentityFeedbackForwardingEnabled(
                        r -> r.identity("quiet.test").forwardingEnabled(false)),
                "InvalidParameterValue",
                "Identity quiet.test does not have SNS topics for both bounce and complaint notifications.");
        notifications("quiet.test", NotificationType.BOUNCE, topic);
        notifications("quiet.test", NotificationType.COMPLAINT, topic);
        notifications("quiet.test", NotificationType.DELIVERY, topic);
        ses.setIdentityFeedbackForwardingEnabled(r -> r.identity("quiet.test").forwardingEnabled(false));
        IdentityNotificationAttributes set = attributes("quiet.test");
        assertThat(set.bounceTopic()).isEqualTo(topic);
        assertThat(set.complaintTopic()).isEqualTo(topic);
        assertThat(set.deliveryTopic()).isEqualTo(topic);
        assertThat(set.forwardingEnabled()).isFalse();

        String id = ses.sendEmail(r -> r.source("a@quiet.test")
                        .destination(d -> d.toAddresses("bounce@simulator.amazonses.com", "quiet@x.test"))
                        .message(m -> m.subject(s -> s.data("s")).body(b -> b.text(t -> t.data("t")))))
                .messageId();
        hook.event("notificationType", "Bounce", id);
        hook.event("notificationType", "Delivery", id);
        assertThat(relay.messages())
                .as("no mail to the sender")
                .noneMatch(message -> message.recipients().contains("a@quiet.test"));

        ses.setIdentityNotificationTopic(r -> r.identity("quiet.test").notificationType(NotificationType.BOUNCE));
        assertThat(attributes("quiet.test").bounceTopic()).isNull();
        assertThat(attributes("quiet.test").forwardingEnabled())
                .as("without the topic the sender is written to again")
                .isTrue();

        assertRefused(
                () -> notifications("quiet.test", NotificationType.BOUNCE, topic + "x"),
                "InvalidParameterValue",
                "SNS topic " + topic + "x is invalid.");
        notifications("quiet.test", NotificationType.BOUNCE, topic);
        for (String empty : List.of("", " ")) {
            assertRefused(
                    () -> notifications("quiet.test", NotificationType.BOUNCE, empty),
                    "InvalidParameterValue",
                    "SNS topic " + empty + " is invalid.");
        }
        assertThat(attributes("quiet.test").bounceTopic())
                .as("only a parameter that is not there clears it")
                .isEqualTo(topic);
        assertRefused(
                () -> notifications("unknown.test", NotificationType.BOUNCE, topic),
                "InvalidParameterValue",
                "Identity unknown.test is invalid. Must be a verified email address or domain.");
        assertRefused(
                () -> ses.setIdentityHeadersInNotificationsEnabled(r -> r.identity("unknown.test")
                        .notificationType(NotificationType.BOUNCE)
                        .enabled(true)),
                "MessageRejected",
                "Identity unknown.test is not verified or does not exist.");
    }

    /// SES Developer Guide, "delegate sender tasks": the owner's topics hear of it, unless the delegate has its own.
    @Test
    void whatADelegateSendsIsToldToTheOwnerUnlessItHasTopicsOfItsOwn() throws Exception {
        String owners = subscribed("owners", false);
        Tenant delegate = new Tenant("210987654321", "us-east-1");
        Credential delegateKey = posthorn.tenant(delegate, "delegate.test");
        posthorn.server.identities().vouch(TENANT, "owned.test");
        String arn = TENANT.identityArn("owned.test");
        notifications("owned.test", NotificationType.DELIVERY, owners);
        ses.putIdentityPolicy(r -> r.identity("owned.test")
                .policyName("p")
                .policy("{\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"210987654321\"},\"Action\":"
                        + "\"ses:SendEmail\",\"Resource\":\"" + arn + "\"}]}"));
        try (SesClient other = posthorn.client(delegateKey.accessKeyId(), delegateKey.secretAccessKey())) {
            String first = sendFor(other, arn);
            WebHook.Post told = hook.event("notificationType", "Delivery", first);
            assertThat(told.json().get("TopicArn").asString()).isEqualTo(owners);
            assertThat(told.message().get("mail").get("sendingAccountId").asString())
                    .isEqualTo("210987654321");
            assertThat(told.message().get("mail").get("sourceArn").asString()).isEqualTo(arn);

            String delegates = run("topic", "create", "delegates", "--account", "210987654321")
                    .get("topicArn")
                    .asString();
            run("topic", "subscribe", delegates, hook.url());
            confirm(hook.await(
                    "the delegate's confirmation",
                    post -> post.body().contains("SubscribeURL") && post.body().contains("topic " + delegates + ".")));
            other.setIdentityNotificationTopic(r ->
                    r.identity(arn).notificationType(NotificationType.DELIVERY).snsTopic(delegates));
            String second = sendFor(other, arn);
            assertThat(hook.event("notificationType", "Delivery", second)
                            .json()
                            .get("TopicArn")
                            .asString())
                    .isEqualTo(delegates);
        }
    }

    private static String sendFor(SesClient delegate, String arn) {
        return delegate.sendEmail(r -> r.source("a@owned.test")
                        .sourceArn(arn)
                        .destination(d -> d.toAddresses("for@x.test"))
                        .message(m -> m.subject(s -> s.data("s")).body(b -> b.text(t -> t.data("t")))))
                .messageId();
    }

    @Test
    @SuppressWarnings("unchecked") // the SDK's builders
    void streamsAreFilesAndMetricsAreMetrics() throws Exception {
        ses.createConfigurationSet(r -> r.configurationSet(set -> set.name("streams")));
        create(
                "streams",
                EventDestination.builder()
                        .name("stream")
                        .enabled(true)
                        .matchingEventTypes(EventType.SEND, EventType.DELIVERY)
                        .kinesisFirehoseDestination(f -> f.iamRoleARN("arn:aws:iam::123456789012:role/r")
                                .deliveryStreamARN(
                                        "arn:aws:firehose:us-east-1:123456789012:deliverystream/mail-events"))
                        .build());
        create(
                "streams",
                EventDestination.builder()
                        .name("metrics")
                        .enabled(true)
                        .matchingEventTypes(EventType.DELIVERY)
                        .cloudWatchDestination(c -> c.dimensionConfigurations(
                                d -> d.dimensionName("campaign")
                                        .dimensionValueSource(DimensionValueSource.MESSAGE_TAG)
                                        .defaultDimensionValue("none"),
                                d -> d.dimensionName("Subject")
                                        .dimensionValueSource(DimensionValueSource.EMAIL_HEADER)
                                        .defaultDimensionValue("none")))
                        .build());
        String id = send("streams", "shop@example.com", "stream@x.test");

        Path stream = directory.resolve("data/firehose/123456789012/us-east-1/mail-events");
        await("both events in the file")
                .atMost(PATIENCE)
                .until(() -> StreamFiles.lines(stream).stream()
                                .filter(line -> line.contains(id))
                                .count()
                        == 2);
        assertThat(StreamFiles.lines(stream))
                .extracting(line ->
                        JsonMapper.shared().readTree(line).get("eventType").asString())
                .contains("Send", "Delivery");
        assertThat(posthorn.metrics())
                .as("without what a header says")
                .contains("posthorn_ses_events_by_Subject_campaign_total{Subject=\"none\",account=\"123456789012\","
                        + "campaign=\"autumn\",event=\"Delivery\"} 1");
    }

    private static void notifications(String identity, NotificationType type, String topic) {
        ses.setIdentityNotificationTopic(
                r -> r.identity(identity).notificationType(type).snsTopic(topic));
    }

    private static IdentityNotificationAttributes attributes(String identity) {
        return ses.getIdentityNotificationAttributes(r -> r.identities(identity))
                .notificationAttributes()
                .get(identity);
    }
}
