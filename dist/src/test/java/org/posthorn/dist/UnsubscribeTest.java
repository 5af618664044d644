package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.posthorn.engine.identity.Credential;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.smtp.server.SmtpCredentials;
import org.posthorn.smtp.testing.PeerScript;
import org.posthorn.smtp.testing.ReceivedMessage;
import org.posthorn.smtp.testing.ScriptedPeer;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.ses.SesClient;
import software.amazon.awssdk.services.ses.model.ConfigurationSetAttribute;
import software.amazon.awssdk.services.ses.model.EventDestination;
import software.amazon.awssdk.services.ses.model.EventType;
import software.amazon.awssdk.services.sesv2.SesV2Client;
import tools.jackson.databind.JsonNode;

/// Members of a contact list leave it: by the one click of RFC 8058, by the page behind the link, by mail.
@SuppressWarnings("unchecked") // the varargs of the SDK's builders
class UnsubscribeTest {
    private static final Tenant TENANT = new Tenant("123456789012", "us-east-1");
    private static final String ACCOUNT = TENANT.accountId();

    @RegisterExtension
    static final Installation installation =
            Installation.behindRelay(new PeerScript().reply("RCPT", "later@x.test", "450 4.2.1 Not now"));

    @Given
    private static Path directory;

    @Given
    private static ScriptedPeer relay;

    @Given
    private static TestServer posthorn;

    @Given
    private static Credential key;

    @Given
    private static SesClient ses;

    @Given
    private static SesV2Client sesV2;

    @BeforeAll
    static void start() throws Exception {
        run("contacts", "put", "shop", "--account", ACCOUNT, "--topic", "news", "--topic", "offers=OptOut");
        ses.createConfigurationSet(r -> r.configurationSet(set -> set.name("set")));
        ses.createConfigurationSetEventDestination(r -> r.configurationSetName("set")
                .eventDestination(d -> d.name("stream")
                        .enabled(true)
                        .matchingEventTypes(EventType.BOUNCE)
                        .kinesisFirehoseDestination(f -> f.iamRoleARN("arn:aws:iam::123456789012:role/any")
                                .deliveryStreamARN("arn:aws:firehose:us-east-1:123456789012:deliverystream/shop"))));
        run(
                "events",
                "types",
                "set",
                "stream",
                "bounce",
                "click",
                "deliveryDelay",
                "subscription",
                "--account",
                ACCOUNT);
    }

    /// As API v2 names them.
    @Test
    void thePageShowsTopicsByTheirDisplayNames() throws Exception {
        sesV2.updateContactList(r -> r.contactListName("shop")
                .topics(
                        t -> t.topicName("news").displayName("News & <more>").defaultSubscriptionStatus("OPT_IN"),
                        t -> t.topicName("offers").displayName("Offers").defaultSubscriptionStatus("OPT_OUT")));
        send("shown@x.test", "shop; topic=news");
        URI link = link(text(TestServer.arrived(relay, "shown@x.test")));
        assertThat(posthorn.http(HttpRequest.newBuilder(link).GET()).body())
                .contains("name=\"topic\" value=\"news\" checked> News &amp; &lt;more&gt;</label>");
    }

    @Test
    void oneClickUnsubscribesFromTheTopicAndMailIsNoLongerSent() throws Exception {
        String id = send("anna@x.test", "shop; topic=news");
        ReceivedMessage mail = TestServer.arrived(relay, "anna@x.test");
        String text = text(mail);
        assertThat(text)
                .containsOnlyOnce("List-Unsubscribe: <http://")
                .contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n")
                .contains(",\r\n <mailto:" + mail.sender() + "?subject=unsubscribe>\r\n")
                .doesNotContain("X-SES", "old.example.com", "{{");
        URI link = link(text);
        String decoded = text.replace("=\r\n", "").replace("=2E", ".").replace("=3D", "=");
        assertThat(decoded).contains("To leave: " + link + "\r\n").contains("<a href=\"" + link + "\">leave</a>");

        HttpResponse<String> page = posthorn.http(HttpRequest.newBuilder(link).GET());
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body())
                .contains("anna@x.test")
                .contains("name=\"topic\" value=\"news\" checked>")
                .contains("name=\"topic\" value=\"offers\">");
        assertThat(member("anna@x.test")).as("looking changes nothing").isEmpty();

        HttpResponse<String> answer = posthorn.http(HttpRequest.newBuilder(link)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("List-Unsubscribe=One-Click")));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("<h1>Unsubscribed</h1>");

        JsonNode event = event("Subscription", id).get("subscription");
        assertThat(event.get("contactList").asString()).isEqualTo("shop");
        assertThat(event.get("source").asString()).isEqualTo("UnsubscribeHeader");
        assertThat(event.get("newTopicPreferences").toString())
                .isEqualTo("{\"unsubscribeAll\":false,\"topicSubscriptionStatus\":["
                        + "{\"topicName\":\"news\",\"subscriptionStatus\":\"OptOut\"},"
                        + "{\"topicName\":\"offers\",\"subscriptionStatus\":\"OptOut\"}]}");
        assertThat(event.get("oldTopicPreferences").toString())
                .contains("{\"topicName\":\"news\",\"subscriptionStatus\":\"OptIn\"}");

        String unwanted = send("anna@x.test", "shop; topic=news");
        JsonNode bounce = event("Bounce", unwanted).get("bounce");
        assertThat(bounce.get("bounceType").asString()).isEqualTo("Permanent");
        assertThat(bounce.get("bounceSubType").asString()).isEqualTo("UnsubscribedRecipient");
        posthorn.ended(unwanted);
        assertThat(relay.messages().stream().filter(one -> one.recipients().contains("anna@x.test")))
                .hasSize(1);
        assertThat(CommandLineRun.json(directory, "suppression", "list", "--account", ACCOUNT))
                .as("who leaves a list is not suppressed")
                .isEmpty();
        String other = send("anna@x.test", "shop");
        posthorn.ended(other);
        await("mail that is about no topic")
                .atMost(TestServer.PATIENCE)
                .until(() -> relay.messages().stream()
                                .filter(one -> one.recipients().contains("anna@x.test"))
                                .count()
                        == 2);
    }

    @Test
    void thePageBehindTheLinkTakesChoices() throws Exception {
        String id = send("bert@x.test", "shop; topic=news");
        URI link = link(text(TestServer.arrived(relay, "bert@x.test")));
        assertThat(post(link, "all=yes").body()).contains("Your choice is saved");
        assertThat(event("Subscription", id).get("subscription").get("source").asString())
                .isEqualTo("UnsubscribeLink");
        assertThat(member("bert@x.test").orElseThrow().get("unsubscribeAll").asBoolean())
                .isTrue();
        assertThat(event("Bounce", send("bert@x.test", "shop"))
                        .get("bounce")
                        .get("bounceSubType")
                        .asString())
                .isEqualTo("UnsubscribedRecipient");

        assertThat(post(link, "topic=offers&topic=unheard-of").statusCode()).isEqualTo(200);
        assertThat(member("bert@x.test").orElseThrow().get("topics").asString()).isEqualTo("news=OptOut, offers=OptIn");
        posthorn.ended(send("bert@x.test", "shop; topic=offers"));
        await("wanted again")
                .atMost(TestServer.PATIENCE)
                .until(() -> relay.messages().stream()
                                .filter(one -> one.recipients().contains("bert@x.test"))
                                .count()
                        == 2);

        assertThat(post(link, "topic=%zz").statusCode()).isEqualTo(400);
        assertThat(post(link, "").body()).contains("Your choice is saved");
        assertThat(member("bert@x.test").orElseThrow().get("topics").asString())
                .isEqualTo("news=OptOut, offers=OptOut");
        run("contacts", "set", "shop", "bert@x.test", "--account", ACCOUNT, "--topic", "news=OptIn");
        assertThat(member("bert@x.test").orElseThrow().get("topics").asString()).contains("news=OptIn");
        run("contacts", "forget", "shop", "bert@x.test", "--account", ACCOUNT);
        assertThat(member("bert@x.test")).isEmpty();
    }

    @Test
    void mailThatSaysUnsubscribeDoesIt() throws Exception {
        send("carl@x.test", "shop; topic=news");
        ReceivedMessage mail = TestServer.arrived(relay, "carl@x.test");
        assertThat(SmtpText.send(
                        posthorn.server.endpoints().inbound(),
                        "carl@x.test",
                        mail.sender(),
                        "From: carl@x.test\r\nSubject: Unsubscribe\r\n\r\n"))
                .startsWith("250");
        assertThat(member("carl@x.test").orElseThrow().get("topics").asString()).isEqualTo("news=OptOut");
    }

    @Test
    void badOptionsAndForgedLinksAreRefused() throws Exception {
        assertRefused("none; topic=news", "List with name: none doesn't exist.", "d@x.test");
        assertRefused("shop; topic=none", "Topic none doesn't exist in list shop.", "d@x.test");
        assertRefused(
                "shop", "A message with list management options can only have one recipient.", "d@x.test", "e@x.test");
        for (String path : List.of("/unsubscribe/", "/unsubscribe/abc", "/unsubscribe/abc.def")) {
            HttpResponse<String> answer = posthorn.get(path);
            assertThat(answer.statusCode()).isEqualTo(404);
            assertThat(answer.body()).contains("This link does not work");
        }
        assertThat(SmtpText.submit(
                        posthorn.server.endpoints().submission(),
                        key.accessKeyId(),
                        SmtpCredentials.password(key.secretAccessKey(), "us-east-1"),
                        "shop@example.com",
                        "f@x.test",
                        "From: shop@example.com\r\nTo: f@x.test\r\nX-SES-LIST-MANAGEMENT-OPTIONS: none\r\n\r\nt\r\n"))
                .contains("List with name: none doesn't exist.");
    }

    @Test
    void aDelayIsToldToWhoeverIsToHearOfIt() throws Exception {
        JsonNode delay = event("DeliveryDelay", send("later@x.test", "shop")).get("deliveryDelay");
        assertThat(delay.get("delayType").asString()).isEqualTo("General");
        assertThat(delay.get("delayedRecipients").toString())
                .isEqualTo("[{\"emailAddress\":\"later@x.test\",\"status\":\"4.2.1\","
                        + "\"diagnosticCode\":\"smtp; 450 4.2.1 Not now\"}]");
    }

    @Test
    void theFirstApiVersionShowsOnlyItsOwnEventTypes() {
        List<EventDestination> shown = ses.describeConfigurationSet(r -> r.configurationSetName("set")
                        .configurationSetAttributeNames(ConfigurationSetAttribute.EVENT_DESTINATIONS))
                .eventDestinations();
        assertThat(shown.getFirst().matchingEventTypesAsStrings()).containsExactly("bounce", "click");
        CommandLineRun wrong =
                CommandLineRun.on(directory, "events", "types", "set", "stream", "nothing", "--account", ACCOUNT);
        assertThat(wrong.code()).isEqualTo(1);
        assertThat(wrong.err()).contains("the types are [send, reject,").contains("subscription]: nothing");
    }

    private static void assertRefused(String options, String text, String... to) {
        Refusal.assertRefused(() -> send(options, to), "InvalidParameterValue", text);
    }

    private static String send(String to, String options) {
        return send(options, new String[] {to});
    }

    private static String send(String options, String[] to) {
        String raw = """
                From: shop@example.com
                To: undisclosed-recipients:;
                Subject: News
                List-Unsubscribe: <https://old.example.com/>
                X-SES-CONFIGURATION-SET: set
                X-SES-LIST-MANAGEMENT-OPTIONS: %s
                MIME-Version: 1.0
                Content-Type: multipart/alternative; boundary=b

                --b
                Content-Type: text/plain

                To leave: {{amazonSESUnsubscribeUrl}}

                --b
                Content-Type: text/html

                <p>Or <a href="{{amazonSESUnsubscribeUrl}}">leave</a></p>
                --b--
                """.formatted(options).replace("\n", "\r\n");
        return ses.sendRawEmail(r -> r.destinations(to).rawMessage(m -> m.data(SdkBytes.fromUtf8String(raw))))
                .messageId();
    }

    private static String text(ReceivedMessage mail) {
        return new String(mail.content(), StandardCharsets.UTF_8);
    }

    private static URI link(String text) {
        Matcher matcher = Pattern.compile("List-Unsubscribe: <([^>]+)>").matcher(text);
        assertThat(matcher.find()).isTrue();
        return URI.create(matcher.group(1));
    }

    private static HttpResponse<String> post(URI link, String form) throws Exception {
        return posthorn.http(HttpRequest.newBuilder(link)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form)));
    }

    private static Optional<JsonNode> member(String address) {
        return run("contacts", "show", "shop", "--account", ACCOUNT)
                .valueStream()
                .filter(member -> member.get("address").asString().equals(address))
                .findFirst();
    }

    private static JsonNode event(String type, String messageId) {
        return StreamFiles.event(directory, "shop", type, messageId);
    }

    private static JsonNode run(String... words) {
        return CommandLineRun.json(directory, words);
    }
}
