package org.posthorn.api.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.posthorn.api.TestEngine;
import org.posthorn.api.capture.CapturedMail;
import org.posthorn.api.http.BrowserGuard;
import org.posthorn.api.http.RawHttp;
import org.posthorn.api.http.WebServer;
import org.posthorn.api.operator.command.AccountCreate;
import org.posthorn.api.operator.command.AccountList;
import org.posthorn.api.operator.command.AccountUpdate;
import org.posthorn.api.operator.command.Done;
import org.posthorn.api.operator.command.IdentityDns;
import org.posthorn.api.operator.command.IdentityList;
import org.posthorn.api.operator.command.IdentityRotateDkim;
import org.posthorn.api.operator.command.IdentityVerify;
import org.posthorn.api.operator.command.KeyCreate;
import org.posthorn.api.operator.command.KeyDelete;
import org.posthorn.api.operator.command.KeyList;
import org.posthorn.api.operator.command.QueueList;
import org.posthorn.api.operator.command.QueueRetryPage;
import org.posthorn.api.operator.command.QueueShow;
import org.posthorn.api.pages.VerificationLink;
import org.posthorn.engine.UnavailableException;
import org.posthorn.engine.delivery.Captures.Captured;
import org.posthorn.engine.mail.Content;
import org.posthorn.engine.mail.Envelope;
import org.posthorn.engine.mail.Mail;
import org.posthorn.engine.mail.MailKind;
import org.posthorn.engine.mail.MessageId;
import org.posthorn.engine.mail.Regions;
import org.posthorn.engine.mail.Submission;
import org.posthorn.engine.settings.Identity;
import org.posthorn.engine.settings.IdentityType;
import org.posthorn.engine.settings.VerificationStatus;
import org.posthorn.engine.verification.CustomVerification;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class OperatorEndpointsTest {
    private static final String TOKEN = "s3cret";
    private static final Captured FIRST = captured(
            "a@example.com",
            "From: a@example.com\r\n"
                    + "To: Ann <to@example.org>\r\nCc: cc@example.org\r\nSubject: =?UTF-8?Q?Gr=C3=BC=C3=9Fe?=\r\n"
                    + "MIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n"
                    + "--b\r\nContent-Type: text/plain; charset=UTF-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"
                    + "w6RiYw==\r\n--b\r\nContent-Type: text/html\r\n\r\n<b>x</b>\r\n--b--\r\n");
    private static final Captured SECOND = captured("b@example.com", "no header at all");

    private final TestEngine engine = new TestEngine();
    private final List<Captured> kept = new ArrayList<>(List.of(FIRST, SECOND));
    private Optional<String> trouble = Optional.empty();
    private WebServer server;

    @BeforeEach
    void start() throws IOException {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        registry.counter("posthorn.test").increment();
        server = new WebServer(
                "test",
                new InetSocketAddress("127.0.0.1", 0),
                Optional.empty(),
                Map.of(
                        "/health/ready", new HealthEndpoint(() -> trouble),
                        "/metrics", MetricsEndpoint.open(registry),
                        "/verify",
                                new VerificationLink(
                                        token -> link(token, VerificationStatus.Pending),
                                        token -> link(token, VerificationStatus.Success)),
                        "/_aws/ses",
                                new CapturedMail(
                                        () -> kept,
                                        id -> kept.removeIf(c -> id.isEmpty()
                                                || c.mail().id().toString().equals(id.get())),
                                        new BrowserGuard(false)),
                        "/admin/*", new AdminEndpoint(TOKEN, Regions.ANY, commands())));
        server.start();
    }

    private static CustomVerification.Result link(String token, VerificationStatus status) {
        return new CustomVerification.Result(
                Optional.of(token)
                        .filter("good"::equals)
                        .map(t -> new Identity(
                                "<a>&@example.org",
                                IdentityType.EmailAddress,
                                status,
                                Optional.empty(),
                                Instant.EPOCH,
                                Optional.empty(),
                                true)),
                Optional.empty());
    }

    /// As they are wired, but for the one that needs SMTP. Nothing of the engine is started: what is submitted waits.
    private List<Command<?, ?>> commands() {
        return List.of(
                engine.get(AccountCreate.class),
                engine.get(AccountList.class),
                engine.get(AccountUpdate.class),
                new KeyCreate(engine.accounts(), (secret, region) -> "smtp-" + region),
                engine.get(KeyList.class),
                engine.get(KeyDelete.class),
                engine.get(IdentityVerify.class),
                engine.get(IdentityList.class),
                engine.get(IdentityDns.class),
                engine.get(IdentityRotateDkim.class),
                engine.get(QueueList.class),
                engine.get(QueueShow.class),
                engine.get(QueueRetryPage.class),
                new TestAway());
    }

    /// What can't answer now.
    @Help("Is away.")
    static final class TestAway implements Command<TestAway.Request, Done> {
        record Request() {}

        @Override
        public Done perform(Request asked) {
            throw new UnavailableException(new IOException("the index of events is being made; try again in a minute"));
        }
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void theRecordsOfADomainAreShownAndItsKeysRotateOnceTheyArePublished() {
        String asked = "{\"name\":\"example.com\",\"account\":\"" + TestEngine.ACCOUNT + "\"}";
        engine.dkim().verifyDomain(TestEngine.TENANT, "example.com");
        String records = asked("identity/dns", asked);
        assertThat(JsonMapper.shared().readTree(records)).hasSize(8);
        assertThat(records)
                .contains("_amazonses.example.com", "._domainkey.example.com", ".dkim.mail.test", "v=DKIM1; k=rsa");
        refused(
                "identity/rotate-dkim",
                asked,
                409,
                "example.com can't rotate: it is not verified for DKIM, or its next key is not in DNS");
        String other = "{\"name\":\"example.org\",\"account\":\"" + TestEngine.ACCOUNT + "\"}";
        refused("identity/dns", other, 404, "there is no domain example.org");
    }

    @Test
    void healthIsUpOrDownWithItsReason() {
        assertThat(get("/health/ready").body()).isEqualTo("{\"status\":\"up\",\"reason\":\"\"}");
        trouble = Optional.of("the disk is full");
        RawHttp.Reply down = get("/health/ready");
        assertThat(down.status()).isEqualTo(503);
        assertThat(down.body()).isEqualTo("{\"status\":\"down\",\"reason\":\"the disk is full\"}");
    }

    @Test
    void metricsAreInThePrometheusFormat() {
        RawHttp.Reply reply = get("/metrics");
        assertThat(reply.headers().get("content-type")).startsWith("text/plain; version=0.0.4");
        assertThat(reply.body()).contains("posthorn_test_total 1.0");
    }

    @Test
    void aVerificationLinkShowsAPageAndEscapesTheName() {
        RawHttp.Reply shown = get("/verify?token=good");
        assertThat(shown.status()).isEqualTo(200);
        assertThat(shown.body()).contains("<form method=\"post\">").contains("&lt;a&gt;&amp;@example.org");
        RawHttp.Reply good = request("POST", "/verify?token=good");
        assertThat(good.body()).contains("Address verified");
        assertThat(good.status()).isEqualTo(200);
        assertThat(good.body()).contains("&lt;a&gt;&amp;@example.org").doesNotContain("<a>&@");
        assertThat(good.headers()).containsEntry("referrer-policy", "no-referrer");
        assertThat(get("/verify?token=bad").status()).isEqualTo(400);
        assertThat(get("/verify").status()).isEqualTo(400);
        assertThat(get("/verify?token=%zz").status()).isEqualTo(400);
    }

    @Test
    void capturedMailIsShownInTheShapeOfLocalStack() {
        JsonNode message = json(get("/_aws/ses")).get("messages").get(0);
        assertThat(message.propertyNames())
                .containsExactly("Id", "Region", "Timestamp", "Source", "Destination", "Subject", "Body", "RawData");
        assertThat(message.get("Id").asString()).isEqualTo(FIRST.mail().id().toString());
        assertThat(message.get("Timestamp").asString()).isEqualTo("2026-11-24T12:00:00");
        assertThat(message.get("Subject").asString()).isEqualTo("Grüße");
        assertThat(message.get("Destination").toString())
                .isEqualTo("{\"ToAddresses\":[\"Ann <to@example.org>\"],\"CcAddresses\":[\"cc@example.org\"],"
                        + "\"BccAddresses\":[\"bcc@example.org\"]}");
        assertThat(message.get("Body").get("text_part").asString()).isEqualTo("äbc");
        assertThat(message.get("Body").get("html_part").asString()).isEqualTo("<b>x</b>");
        assertThat(message.get("RawData").asString()).startsWith("From: a@example.com");
    }

    @Test
    void capturedMailIsFilteredAndForgotten() {
        assertThat(json(get("/_aws/ses")).get("messages")).hasSize(2);
        assertThat(json(get("/_aws/ses?email=b%40example.com")).get("messages")).hasSize(1);
        assertThat(json(get("/_aws/ses?id=" + FIRST.mail().id())).get("messages"))
                .hasSize(1);
        assertThat(json(get("/_aws/ses?id=none")).get("messages")).isEmpty();
        assertThat(delete("/_aws/ses?id=" + FIRST.mail().id())).isEqualTo(204);
        assertThat(kept).containsExactly(SECOND);
        assertThat(delete("/_aws/ses")).isEqualTo(204);
        assertThat(kept).isEmpty();
    }

    @Test
    void webPagesNeitherSeeNorForgetCapturedMail() {
        for (String method : List.of("GET", "DELETE")) {
            for (String header : List.of(
                    "Host: evil.example",
                    "Host: 127.0.0.1\r\nOrigin: https://evil.example",
                    "Host: 127.0.0.1\r\nSec-Fetch-Site: cross-site")) {
                RawHttp.Reply reply = RawHttp.send(
                        server.address(), method + " /_aws/ses HTTP/1.1\r\n" + header + "\r\n\r\n", new byte[0]);
                assertThat(reply.status()).isEqualTo(403);
                assertThat(reply.body()).contains(" are refused in dev and capture mode");
            }
        }
        assertThat(kept).hasSize(2);
    }

    @Test
    void theAdminEndpointWantsItsToken() {
        assertThat(admin("Bearer wrong", "account/list", "").status()).isEqualTo(401);
        assertThat(admin("", "account/list", "").status()).isEqualTo(401);
        assertThat(admin("Bearer " + TOKEN, "account/list", "").status()).isEqualTo(200);
    }

    @Test
    void accountsAreMadeListedAndChanged() {
        assertThat(asked("account/create", "{\"id\":\"111122223333\",\"name\":\"Two\"}"))
                .isEqualTo("{\"id\":\"111122223333\",\"name\":\"Two\",\"sandbox\":false,\"max24HourSend\":50000.0,"
                        + "\"maxSendRate\":1000.0,\"sendingEnabled\":true}");
        assertThat(asked("account/update", "{\"id\":\"111122223333\",\"sandbox\":true,\"max24HourSend\":5}"))
                .isEqualTo("{\"id\":\"111122223333\",\"name\":\"Two\",\"sandbox\":true,\"max24HourSend\":5.0,"
                        + "\"maxSendRate\":1000.0,\"sendingEnabled\":true}");
        assertThat(json(admin("Bearer " + TOKEN, "account/list", ""))).hasSize(2);
        refused("account/create", "{\"id\":\"111122223333\"}", 409, "account 111122223333 exists already");
        refused("account/create", "{\"id\":\"12\"}", 400, "an account id has twelve digits: 12");
        refused("account/update", "{\"id\":\"999999999999\"}", 404, "there is no account 999999999999");
        refused("account/update", "{}", 400, "\"id\" is required");
        refused(
                "account/update",
                "{\"id\":\"111122223333\",\"maxSendRate\":-2}",
                400,
                "\"maxSendRate\" must be zero or more, or -1 for unlimited");
    }

    @Test
    void keysAreShownOnceAndDeleted() {
        JsonNode key =
                json(admin("Bearer " + TOKEN, "key/create", "{\"account\":\"123456789012\",\"region\":\"eu-west-1\"}"));
        assertThat(key.propertyNames())
                .containsExactly("accountId", "accessKeyId", "secretAccessKey", "smtpUsername", "smtpPassword");
        assertThat(key.get("smtpPassword").asString()).isEqualTo("smtp-eu-west-1");
        String id = key.get("accessKeyId").asString();
        String listed = asked("key/list", "{\"account\":\"123456789012\"}");
        assertThat(listed)
                .contains(id)
                .doesNotContain(key.get("secretAccessKey").asString());
        assertThat(asked("key/delete", "{\"keyId\":\"" + id + "\"}")).isEqualTo("{}");
        refused("key/delete", "{\"keyId\":\"" + id + "\"}", 404, "there is no key " + id);
        refused("key/create", "{\"account\":\"1\"}", 404, "there is no account 1");
    }

    @Test
    void theOperatorVouchesForIdentities() {
        assertThat(asked("identity/verify", "{\"name\":\"New.example.org\",\"account\":\"123456789012\"}"))
                .isEqualTo("{\"accountId\":\"123456789012\",\"region\":\"us-east-1\",\"name\":\"new.example.org\","
                        + "\"type\":\"Domain\",\"status\":\"Success\"}");
        assertThat(json(admin("Bearer " + TOKEN, "identity/list", ""))).hasSize(2);
        assertThat(asked("identity/list", "{\"region\":\"eu-west-1\"}")).isEqualTo("[]");
        refused("identity/verify", "{\"name\":\"-\",\"account\":\"123456789012\"}", 400, "Domain - is invalid.");
    }

    @Test
    void theQueueIsListedAndShown() {
        engine.store().queue().submit(new Submission(FIRST.mail(), FIRST.content()), 1);
        JsonNode listed = json(admin("Bearer " + TOKEN, "queue/list", ""));
        assertThat(listed).hasSize(1);
        assertThat(listed.get(0).get("recipients").get(0).get("status").asString())
                .isEqualTo("PENDING");
        assertThat(asked("queue/show", "{\"id\":\"" + FIRST.mail().id() + "\"}"))
                .isEqualTo(listed.get(0).toString());
        refused("queue/show", "{\"id\":\"nonsense\"}", 404, "there is no message nonsense");
    }

    @Test
    void allMembersThatAreMissingOrBlankAreTold() {
        refused("identity/verify", "{}", 400, "\"name\" is required; \"account\" is required");
        refused(
                "identity/verify",
                "{\"name\":\" \",\"account\":\"\"}",
                400,
                "\"name\" is required; \"account\" is required");
        refused("identity/verify", "{\"name\":null,\"account\":\"1\"}", 400, "\"name\" is required");
        refused("queue/retry-page", "{}", 400, "either destination or all is needed");
    }

    @Test
    void aRegionThatThereIsNotIsRefusedWhereverItIsNamed() {
        for (String command : List.of("identity/verify", "identity/list", "identity/dns", "key/create")) {
            String named = command.endsWith("list") ? "" : "\"account\":\"" + TestEngine.ACCOUNT + "\",";
            String name = command.equals("key/create") || command.endsWith("list") ? "" : "\"name\":\"a.example\",";
            refused(
                    command,
                    "{" + named + name + "\"region\":\"-x-\"}",
                    400,
                    "there is no region -x-; api.regions names those that there are");
        }
    }

    @Test
    void theQueueOfAnAccountIsListedTheNewestFirst() {
        engine.store().queue().submit(new Submission(FIRST.mail(), FIRST.content()), 1);
        engine.store().queue().submit(new Submission(SECOND.mail(), SECOND.content()), 1);
        String account = FIRST.mail().tenant().accountId();
        List<String> ids = Stream.of(FIRST, SECOND)
                .map(one -> one.mail().id())
                .sorted(Comparator.reverseOrder())
                .map(MessageId::toString)
                .toList();
        assertThat(JsonMapper.shared()
                        .readTree(asked("queue/list", "{\"account\":\"" + account + "\"}"))
                        .valueStream())
                .extracting(message -> message.get("id").asString())
                .isEqualTo(ids);
        assertThat(JsonMapper.shared().readTree(asked("queue/list", "{\"account\":\"" + account + "\",\"max\":1}")))
                .hasSize(1);
        assertThat(asked("queue/list", "{\"account\":\"000000000000\"}")).isEqualTo("[]");
    }

    @Test
    void whatIsAwayForNowIsAnsweredWith503AndTheReason() {
        refused("test/away", "{}", 503, "the index of events is being made; try again in a minute");
    }

    @Test
    void whatIsNoCommandOrNoJsonIsRefused() {
        refused(
                "account/list",
                "{\"other\":1}",
                400,
                "not the JSON that is expected: \"other\": there is no such member");
        refused("account/list", "{", 400, "not the JSON that is expected");
        refused("account/drop", "{}", 404, "there is no command /admin/account/drop");
        assertThat(admin("Bearer " + TOKEN, "account/list", "{").status()).isEqualTo(400);
        assertThat(admin("Bearer " + TOKEN, "account/list", "[1]").status()).isEqualTo(400);
        assertThat(admin("Bearer " + TOKEN, "account/list", "{\"other\":1}").status())
                .isEqualTo(400);
        refused("account/list", " ".repeat(70_000), 400, "a request may have at most 65536 bytes");
        assertThat(RawHttp.get(server.address(), Map.of("Authorization", "Bearer " + TOKEN), "/admin/account/list")
                        .status())
                .isEqualTo(405);
    }

    private void refused(String command, String json, int status, String text) {
        RawHttp.Reply reply = admin("Bearer " + TOKEN, command, json);
        assertThat(reply.status()).isEqualTo(status);
        assertThat(json(reply).get("error").asString()).isEqualTo(text);
    }

    private String asked(String command, String json) {
        RawHttp.Reply reply = admin("Bearer " + TOKEN, command, json);
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        return reply.body();
    }

    private RawHttp.Reply admin(String authorization, String command, String json) {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        return RawHttp.send(
                server.address(),
                "POST /admin/" + command + " HTTP/1.1\r\nHost: a\r\nAuthorization: " + authorization
                        + "\r\nContent-Length: " + body.length + "\r\n\r\n",
                body);
    }

    private RawHttp.Reply request(String method, String target) {
        return RawHttp.send(
                server.address(),
                method + " " + target + " HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n",
                new byte[0]);
    }

    private RawHttp.Reply get(String target) {
        return RawHttp.get(server.address(), Map.of(), target);
    }

    private int delete(String target) {
        return RawHttp.send(server.address(), "DELETE " + target + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", new byte[0])
                .status();
    }

    private static JsonNode json(RawHttp.Reply reply) {
        return JsonMapper.shared().readTree(reply.body());
    }

    private static Captured captured(String source, String text) {
        Instant at = Instant.parse("2026-11-24T12:00:00Z");
        Content content = Content.of(text);
        Mail mail = new Mail(
                MessageId.next("us-east-1", at),
                TestEngine.TENANT,
                MailKind.SENT,
                at,
                new Envelope("", List.of("to@example.org", "cc@example.org", "bcc@example.org")),
                source,
                Optional.empty(),
                Optional.empty(),
                List.of(),
                content.sizeBytes());
        return new Captured(mail, content);
    }
}
