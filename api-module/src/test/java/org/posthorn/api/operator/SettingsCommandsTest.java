package org.posthorn.api.operator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.posthorn.api.TestEngine;
import org.posthorn.api.http.RawHttp;
import org.posthorn.api.http.WebServer;
import org.posthorn.api.operator.command.AccountSending;
import org.posthorn.api.operator.command.IdentityFeedback;
import org.posthorn.api.operator.command.IdentityMailFrom;
import org.posthorn.api.operator.command.IdentityNotify;
import org.posthorn.api.operator.command.IdentityPolicyDelete;
import org.posthorn.api.operator.command.IdentityPolicyPut;
import org.posthorn.api.operator.command.IdentityPolicyShow;
import org.posthorn.api.operator.command.IdentityRequest;
import org.posthorn.api.operator.command.IdentityShow;
import org.posthorn.api.operator.command.SetCreate;
import org.posthorn.api.operator.command.SetDestinationAdd;
import org.posthorn.api.operator.command.SetDestinationDelete;
import org.posthorn.api.operator.command.SetDestinationUpdate;
import org.posthorn.api.operator.command.SetShow;
import org.posthorn.api.operator.command.SetUpdate;
import org.posthorn.api.operator.command.TemplatePut;
import org.posthorn.api.operator.command.TemplateRender;
import org.posthorn.api.operator.command.TemplateShow;
import org.posthorn.api.operator.command.VerificationPut;
import org.posthorn.api.operator.command.VerificationShow;
import org.posthorn.engine.mail.Regions;
import tools.jackson.databind.json.JsonMapper;

/// The commands for what accounts set, as the admin endpoint answers them: statuses and texts.
class SettingsCommandsTest {
    private static final String WHOSE = "\"account\":\"" + TestEngine.ACCOUNT + "\"";

    private final TestEngine engine = new TestEngine();
    private WebServer server;

    @BeforeEach
    void start() throws IOException {
        List<Class<? extends Command<?, ?>>> types = List.of(
                AccountSending.class,
                IdentityFeedback.class,
                IdentityMailFrom.class,
                IdentityNotify.class,
                IdentityPolicyPut.class,
                IdentityPolicyShow.class,
                IdentityPolicyDelete.class,
                IdentityRequest.class,
                IdentityShow.class,
                SetCreate.class,
                SetShow.class,
                SetUpdate.class,
                SetDestinationAdd.class,
                SetDestinationUpdate.class,
                SetDestinationDelete.class,
                TemplatePut.class,
                TemplateShow.class,
                TemplateRender.class,
                VerificationPut.class,
                VerificationShow.class);
        List<Command<?, ?>> commands =
                types.stream().<Command<?, ?>>map(engine::get).toList();
        server = new WebServer(
                "test",
                new InetSocketAddress("127.0.0.1", 0),
                Optional.empty(),
                Map.of("/admin/*", new AdminEndpoint("token", Regions.ANY, commands)));
        server.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "set/show | `'name':'none'` | 404 | `Configuration set <none> does not exist.`",
                "set/update | `'name':'none','tlsPolicy':'Require'` | 404 | `Configuration set <none> does not exist.`",
                "set/update | `'name':'a','tlsPolicy':'No'` | 400 | `\"tlsPolicy\" is one of [Optional, Require]`",
                "set/create | `'name':'a b'` | 400 | `Invalid configuration set name <a b>: only`",
                "set/create | `` | 400 | `\"name\" is required`",
                "set/destination-add | `'set':'a','name':'b'` | 400 | `\"types\" is required`",
                "set/destination-add | `'set':'a','name':'b','types':[],'topic':'t'` | 404 | `Configuration set <a>`",
                "set/destination-update | `'set':'none','name':'b'` | 404 | `Configuration set <none> does not exist.`",
                "set/destination-delete | `'set':'none','name':'b'` | 404 | `Configuration set <none> does not exist.`",
                "template/show | `'name':'none'` | 404 | `Template none does not exist.`",
                "template/render | `'name':'none','data':'{}'` | 404 | `Template none does not exist.`",
                "template/put | `'name':'a b','subject':'s','text':'t'` | 400 | `Template name must be 1 to 64 letters`",
                "verification/show | `'name':'none'` | 404 | `Custom verification email template <none> does not exist`",
                "identity/show | `'name':'none.example'` | 404 | `there is no identity none.example in us-east-1`",
                "identity/show | `'name':'example.com','region':'eu-west-1'` | 404 | `there is no identity example.com in eu-west-1`",
                "identity/request | `'name':'a b'` | 400 | `Domain a b is invalid.`",
                "identity/feedback | `'name':'example.com'` | 400 | `\"enabled\" is required`",
                "identity/notify | `'name':'example.com','type':'Open'` | 400 | `\"type\" is one of [Bounce, Complaint, Delivery]`",
                "identity/policy-show | `'name':'example.com','policy':'p'` | 404 | `example.com has no policy p`",
                "identity/policy-put | `'name':'example.com','policy':'a b','json':'{}'` | 400 | `PolicyName is invalid.`",
            })
    void whatIsWrongIsSaidWithItsStatus(String command, String members, int status, String text) {
        RawHttp.Reply reply = asked(command, members.replace('\'', '"'));
        assertThat(reply.status()).as(reply.body()).isEqualTo(status);
        assertThat(JsonMapper.shared().readTree(reply.body()).path("error").asString())
                .startsWith(text);
    }

    @Test
    void whatIsThereAlreadyIsAConflict() {
        done("set/create", "\"name\":\"a\"");
        assertThat(asked("set/create", "\"name\":\"a\"").status()).isEqualTo(409);
        String destination = "\"set\":\"a\",\"name\":\"d\",\"types\":[\"send\"],\"dimensions\":[\"a=linkTag:b:c\"]";
        // What stands behind the first colon is the default, which has none itself.
        assertThat(asked("set/destination-add", destination).status()).isEqualTo(400);
        assertThat(done("set/destination-add", destination.replace("b:c", "b")))
                .isEqualTo("{\"name\":\"d\",\"enabled\":true,\"types\":[\"send\"],\"topic\":null,\"stream\":null,"
                        + "\"dimensions\":[\"a=linkTag:b\"],\"bus\":null}");
        RawHttp.Reply twice = asked("set/destination-add", destination.replace("b:c", "b"));
        assertThat(twice.status()).isEqualTo(409);
        assertThat(twice.body())
                .isEqualTo(
                        "{\"error\":\"An event destination with name <d> already exists for configuration set <a>.\"}");
    }

    @Test
    void nothingOfASetChangesWhenAPartIsRefused() {
        done("set/create", "\"name\":\"a\"");
        String before = done("set/show", "\"name\":\"a\"");
        RawHttp.Reply refused =
                asked("set/update", "\"name\":\"a\",\"sendingEnabled\":false,\"trackingDomain\":\"other.example\"");
        assertThat(refused.status()).isEqualTo(400);
        assertThat(done("set/show", "\"name\":\"a\"")).isEqualTo(before);
    }

    @Test
    void aSetThatMaySendAgainTellsSinceWhen() {
        done("set/create", "\"name\":\"a\"");
        done("set/update", "\"name\":\"a\",\"sendingEnabled\":false");
        assertThat(done("set/update", "\"name\":\"a\",\"sendingEnabled\":true"))
                .contains("\"sendingEnabled\":true", "\"lastFreshStart\":\"2026-11-24T12:00:00Z\"");
    }

    @Test
    void aTemplateMayBeLongerThanOtherRequests() {
        done("template/put", "\"name\":\"long\",\"subject\":\"s\",\"text\":\"" + "\\u00e9".repeat(500_000) + "\"");
        assertThat(asked("set/create", "\"name\":\"" + "a".repeat(70_000) + "\"")
                        .body())
                .isEqualTo("{\"error\":\"a request may have at most 65536 bytes\"}");
        assertThat(asked("template/put", "\"name\":\"" + "a".repeat(4 << 20) + "\"")
                        .body())
                .isEqualTo("{\"error\":\"a request may have at most 4194304 bytes\"}");
    }

    @Test
    void anAccountIsSwitchedOffInOneRegion() {
        assertThat(body(200, send("account/sending", "{\"id\":\"" + TestEngine.ACCOUNT + "\",\"enabled\":false}")))
                .isEqualTo("{\"id\":\"123456789012\",\"region\":\"us-east-1\",\"enabled\":false,\"maySend\":false}");
        assertThat(engine.accounts().maySend(TestEngine.TENANT)).isFalse();
        assertThat(body(404, send("account/sending", "{\"id\":\"1\",\"enabled\":false}")))
                .isEqualTo("{\"error\":\"there is no account 1\"}");
    }

    private String done(String command, String members) {
        return body(200, asked(command, members));
    }

    private static String body(int status, RawHttp.Reply reply) {
        assertThat(reply.status()).as(reply.body()).isEqualTo(status);
        return reply.body();
    }

    private RawHttp.Reply asked(String command, String members) {
        return send(command, "{" + WHOSE + (members.isEmpty() ? "" : ",") + members + "}");
    }

    private RawHttp.Reply send(String command, String json) {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        return RawHttp.send(
                server.address(),
                "POST /admin/" + command + " HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer token\r\nContent-Length: "
                        + body.length + "\r\n\r\n",
                body);
    }
}
