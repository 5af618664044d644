package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.posthorn.smtp.testing.ScriptedPeer;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.ses.SesClient;
import software.amazon.awssdk.services.ses.model.ConfigurationSetAttribute;
import software.amazon.awssdk.services.ses.model.ConfigurationSetDoesNotExistException;
import software.amazon.awssdk.services.ses.model.DescribeConfigurationSetResponse;
import software.amazon.awssdk.services.ses.model.EventType;
import software.amazon.awssdk.services.ses.model.InvalidTrackingOptionsException;
import software.amazon.awssdk.services.ses.model.TrackingOptionsAlreadyExistsException;
import software.amazon.awssdk.services.ses.model.TrackingOptionsDoesNotExistException;
import tools.jackson.databind.JsonNode;

/// Opens and clicks, from the mail that arrives to the event, and the options of configuration sets about them.
class TrackingTest {
    private static final String HTML =
            "<html><body><a href=\"https://shop.test/p?id=7\" ses:tags=\"kind:big;\">buy</a></body></html>";

    @RegisterExtension
    static final Installation installation = Installation.behindRelay();

    @Given
    private static Path directory;

    @Given
    private static ScriptedPeer relay;

    @Given
    private static TestServer posthorn;

    @Given
    private static SesClient ses;

    @Test
    void opensAndClicksBecomeEvents() throws Exception {
        set("seen", EventType.OPEN, EventType.CLICK);
        String id = send("seen", "seen@x.test");
        String mail = TestServer.arrived(relay, "seen@x.test")
                .text()
                .replace("=\r\n", "")
                .replace("=3D", "=");
        assertThat(mail).doesNotContain("https://shop.test").doesNotContain("ses:tags");
        String link = path(mail, "href=\"http://[^/]+(/L0/[^\"]+)\"");
        String picture = path(mail, "src=\"http://[^/]+(/I0/[^\"]+)\"");

        HttpResponse<String> click = posthorn.http(
                HttpRequest.newBuilder(posthorn.api().resolve(link)).header("User-Agent", "Test/1.0"));
        assertThat(click.statusCode()).isEqualTo(302);
        assertThat(click.headers().firstValue("Location")).contains("https://shop.test/p?id=7");
        assertThat(click.headers().firstValue("Cache-Control")).contains("no-store");
        HttpResponse<String> open = posthorn.get(picture);
        assertThat(open.statusCode()).isEqualTo(200);
        assertThat(open.headers().firstValue("Content-Type")).contains("image/gif");
        assertThat(posthorn.get(link + "x").statusCode()).isEqualTo(404);
        assertThat(posthorn.get("/L0/aHR0cDovL2V2aWwudGVzdC8/-/" + id + "/AAAAAAAAAAAAAAAAAAAAAA")
                        .statusCode())
                .isEqualTo(404);

        JsonNode told = event("seen", "Click", id).get("click");
        assertThat(told.propertyNames()).containsExactly("ipAddress", "timestamp", "userAgent", "link", "linkTags");
        assertThat(told.get("ipAddress").asString()).isEqualTo("127.0.0.1");
        assertThat(told.get("userAgent").asString()).isEqualTo("Test/1.0");
        assertThat(told.get("link").asString()).isEqualTo("https://shop.test/p?id=7");
        assertThat(told.get("linkTags").toString()).isEqualTo("{\"kind\":[\"big\"]}");
        JsonNode opened = event("seen", "Open", id).get("open");
        assertThat(opened.propertyNames()).containsExactly("ipAddress", "timestamp", "userAgent");
    }

    @Test
    void theHtmlOfRawMailIsTrackedToo() {
        set("raw", EventType.OPEN, EventType.CLICK);
        String raw = "From: shop@example.com\r\nTo: raw@x.test\r\nX-SES-CONFIGURATION-SET: raw\r\nMIME-Version: 1.0\r\n"
                + "Content-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\n\r\nhttps://shop.test/plain\r\n--b\r\n"
                + "Content-Type: text/html; charset=UTF-8\r\n\r\n" + HTML + "\r\n--b--\r\n";
        ses.sendRawEmail(r -> r.rawMessage(m -> m.data(SdkBytes.fromUtf8String(raw))));
        String mail = TestServer.arrived(relay, "raw@x.test")
                .text()
                .replace("=\r\n", "")
                .replace("=2E", ".")
                .replace("=3D", "=");
        assertThat(mail)
                .contains("\r\nhttps://shop.test/plain\r\n")
                .contains("<html><body><a href=\"http://127.0.0.1:")
                .contains("/L0/")
                .contains("/I0/")
                .doesNotContain("\"https://shop.test/p?id=7\"");
    }

    @Test
    void withoutADestinationForThemNothingIsChanged() {
        set("unseen", EventType.SEND);
        send("unseen", "unseen@x.test");
        assertThat(TestServer.arrived(relay, "unseen@x.test").text()).contains(HTML);
    }

    @Test
    @Shows({
        "CreateConfigurationSetTrackingOptions",
        "DeleteConfigurationSetTrackingOptions",
        "UpdateConfigurationSetTrackingOptions"
    })
    void trackingOptionsLeadLinksThroughTheSendersDomain() {
        set("own", EventType.CLICK);
        assertThat(described("own").trackingOptions()).isNull();
        ses.createConfigurationSetTrackingOptions(
                r -> r.configurationSetName("own").trackingOptions(t -> t.customRedirectDomain("Go.example.com")));
        assertThat(described("own").trackingOptions().customRedirectDomain()).isEqualTo("go.example.com");
        send("own", "own@x.test");
        assertThat(TestServer.arrived(relay, "own@x.test")
                        .text()
                        .replace("=\r\n", "")
                        .replace("=3D", "="))
                .contains("href=\"https://go.example.com/L0/");

        assertThatThrownBy(() -> ses.createConfigurationSetTrackingOptions(r ->
                        r.configurationSetName("own").trackingOptions(t -> t.customRedirectDomain("go.example.com"))))
                .isInstanceOfSatisfying(TrackingOptionsAlreadyExistsException.class, e -> {
                    assertThat(e.awsErrorDetails().errorMessage())
                            .isEqualTo("Configuration set <own> already has tracking options.");
                    assertThat(e.configurationSetName())
                            .as("SES does not send it")
                            .isNull();
                });
        ses.updateConfigurationSetTrackingOptions(
                r -> r.configurationSetName("own").trackingOptions(t -> t.customRedirectDomain("to.example.com")));
        assertThat(described("own").trackingOptions().customRedirectDomain()).isEqualTo("to.example.com");
        ses.deleteConfigurationSetTrackingOptions(r -> r.configurationSetName("own"));
        assertThat(described("own").trackingOptions()).isNull();
        send("own", "back@x.test");
        assertThat(TestServer.arrived(relay, "back@x.test").text())
                .doesNotContain("to.example.com")
                .contains("/L0/");
    }

    @Test
    void whatIsWrongWithTrackingOptionsIsSaid() {
        set("odd", EventType.SEND);
        assertThatThrownBy(() -> ses.deleteConfigurationSetTrackingOptions(r -> r.configurationSetName("odd")))
                .isInstanceOfSatisfying(
                        TrackingOptionsDoesNotExistException.class,
                        e -> assertThat(e.awsErrorDetails().errorMessage())
                                .isEqualTo("There are no tracking options for configuration set <odd>"));
        assertThatThrownBy(() -> ses.updateConfigurationSetTrackingOptions(r ->
                        r.configurationSetName("odd").trackingOptions(t -> t.customRedirectDomain("a.example.com"))))
                .isInstanceOf(TrackingOptionsDoesNotExistException.class);
        assertThatThrownBy(() -> ses.createConfigurationSetTrackingOptions(
                        r -> r.configurationSetName("odd").trackingOptions(t -> t.customRedirectDomain("evil.test"))))
                .isInstanceOfSatisfying(
                        InvalidTrackingOptionsException.class,
                        e -> assertThat(e.awsErrorDetails().errorMessage())
                                .isEqualTo("Domain <evil.test> is not verified under this account."));
        assertThatThrownBy(() -> ses.createConfigurationSetTrackingOptions(
                        r -> r.configurationSetName("odd").trackingOptions(t -> t.customRedirectDomain(""))))
                .isInstanceOfSatisfying(
                        InvalidTrackingOptionsException.class,
                        e -> assertThat(e.awsErrorDetails().errorMessage())
                                .isEqualTo("At least one field of TrackingOptions must contain a value."));
        assertThatThrownBy(() -> ses.createConfigurationSetTrackingOptions(r ->
                        r.configurationSetName("none").trackingOptions(t -> t.customRedirectDomain("a.example.com"))))
                .isInstanceOf(ConfigurationSetDoesNotExistException.class);
    }

    @Test
    @Shows("UpdateConfigurationSetReputationMetricsEnabled")
    void reputationOfASetIsCountedWhereItIsAskedFor() throws Exception {
        set("good", EventType.REJECT);
        ses.updateConfigurationSetReputationMetricsEnabled(
                r -> r.configurationSetName("good").enabled(true));
        assertThat(described("good").reputationOptions().reputationMetricsEnabled())
                .isTrue();
        send("good", "bounce@simulator.amazonses.com");
        String line = "posthorn_reputation_messages_total{account=\"123456789012\",configuration_set=\"good\","
                + "event=\"Bounce\",region=\"us-east-1\"} 1";
        await("the bounce in the metrics")
                .atMost(Duration.ofSeconds(30))
                .until(() -> posthorn.metrics().contains(line));
        assertThat(posthorn.metrics()).doesNotContain("configuration_set=\"seen\"");
        assertThatThrownBy(() -> ses.updateConfigurationSetReputationMetricsEnabled(
                        r -> r.configurationSetName("none").enabled(true)))
                .isInstanceOf(ConfigurationSetDoesNotExistException.class);
    }

    /// A set whose events go to a file of its own.
    private static void set(String name, EventType... types) {
        ses.createConfigurationSet(r -> r.configurationSet(set -> set.name(name)));
        ses.createConfigurationSetEventDestination(r -> r.configurationSetName(name)
                .eventDestination(d -> d.name("file")
                        .enabled(true)
                        .matchingEventTypes(types)
                        .kinesisFirehoseDestination(f -> f.iamRoleARN("arn:aws:iam::123456789012:role/r")
                                .deliveryStreamARN("arn:aws:firehose:us-east-1:123456789012:deliverystream/" + name))));
    }

    private static String send(String set, String to) {
        return ses.sendEmail(r -> r.source("shop@example.com")
                        .destination(d -> d.toAddresses(to))
                        .message(m -> m.subject(s -> s.data("s")).body(b -> b.html(t -> t.data(HTML))))
                        .configurationSetName(set))
                .messageId();
    }

    private static DescribeConfigurationSetResponse described(String set) {
        return ses.describeConfigurationSet(r -> r.configurationSetName(set)
                .configurationSetAttributeNames(
                        ConfigurationSetAttribute.TRACKING_OPTIONS, ConfigurationSetAttribute.REPUTATION_OPTIONS));
    }

    private static String path(String mail, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(mail);
        assertThat(matcher.find()).as(mail).isTrue();
        return matcher.group(1);
    }

    private static JsonNode event(String stream, String type, String id) {
        return StreamFiles.event(directory, stream, type, id);
    }
}
