package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.ses.SesClient;
import software.amazon.awssdk.services.ses.model.BehaviorOnMXFailure;
import software.amazon.awssdk.services.ses.model.ConfigurationSetAttribute;
import software.amazon.awssdk.services.ses.model.CustomVerificationEmailTemplate;
import software.amazon.awssdk.services.ses.model.DescribeConfigurationSetResponse;
import software.amazon.awssdk.services.ses.model.EventDestination;
import software.amazon.awssdk.services.ses.model.EventType;
import software.amazon.awssdk.services.ses.model.IdentityNotificationAttributes;
import software.amazon.awssdk.services.ses.model.Template;
import software.amazon.awssdk.services.ses.model.TlsPolicy;
import tools.jackson.databind.JsonNode;

/// What an account sets through the API, the operator sets by command; the API then tells it as if it were the
/// account's
/// own doing.
class SettingsCommandsTest {
    private static final String ACCOUNT = "123456789012";

    @TempDir
    private static Path directory;

    private static TestServer posthorn;
    private static SesClient ses;
    private static String keyId;

    @BeforeAll
    static void start() throws Exception {
        posthorn = TestServer.start(directory, false, "relay.mode=capture");
        json("account", "create", "--id", ACCOUNT, "--name", "Shop");
        JsonNode key = json("key", "create", "--account", ACCOUNT);
        keyId = key.path("accessKeyId").asString();
        ses = posthorn.client(keyId, key.path("secretAccessKey").asString());
        of("identity", "verify", "example.com");
    }

    @AfterAll
    static void stop() {
        ses.close();
        posthorn.close();
    }

    @Test
    void aConfigurationSetIsMadeChangedShownAndDeleted() {
        assertThat(of("set", "create", "letters").toString())
                .isEqualTo("{\"name\":\"letters\",\"sendingEnabled\":true,\"reputationMetrics\":false,"
                        + "\"tlsPolicy\":\"Optional\",\"trackingDomain\":null,\"lastFreshStart\":null,"
                        + "\"destinations\":[]}");
        of("set", "update", "letters", "--tls-policy", "require", "--tracking-domain", "Example.com");
        JsonNode changed = of("set", "update", "letters", "--sending-enabled", "false", "--reputation-metrics", "true");
        DescribeConfigurationSetResponse told = described("letters");
        assertThat(told.deliveryOptions().tlsPolicy()).isEqualTo(TlsPolicy.REQUIRE);
        assertThat(told.trackingOptions().customRedirectDomain()).isEqualTo("example.com");
        assertThat(told.reputationOptions().sendingEnabled()).isFalse();
        assertThat(told.reputationOptions().reputationMetricsEnabled()).isTrue();
        assertThat(of("set", "show", "letters")).isEqualTo(changed);
        assertThat(of("set", "list")).contains(changed);

        of("set", "update", "letters", "--tracking-domain", "");
        assertThat(described("letters").trackingOptions()).isNull();
        refused(
                "Domain <example.org> is not verified under this account.",
                "set",
                "update",
                "letters",
                "--tracking-domain",
                "example.org");
        refused("Configuration set <letters> already exists.", "set", "create", "letters");

        of("set", "delete", "letters");
        refused("Configuration set <letters> does not exist.", "set", "show", "letters");
        refused("Configuration set <letters> does not exist.", "set", "update", "letters");
        refused("there is no account 999999999999", List.of("--account", "999999999999"), "set", "list");
    }

    @Test
    void whereTheEventsOfASetGoIsAddedChangedListedAndRemoved() {
        of("set", "create", "told");
        String topic = of("topic", "create", "told").path("topicArn").asString();
        of("set", "destination", "add", "told", "hook", "--types", "bounce,send,deliveryDelay", "--topic", topic);
        of(
                "set",
                "destination",
                "add",
                "told",
                "metrics",
                "--types",
                "open",
                "--enabled",
                "false",
                "--dimension",
                "campaign=messageTag:none",
                "--dimension",
                "X-Kind=emailHeader:other");
        of(
                "set",
                "destination",
                "add",
                "told",
                "files",
                "--types",
                "SEND",
                "--stream",
                "arn:aws:firehose:us-east-1:" + ACCOUNT + ":deliverystream/mail");

        assertThat(of("set", "destination", "list", "told").toString())
                .isEqualTo("[{\"name\":\"files\",\"enabled\":true,\"types\":[\"send\"],\"topic\":null,"
                        + "\"stream\":\"arn:aws:firehose:us-east-1:123456789012:deliverystream/mail\",\"dimensions\":[]},"
                        + "{\"name\":\"hook\",\"enabled\":true,\"types\":[\"send\",\"bounce\",\"deliveryDelay\"],"
                        + "\"topic\":\"" + topic + "\",\"stream\":null,\"dimensions\":[]},"
                        + "{\"name\":\"metrics\",\"enabled\":false,\"types\":[\"open\"],\"topic\":null,\"stream\":null,"
                        + "\"dimensions\":[\"campaign=messageTag:none\",\"X-Kind=emailHeader:other\"]}]");
        assertThat(described("told").eventDestinations())
                .extracting(EventDestination::name)
                .containsExactly("files", "hook", "metrics");

        of("set", "destination", "update", "told", "hook", "--enabled", "false");
        of("set", "destination", "update", "told", "metrics", "--types", "click", "--topic", topic);
        List<EventDestination> told = described("told").eventDestinations();
        assertThat(told.get(1).enabled()).isFalse();
        // The first API version has no word for delays.
        assertThat(told.get(1).matchingEventTypes()).containsExactly(EventType.SEND, EventType.BOUNCE);
        assertThat(told.get(2).snsDestination().topicARN()).isEqualTo(topic);
        assertThat(told.get(2).matchingEventTypes()).containsExactly(EventType.CLICK);

        refused("the set told has no event destination none", "set", "destination", "update", "told", "none");
        refused(
                "an event destination needs a topic, a stream or dimensions",
                "set",
                "destination",
                "add",
                "told",
                "none",
                "--types",
                "send");
        refused(
                "an event destination is one of topic, stream and dimensions",
                "set",
                "destination",
                "add",
                "told",
                "none",
                "--types",
                "send",
                "--topic",
                topic,
                "--stream",
                "s");
        refused(
                "a dimension is NAME=SOURCE:DEFAULT with the source messageTag, emailHeader or linkTag: a=tag:b",
                "set",
                "destination",
                "add",
                "told",
                "none",
                "--types",
                "send",
                "--dimension",
                "a=tag:b");
        refused(
                "SNS topic <arn:aws:sns:us-east-1:" + ACCOUNT + ":none> not found.",
                "set",
                "destination",
                "add",
                "told",
                "none",
                "--types",
                "send",
                "--topic",
                "arn:aws:sns:us-east-1:" + ACCOUNT + ":none");
        assertThat(run("set", "destination", "add", "told", "none", "--types", "sent", "--account", ACCOUNT))
                .satisfies(wrong -> assertThat(wrong.code()).isEqualTo(2))
                .satisfies(wrong -> assertThat(wrong.err()).contains("--types", "'sent'", "renderingFailure"));

        of("set", "destination", "delete", "told", "metrics");
        assertThat(of("set", "destination", "list", "told")).hasSize(2);
        refused("No EventDestination found for told", "set", "destination", "delete", "told", "metrics");
    }

    @Test
    void aTemplateIsPutShownRenderedAndDeleted() throws Exception {
        Path text = write("hello.txt", "Dear {{name}},\r\nhello.\r\n");
        Path html = write("hello.html", "<p>Dear {{name}}</p>");
        of(
                "template",
                "put",
                "hello",
                "--subject",
                "Hi {{name}}",
                "--text",
                text.toString(),
                "--html",
                html.toString());
        Template told = ses.getTemplate(r -> r.templateName("hello")).template();
        assertThat(told.subjectPart()).isEqualTo("Hi {{name}}");
        assertThat(told.textPart()).isEqualTo("Dear {{name}},\r\nhello.\r\n");
        assertThat(told.htmlPart()).isEqualTo("<p>Dear {{name}}</p>");
        String made = of("template", "show", "hello").path("createdAt").asString();

        of("template", "put", "hello", "--subject", "Hello {{name}}", "--text", text.toString());
        JsonNode listed = of("template", "list");
        assertThat(listed).hasSize(1);
        assertThat(listed.get(0).toString())
                .isEqualTo("{\"name\":\"hello\",\"createdAt\":\"" + made + "\",\"subject\":\"Hello {{name}}\"}");
        assertThat(run("template", "show", "hello", "--account", ACCOUNT).out())
                .startsWith("name       hello\ncreatedAt  ")
                .endsWith("\nsubject    Hello {{name}}\n\ntext:\nDear {{name}},\nhello.\n");

        Path data = write("data.json", "{\"name\": \"Ann\"}");
        CommandLineRun rendered = run("template", "render", "hello", "--data", data.toString(), "--account", ACCOUNT);
        assertThat(rendered.out())
                .startsWith("Subject: Hello Ann\n")
                .endsWith("\n\nDear Ann,\nhello.\n")
                .doesNotContain("\r");
        refused(
                "Attribute 'name' is not present in the rendering data.",
                "template",
                "render",
                "hello",
                "--data",
                write("none.json", "{}").toString());
        refused("The template is invalid: ", "template", "put", "bad", "--subject", "{{#if", "--text", text.toString());
        refused("The template must have a text part or an HTML part.", "template", "put", "bad", "--subject", "s");
        refused("the template: ", "template", "put", "bad", "--subject", "s", "--text", directory + "/nothing");

        of("template", "delete", "hello");
        refused("Template hello does not exist.", "template", "show", "hello");
        refused("Template hello does not exist.", "template", "delete", "hello");
    }

    @Test
    void aTemplateAsLongAsSesTakesIsTaken() throws Exception {
        Path text = write("long.txt", "\u00e9".repeat(511_999));
        of("template", "put", "long", "--subject", "s", "--text", text.toString());
        assertThat(ses.getTemplate(r -> r.templateName("long")).template().textPart())
                .hasSize(511_999);
        Path longer = write("longer.txt", "\u00e9".repeat(512_000));
        refused(
                "The template exceeds 512000 characters.",
                "template",
                "put",
                "long",
                "--subject",
                "s",
                "--text",
                longer.toString());
        of("template", "delete", "long");
    }

    @Test
    void aTemplateOfVerificationMailsIsPutShownAndDeleted() throws Exception {
        Path content = write("ask.html", "<p>Is it you?</p>");
        String[] put = {
            "verification",
            "put",
            "ask",
            "--from",
            "shop@example.com",
            "--subject",
            "Is it you?",
            "--content",
            content.toString(),
            "--success-url",
            "https://example.com/yes",
            "--failure-url",
            "https://example.com/no"
        };
        of(put);
        assertThat(ses.getCustomVerificationEmailTemplate(r -> r.templateName("ask"))
                        .templateContent())
                .isEqualTo("<p>Is it you?</p>");
        put[6] = "Really?";
        of(put);
        assertThat(ses.listCustomVerificationEmailTemplates(r -> {}).customVerificationEmailTemplates())
                .extracting(CustomVerificationEmailTemplate::templateSubject)
                .containsExactly("Really?");
        assertThat(of("verification", "list").toString())
                .isEqualTo("[{\"name\":\"ask\",\"from\":\"shop@example.com\",\"subject\":\"Really?\","
                        + "\"successUrl\":\"https://example.com/yes\",\"failureUrl\":\"https://example.com/no\"}]");
        assertThat(of("verification", "show", "ask").path("content").asString()).isEqualTo("<p>Is it you?</p>");
        put[4] = "shop@example.org";
        refused("The from email address <shop@example.org> is not verified", put);

        of("verification", "delete", "ask");
        refused("Custom verification email template <ask> does not exist", "verification", "delete", "ask");
    }

    @Test
    void aMailFromDomainIsSetAndTakenAway() {
        of("identity", "verify", "from.example");
        assertThat(of(
                                "identity",
                                "mail-from",
                                "From.example",
                                "bounce.from.example",
                                "--on-mx-failure",
                                "RejectMessage")
                        .toString())
                .isEqualTo("{\"name\":\"from.example\",\"domain\":\"bounce.from.example\",\"status\":\"Pending\","
                        + "\"onMxFailure\":\"RejectMessage\"}");
        assertThat(ses.getIdentityMailFromDomainAttributes(r -> r.identities("from.example"))
                        .mailFromDomainAttributes()
                        .get("from.example"))
                .satisfies(told -> assertThat(told.mailFromDomain()).isEqualTo("bounce.from.example"))
                .satisfies(
                        told -> assertThat(told.behaviorOnMXFailure()).isEqualTo(BehaviorOnMXFailure.REJECT_MESSAGE));
        refused(
                "Provided MAIL-FROM domain <b.example.org> is not subdomain of the domain of the identity <from.example>.",
                "identity",
                "mail-from",
                "from.example",
                "b.example.org");
        refused("there is no identity no.example in us-east-1", "identity", "mail-from", "no.example", "b.no.example");
        assertThat(run("identity", "mail-from", "from.example", "--account", ACCOUNT))
                .satisfies(wrong -> assertThat(wrong.code()).isEqualTo(2))
                .satisfies(wrong -> assertThat(wrong.err()).startsWith("give either DOMAIN or --remove"));
        of("identity", "mail-from", "from.example", "--remove");
        assertThat(of("identity", "show", "from.example").path("mailFrom").isNull())
                .isTrue();
    }

    @Test
    void whoHearsOfAnIdentitysMailIsSet() {
        of("identity", "verify", "told.example");
        String topic = of("topic", "create", "feedback").path("topicArn").asString();
        refused(
                "Identity told.example does not have SNS topics for both bounce and complaint notifications.",
                "identity",
                "feedback",
                "told.example",
                "off");
        of("identity", "notify", "told.example", "bounce", "--topic", topic, "--headers", "true");
        of("identity", "notify", "told.example", "complaint", "--topic", topic);
        of("identity", "feedback", "told.example", "off");
        IdentityNotificationAttributes told = notifications("told.example");
        assertThat(told.bounceTopic()).isEqualTo(topic);
        assertThat(told.headersInBounceNotificationsEnabled()).isTrue();
        assertThat(told.headersInComplaintNotificationsEnabled()).isFalse();
        assertThat(told.forwardingEnabled()).isFalse();

        // Without a topic for both, the sender is written to again.
        assertThat(of("identity", "notify", "told.example", "Complaint", "--topic", "")
                        .toString())
                .isEqualTo("{\"name\":\"told.example\",\"type\":\"Complaint\",\"topic\":null,\"headers\":false,"
                        + "\"feedback\":true}");
        assertThat(notifications("told.example").forwardingEnabled()).isTrue();
        refused("SNS topic none is invalid.", "identity", "notify", "told.example", "bounce", "--topic", "none");
        assertThat(run("identity", "notify", "told.example", "bounce", "--account", ACCOUNT)
                        .code())
                .isEqualTo(2);
    }

    @Test
    void policiesOfAnIdentityArePutShownAndDeleted() throws Exception {
        of("identity", "verify", "lent.example");
        Path policy = write("policy.json", """
                {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": "111122223333"},
                  "Action": ["ses:SendEmail"], "Resource": "arn:aws:ses:us-east-1:123456789012:identity/lent.example"}]}
                """);
        of("identity", "policy", "put", "lent.example", "partners", policy.toString());
        assertThat(ses.listIdentityPolicies(r -> r.identity("lent.example")).policyNames())
                .containsExactly("partners");
        String json = ses.getIdentityPolicies(r -> r.identity("lent.example").policyNames("partners"))
                .policies()
                .get("partners");
        assertThat(of("identity", "policy", "show", "lent.example", "partners")
                        .path("json")
                        .asString())
                .isEqualTo(json);
        assertThat(of("identity", "policy", "list", "lent.example")).hasSize(1);
        refused(
                "Invalid policy: ",
                "identity",
                "policy",
                "put",
                "lent.example",
                "p",
                write("p.json", "[]").toString());
        refused(
                "the name of a policy has at most 64 characters",
                "identity",
                "policy",
                "put",
                "lent.example",
                "p".repeat(65),
                policy.toString());
        refused("lent.example has no policy other", "identity", "policy", "show", "lent.example", "other");
        of("identity", "policy", "delete", "lent.example", "partners");
        refused("lent.example has no policy partners", "identity", "policy", "delete", "lent.example", "partners");
    }

    @Test
    void anIdentityIsAskedForGetsKeysAndIsShown() {
        assertThat(of("identity", "request", "asked.example").path("status").asString())
                .isEqualTo("Pending");
        JsonNode keys = of("identity", "make-dkim", "asked.example");
        assertThat(keys.path("selectors")).hasSize(3);
        assertThat(of("identity", "make-dkim", "asked.example")).isEqualTo(keys);
        assertThat(of("identity", "show", "asked.example").toString())
                .isEqualTo("{\"accountId\":\"123456789012\",\"region\":\"us-east-1\",\"name\":\"asked.example\","
                        + "\"type\":\"Domain\",\"status\":\"Pending\",\"dkim\":\"Pending\",\"dkimKeys\":\"ours\",\"signs\":true,"
                        + "\"mailFrom\":null,\"mailFromStatus\":null,\"onMxFailure\":null,\"feedback\":true,"
                        + "\"configurationSet\":null,\"policies\":[],\"topics\":[{\"type\":\"Bounce\",\"topic\":null,\"headers\":false},"
                        + "{\"type\":\"Complaint\",\"topic\":null,\"headers\":false},"
                        + "{\"type\":\"Delivery\",\"topic\":null,\"headers\":false}]}");
        // Its region is its own.
        assertThat(of("identity", "request", "asked@example.net", "--region", "eu-west-1")
                        .path("type")
                        .asString())
                .isEqualTo("EmailAddress");
        refused("there is no identity asked@example.net in us-east-1", "identity", "show", "asked@example.net");
    }

    @Test
    void whatAnAccountDoesIsShown() {
        String id = "123456789013";
        json("account", "create", "--id", id, "--name", "Other");
        JsonNode unused = json("key", "create", "--account", id);
        json("identity", "verify", "other.example", "--account", id);
        assertThat(json("key", "list", "--account", id))
                .singleElement()
                .satisfies(key -> assertThat(key.path("lastUsedAt").isNull()).isTrue());
        assertThat(json("account", "usage", "--id", id).toString())
                .isEqualTo("[{\"id\":\"123456789013\",\"name\":\"Other\",\"sentLast24Hours\":0.0,"
                        + "\"max24HourSend\":1000000.0,\"queued\":0,\"refused\":0,\"identities\":1,\"keys\":1,"
                        + "\"lastKeyUse\":null,\"sendingEnabled\":true,\"pausedIn\":[]}]");

        // A wrong secret is no use of a key; a right one is, at once and after a restart.
        try (SesClient stranger = posthorn.client(unused.path("accessKeyId").asString(), "wrong")) {
            assertThatThrownBy(stranger::getSendQuota).hasMessageContaining("signature");
        }
        assertThat(json("key", "list", "--account", id)
                        .get(0)
                        .path("lastUsedAt")
                        .isNull())
                .isTrue();
        ses.getSendQuota();
        String used = json("key", "list", "--account", ACCOUNT)
                .get(0)
                .path("lastUsedAt")
                .asString();
        assertThat(used).matches("20[0-9-]{8}T[0-9:]{8}Z");
        assertThat(json("account", "usage")
                        .valueStream()
                        .map(row -> row.path("id").asString()))
                .contains(ACCOUNT, id);

        assertThat(json("account", "sending", "off", "--id", id, "--region", "eu-west-1")
                        .toString())
                .isEqualTo("{\"id\":\"123456789013\",\"region\":\"eu-west-1\",\"enabled\":false,\"maySend\":false}");
        assertThat(json("account", "usage", "--id", id).get(0).path("pausedIn").toString())
                .isEqualTo("[\"eu-west-1\"]");
        json("account", "update", "--id", id, "--sending-enabled", "false");
        // The operator's own switch is another one.
        assertThat(json("account", "sending", "on", "--id", id, "--region", "eu-west-1")
                        .path("maySend")
                        .asBoolean())
                .isFalse();
        assertThat(run("account", "usage", "--id", "1").err()).isEqualTo("posthorn: there is no account 1\n");
    }

    private static IdentityNotificationAttributes notifications(String identity) {
        return ses.getIdentityNotificationAttributes(r -> r.identities(identity))
                .notificationAttributes()
                .get(identity);
    }

    private static DescribeConfigurationSetResponse described(String set) {
        return ses.describeConfigurationSet(r -> r.configurationSetName(set)
                .configurationSetAttributeNames(
                        ConfigurationSetAttribute.EVENT_DESTINATIONS,
                        ConfigurationSetAttribute.TRACKING_OPTIONS,
                        ConfigurationSetAttribute.DELIVERY_OPTIONS,
                        ConfigurationSetAttribute.REPUTATION_OPTIONS));
    }

    private static Path write(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text);
    }

    private static void refused(String text, String... words) {
        refused(text, List.of("--account", ACCOUNT), words);
    }

    /// @param text that the complaint begins with
    private static void refused(String text, List<String> options, String... words) {
        CommandLineRun run = run(with(words, options));
        assertThat(run.err()).startsWith("posthorn: " + text);
        assertThat(run.code()).isEqualTo(1);
    }

    /// Of the account.
    private static JsonNode of(String... words) {
        return json(with(words, List.of("--account", ACCOUNT)));
    }

    private static String[] with(String[] words, List<String> options) {
        return Stream.concat(Arrays.stream(words), options.stream()).toArray(String[]::new);
    }

    private static CommandLineRun run(String... words) {
        return CommandLineRun.of(directory, List.of("data.dir=" + directory.resolve("data")), words);
    }

    private static JsonNode json(String... words) {
        return CommandLineRun.json(directory, words);
    }
}
