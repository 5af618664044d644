package org.posthorn.api.operator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.posthorn.api.TestEngine;
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
import org.posthorn.engine.UnavailableException;
import org.posthorn.engine.mail.MessageId;
import org.posthorn.engine.mail.Regions;
import org.posthorn.engine.mail.Submission;
import org.posthorn.engine.testing.TestMail;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The commands of operators as they are asked over HTTP, and what is refused.
class AdminEndpointTest {
    private static final String TOKEN = "s3cret";

    private final TestEngine engine = new TestEngine();
    private WebServer server;

    @BeforeEach
    void start() throws IOException {
        server = new WebServer(
                "test",
                new InetSocketAddress("127.0.0.1", 0),
                Optional.empty(),
                Map.of("/admin/*", new AdminEndpoint(TOKEN, Regions.ANY, commands())));
        server.start();
    }

    @AfterEach
    void stop() {
        server.close();
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

    @Test
    void theAdminEndpointWantsItsToken() {
        assertThat(admin("Bearer wrong", "account/list", "").status()).isEqualTo(401);
        assertThat(admin("", "account/list", "").status()).isEqualTo(401);
        assertThat(admin("Bearer " + TOKEN, "account/list", "").status()).isEqualTo(200);
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
        Submission submitted = submitted();
        JsonNode listed = json(admin("Bearer " + TOKEN, "queue/list", ""));
        assertThat(listed).hasSize(1);
        assertThat(listed.get(0).get("recipients").get(0).get("status").asString())
                .isEqualTo("PENDING");
        assertThat(asked("queue/show", "{\"id\":\"" + submitted.mail().id() + "\"}"))
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
        Submission first = submitted();
        Submission second = submitted();
        String account = TestEngine.ACCOUNT;
        List<String> ids = Stream.of(first, second)
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

    private Submission submitted() {
        Submission submission = TestMail.sent(Instant.parse("2026-11-24T12:00:00Z"), "to@example.org");
        engine.store().queue().submit(submission, 1);
        return submission;
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

    private static JsonNode json(RawHttp.Reply reply) {
        return JsonMapper.shared().readTree(reply.body());
    }
}
