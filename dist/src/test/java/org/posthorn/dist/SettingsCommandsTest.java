package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ses.model.ConfigurationSetAttribute;
import software.amazon.awssdk.services.ses.model.CustomVerificationEmailTemplate;
import software.amazon.awssdk.services.ses.model.DescribeConfigurationSetResponse;
import software.amazon.awssdk.services.ses.model.EventDestination;
import software.amazon.awssdk.services.ses.model.EventType;
import software.amazon.awssdk.services.ses.model.Template;
import software.amazon.awssdk.services.ses.model.TlsPolicy;
import tools.jackson.databind.JsonNode;

/// Configuration sets, where their events go, and templates.
class SettingsCommandsTest extends SettingsFixture {
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
                .as("in the order they were made, as in API v2")
                .isEqualTo("[{\"name\":\"hook\",\"enabled\":true,\"types\":[\"send\",\"bounce\",\"deliveryDelay\"],"
                        + "\"topic\":\"" + topic + "\",\"stream\":null,\"dimensions\":[],\"bus\":null},"
                        + "{\"name\":\"metrics\",\"enabled\":false,\"types\":[\"open\"],\"topic\":null,\"stream\":null,"
                        + "\"dimensions\":[\"campaign=messageTag:none\",\"X-Kind=emailHeader:other\"],\"bus\":null},"
                        + "{\"name\":\"files\",\"enabled\":true,\"types\":[\"send\"],\"topic\":null,"
                        + "\"stream\":\"arn:aws:firehose:us-east-1:123456789012:deliverystream/mail\",\"dimensions\":[],"
                        + "\"bus\":null}]");
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

        of("set", "destination", "delete", "told", "metrics");
        assertThat(of("set", "destination", "list", "told")).hasSize(2);
        refused("No EventDestination found for told", "set", "destination", "delete", "told", "metrics");
    }

    @Test
    void whatIsWrongWithADestinationIsSaid() {
        of("set", "create", "wrong");
        String topic = of("topic", "create", "wrong").path("topicArn").asString();
        refused("the set wrong has no event destination none", "set", "destination", "update", "wrong", "none");
        refused(
                "an event destination needs a topic, a stream or dimensions",
                "set",
                "destination",
                "add",
                "wrong",
                "none",
                "--types",
                "send");
        refused(
                "an event destination is one of topic, stream and dimensions",
                "set",
                "destination",
                "add",
                "wrong",
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
                "wrong",
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
                "wrong",
                "none",
                "--types",
                "send",
                "--topic",
                "arn:aws:sns:us-east-1:" + ACCOUNT + ":none");
        assertThat(run("set", "destination", "add", "wrong", "none", "--types", "sent", "--account", ACCOUNT))
                .satisfies(wrong -> assertThat(wrong.code()).isEqualTo(2))
                .satisfies(wrong -> assertThat(wrong.err()).contains("--types", "'sent'", "renderingFailure"));
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

    private static DescribeConfigurationSetResponse described(String set) {
        return ses.describeConfigurationSet(r -> r.configurationSetName(set)
                .configurationSetAttributeNames(
                        ConfigurationSetAttribute.EVENT_DESTINATIONS,
                        ConfigurationSetAttribute.TRACKING_OPTIONS,
                        ConfigurationSetAttribute.DELIVERY_OPTIONS,
                        ConfigurationSetAttribute.REPUTATION_OPTIONS));
    }
}
