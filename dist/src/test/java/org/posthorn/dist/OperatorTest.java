package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.ses.SesClient;
import software.amazon.awssdk.services.ses.model.SesException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What an operator does with a running server: the command line, health, metrics, the files of `run/`, and the log.
class OperatorTest extends OperatorFixture {
    private static final Pattern METRIC = Pattern.compile("posthorn_[a-z0-9_]+");

    @Test
    void accountsAreCreatedListedAndChanged() throws Exception {
        JsonNode created = json("account", "create", "--id", "123456789012", "--name", "Shop");
        assertThat(created.propertyNames())
                .containsExactly("id", "name", "sandbox", "max24HourSend", "maxSendRate", "sendingEnabled");
        assertThat(created.path("sandbox").asBoolean()).isTrue();
        assertThat(created.path("sendingEnabled").asBoolean()).isTrue();

        JsonNode free = json("account", "create");
        assertThat(free.path("id").asString()).matches("\\d{12}").isNotEqualTo("123456789012");

        JsonNode updated = json(
                "account",
                "update",
                "--id",
                "123456789012",
                "--sandbox",
                "false",
                "--max-24-hour-send",
                "5000",
                "--max-send-rate",
                "7.5",
                "--sending-enabled",
                "false");
        assertThat(updated.toString())
                .isEqualTo("{\"id\":\"123456789012\",\"name\":\"Shop\",\"sandbox\":false,\"max24HourSend\":5000.0,"
                        + "\"maxSendRate\":7.5,\"sendingEnabled\":false}");
        assertThat(json("account", "list"))
                .contains(updated, free)
                .allSatisfy(account -> assertThat(account.isObject()).isTrue());
    }

    @Test
    void aKeyMadeByCommandSendsOnceItsIdentityIsVouchedFor() throws Exception {
        json("account", "create", "--id", "222222222222");
        JsonNode key = json("key", "create", "--account", "222222222222");
        assertThat(key.propertyNames())
                .containsExactly("accountId", "accessKeyId", "secretAccessKey", "smtpUsername", "smtpPassword");
        String keyId = key.path("accessKeyId").asString();
        assertThat(keyId).matches("AKIA[A-Z2-7]{16}");
        assertThat(key.path("secretAccessKey").asString()).hasSize(40);
        assertThat(key.path("smtpUsername").asString()).isEqualTo(keyId);

        try (SesClient ses = posthorn.client(keyId, key.path("secretAccessKey").asString())) {
            assertThatThrownBy(() -> send(ses, "shop@keys.example", "to@keys.example"))
                    .hasMessageContaining("Email address is not verified.");
            JsonNode identity = json("identity", "verify", "Keys.example", "--account", "222222222222");
            assertThat(identity.toString())
                    .isEqualTo("{\"accountId\":\"222222222222\",\"region\":\"us-east-1\",\"name\":\"keys.example\","
                            + "\"type\":\"Domain\",\"status\":\"Success\"}");
            assertThat(json("identity", "list", "--account", "222222222222")).containsExactly(identity);

            String id = send(ses, "shop@keys.example", "to@keys.example");
            TestServer.arrived(relay, "to@keys.example");
            posthorn.ended(id);
            assertThatThrownBy(() -> send(ses, "shop@keys.example", "stranger@example.net"))
                    .as("the account is in the sandbox")
                    .hasMessageContaining("US-EAST-1: stranger@example.net");

            assertThat(json("key", "list").toString())
                    .contains(keyId)
                    .doesNotContain(key.path("secretAccessKey").asString());
            json("key", "delete", keyId);
            assertThatThrownBy(ses::getSendQuota)
                    .isInstanceOfSatisfying(
                            SesException.class,
                            e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("InvalidClientTokenId"));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1 | account update --id 999999999999 --sandbox false | there is no account 999999999999",
                "1 | account create --id 12                           | an account id has twelve digits: 12",
                "1 | account update --id 999999999999 --max-send-rate -5 | must be zero or more, or -1 for unlimited",
                "1 | key create --account 999999999999                | there is no account 999999999999",
                "1 | key delete AKIANONE                              | there is no key AKIANONE",
                "1 | identity verify a.example --account 999999999999 | there is no account 999999999999",
                "1 | queue show nothing                               | there is no message nothing",
                "2 | queue retry                                      | Missing required argument (specify one of these): ([ID] | --destination=NAME | --all)",
                "2 | queue drop --all --destination x                 | Error: --destination=NAME, --all are mutually exclusive (specify only one)",
                "2 | queue show                                       | Missing required parameter: 'ID'",
                "2 | key create                                       | Missing required option: '--account=ID'",
                "2 | account update --id 1 --max-24-hour-send fast    | '--max-24-hour-send': 'fast' is not a number",
                "2 | account update --id 1 --sandbox maybe            | '--sandbox': 'maybe' is not a boolean",
                "1 | suppression import /no/such/file                 | posthorn: /no/such/file does not exist",
                "1 | key create --account 1 --policy /no/such/file    | the policy: /no/such/file does not exist",
            })
    void aRefusalSaysWhyAndEndsWithItsExitCode(int code, String words, String reason) {
        Answer answer = run(words.split(" "));
        assertThat(answer.code()).isEqualTo(code);
        assertThat(answer.err()).contains(reason);
        assertThat(answer.out()).isEmpty();
    }

    /// F22: done, since it may be meant, and said.
    @Test
    void whatIsLikelyNotMeantIsNoted() throws Exception {
        Answer paused = run("queue", "pause", "relay:nosuch:25");
        assertThat(paused.code()).isZero();
        assertThat(paused.out()).isEqualTo("name  relay:nosuch:25\n");
        assertThat(paused.err()).startsWith("posthorn: note: there is no such destination yet");
        assertThat(run("queue", "resume", "relay:nosuch:25").err()).isEmpty();

        run("account", "create", "--id", "101010101010");
        Answer nothing = run("account", "update", "--id", "101010101010", "--max-send-rate", "0");
        assertThat(nothing.code()).isZero();
        assertThat(nothing.err()).startsWith("posthorn: note: with a quota of 0 the account sends nothing");
        assertThat(run("account", "update", "--id", "101010101010", "--max-send-rate", "1")
                        .err())
                .isEmpty();

        Path policy = Files.writeString(
                directory.resolve("policy.json"),
                "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Action\":[\"ses:SendMail\","
                        + "\"ses:sendrawemail\",\"ses:Get*\",\"SES:Sent*\"],\"Resource\":\"*\"}}");
        Answer refused = run("key", "create", "--account", "101010101010", "--policy", policy.toString());
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err()).contains("Invalid action \"SES:Sent*\"");
        Files.writeString(policy, Files.readString(policy).replace("SES:Sent*", "ses:Sent*"));
        Answer key = run("key", "create", "--account", "101010101010", "--policy", policy.toString());
        assertThat(key.code()).isZero();
        assertThat(key.err().lines())
                .containsExactly(
                        "posthorn: note: the policy names ses:SendMail, which is no action that this version knows: what"
                                + " it says of it never applies",
                        "posthorn: note: the policy names ses:Sent*, which is no action that this version knows: what"
                                + " it says of it never applies");
    }

    @Test
    void whatHappenedIsFoundByRecipientAndByAccount() throws Exception {
        String other = sendAs("141414141414", "others.example", "Ann@found.example");
        String first = sendAs("131313131313", "found.example", "ann@found.example");
        String second = sendAs("131313131313", "found.example", "busy@found.example");
        attempted(second, 1);
        TestServer.arrived(relay, "ann@found.example");
        await().atMost(TestServer.PATIENCE)
                .until(() -> json("events", "--message", first).size() == 2);
        await().atMost(TestServer.PATIENCE)
                .until(() -> json("events", "--message", other).size() == 2);

        assertThat(json("events", "--recipient", "ANN@found.example").valueStream())
                .extracting(event ->
                        event.path("event").asString() + event.path("messageId").asString())
                .containsExactlyInAnyOrder("Send" + other, "Delivery" + other, "Send" + first, "Delivery" + first);
        assertThat(json("events", "--account", "131313131313").valueStream())
                .extracting(event ->
                        event.path("event").asString() + event.path("messageId").asString())
                .startsWith("Send" + first)
                .containsExactlyInAnyOrder(
                        "Send" + first, "Delivery" + first, "Send" + second, "DeliveryDelay" + second);
        assertThat(json("events", "--account", "131313131313", "--recipient", "ann@found.example")
                        .valueStream())
                .extracting(event -> event.path("messageId").asString())
                .containsExactly(first, first);
        assertThat(json("events", "--recipient", "nobody@found.example")).isEmpty();
        assertThat(json("events", "--account", "131313131313", "--since", "2099-01-01T00:00:00Z"))
                .isEmpty();

        assertThat(json("queue", "list", "--account", "131313131313").valueStream())
                .extracting(message -> message.path("id").asString())
                .containsExactly(second);
        assertThat(json("queue", "list", "--account", "999999999999")).isEmpty();
    }

    @Test
    void anAccountThatExistsIsNotCreatedAgain() {
        assertThat(run("account", "create", "--id", "444444444444").code()).isZero();
        Answer again = run("account", "create", "--id", "444444444444");
        assertThat(again.code()).isEqualTo(1);
        assertThat(again.err()).isEqualTo("posthorn: account 444444444444 exists already\n");
    }

    @Test
    void healthAnswersUpAsJson() throws Exception {
        for (String path : List.of("/health/live", "/health/ready")) {
            HttpResponse<String> health = posthorn.get(path);
            assertThat(health.statusCode()).isEqualTo(200);
            assertThat(health.headers().firstValue("Content-Type")).contains("application/json");
            assertThat(health.body()).isEqualTo("{\"status\":\"up\",\"reason\":\"\"}");
        }
    }

    @Test
    void metricsAreForThoseWithATokenOrAtAnAddressOfTheirOwn() throws Exception {
        HttpResponse<String> refused = posthorn.get("/metrics");
        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(refused.headers().firstValue("WWW-Authenticate")).contains("Bearer");
        assertThat(refused.body()).contains("metrics.listen", "metrics.token").doesNotContain("posthorn_");
        assertThat(metrics(posthorn.server.endpoints().api(), "Bearer wrong").statusCode())
                .isEqualTo(401);
        String admin = posthorn.server.endpoints().admin();
        String token =
                Files.readString(directory.resolve("data/run/admin.token")).strip();
        assertThat(metrics(admin, "").statusCode()).isEqualTo(401);
        assertThat(metrics(admin, "Bearer " + token).body()).contains("posthorn_queue_messages");
        try (TestServer open = TestServer.start(
                directory.resolve("open"), false, "relay.hosts=127.0.0.1:9", "metrics.listen=127.0.0.1:0")) {
            String address = open.server.endpoints().metrics().orElseThrow();
            assertThat(metrics(address, "").body()).contains("posthorn_queue_messages");
        }
    }

    private static HttpResponse<String> metrics(String address, String authorization) throws Exception {
        return posthorn.http(HttpRequest.newBuilder(URI.create("http://" + address + "/metrics"))
                .header("Authorization", authorization));
    }

    @Test
    void everyMetricIsInTheOperatorsBookAndTheOtherWayRound() throws Exception {
        sendAs("888888888888", "metrics.example", "to@metrics.example");
        TestServer.arrived(relay, "to@metrics.example");
        sendAs("888888888888", "metrics.example", "busy@metrics.example");
        sendAs("888888888888", "metrics.example", "denied@metrics.example");
        // These are looked up every few seconds.
        HttpResponse<String> metrics = await().atMost(TestServer.PATIENCE)
                .until(
                        posthorn::metricsAnswer,
                        answer -> answer.body().contains("posthorn_smtp_connections{")
                                && answer.body().contains("posthorn_setup_faults_total{")
                                && answer.body().contains("posthorn_queue_account_messages{"));
        // A relay that takes mail holds nothing against us, for the tests that come after this one.
        sendAs("888888888888", "metrics.example", "taken@metrics.example");
        await().atMost(TestServer.PATIENCE)
                .until(() -> !posthorn.get("/health/ready").body().contains("warning"));
        assertThat(metrics.headers().firstValue("Content-Type").orElse("")).startsWith("text/plain; version=0.0.4");
        TreeSet<String> served = new TreeSet<>();
        for (String line : metrics.body().split("\n")) {
            // Those of the process and the JVM are Micrometer's, and not of every JVM.
            if (line.startsWith("posthorn_")) {
                assertThat(line).matches("posthorn_[a-z0-9_]+(\\{[^}]*})? [-+0-9.Ee]+");
                served.add(line.split("[ {]")[0].replaceFirst("_(bucket|count|sum|max)$", ""));
            }
        }
        assertThat(served).contains("posthorn_queue_messages", "posthorn_recipients_delivered_total");
        TreeSet<String> documented = new TreeSet<>();
        METRIC.matcher(Files.readString(Path.of("..", "docs", "operations.md")))
                .results()
                .map(MatchResult::group)
                .map(name -> name.replaceFirst("_bucket$", ""))
                .forEach(documented::add);
        // In the text of alerts; and those that RenewalTest and MetricsTest show, with TLS and after a refusal.
        documented.removeAll(List.of(
                "posthorn_api_request_seconds_bucket",
                "posthorn_certificate_expiry_seconds",
                "posthorn_submission_refused_total"));
        assertThat(documented).isEqualTo(served);
    }

    @Test
    void theRunFilesTellWhereItListensAndKeepTheTokenFromOthers() throws Exception {
        Path run = directory.resolve("data/run");
        JsonNode endpoints = JsonMapper.shared().readTree(Files.readString(run.resolve("endpoints.json")));
        assertThat(endpoints.propertyNames()).containsExactly("api", "submission", "inbound", "admin");
        assertThat(endpoints)
                .allSatisfy(address -> assertThat(address.asString()).matches("127\\.0\\.0\\.1:[1-9]\\d*"));
        assertThat(endpoints.path("api").asString())
                .isEqualTo(posthorn.server.endpoints().api());
        assertThat(mode(run.resolve("admin.token"))).isEqualTo("rw-------");
        assertThat(mode(run)).isEqualTo("rwx------");
        assertThat(mode(directory.resolve("data/keys/secret.key"))).isEqualTo("rw-------");
    }

    @Test
    void theAdminEndpointOpensToItsTokenOnly() throws Exception {
        String token =
                Files.readString(directory.resolve("data/run/admin.token")).strip();
        assertThat(admin("POST", "/admin/account/list", "Bearer " + token).statusCode())
                .isEqualTo(200);
        for (String wrong : List.of("Bearer wrong", "Bearer " + token + "0", "Basic " + token, "")) {
            HttpResponse<String> refused = admin("POST", "/admin/account/list", wrong);
            assertThat(refused.statusCode()).isEqualTo(401);
            assertThat(refused.body()).isEqualTo("{\"error\":\"the token is missing or wrong\"}");
        }
        assertThat(admin("GET", "/admin/account/list", "Bearer " + token).statusCode())
                .isEqualTo(405);
        assertThat(admin("POST", "/admin/nothing", "Bearer " + token).statusCode())
                .isEqualTo(404);
        assertThat(posthorn.get("/admin/account/list").statusCode())
                .as("on the API's port")
                .isNotEqualTo(200);
    }

    @Test
    void noSecretIsEverLogged() throws Exception {
        json("account", "create", "--id", "555555555555");
        JsonNode key = json("key", "create", "--account", "555555555555");
        json("identity", "verify", "secrets.example", "--account", "555555555555");
        String keyId = key.path("accessKeyId").asString();
        String secret = key.path("secretAccessKey").asString();
        String smtpPassword = key.path("smtpPassword").asString();
        try (SesClient ses = posthorn.client(keyId, secret);
                SesClient wrong = posthorn.client(keyId, "wrong-secret-7Hk2")) {
            send(ses, "shop@secrets.example", "to@secrets.example");
            assertThatThrownBy(wrong::getSendQuota).isInstanceOf(SesException.class);
        }
        assertThat(SmtpText.login(posthorn.server.endpoints().submission(), keyId, smtpPassword))
                .startsWith("235");
        assertThat(SmtpText.login(posthorn.server.endpoints().submission(), keyId, "wrong-password-3Zx9"))
                .startsWith("535");
        assertThat(TestServer.arrived(relay, "to@secrets.example").user()).contains("posthorn");

        String token =
                Files.readString(directory.resolve("data/run/admin.token")).strip();
        // The log was on all the time; this is a line of it, so the others were caught as well.
        await().atMost(TestServer.PATIENCE)
                .until(() -> log.lines().stream()
                        .anyMatch(line -> line.contains("recipient=to@secrets.example outcome=delivered")));
        for (String hidden : List.of(
                secret,
                smtpPassword,
                RELAY_PASSWORD,
                "wrong-secret-7Hk2",
                "wrong-password-3Zx9",
                token,
                SmtpText.plain(keyId, smtpPassword),
                SmtpText.plain("posthorn", RELAY_PASSWORD),
                "a body that stays private")) {
            assertThat(log.lines()).noneMatch(line -> line.contains(hidden));
        }
    }

    private static HttpResponse<String> admin(String method, String path, String authorization) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://" + posthorn.server.endpoints().admin() + path))
                .method(method, HttpRequest.BodyPublishers.noBody());
        if (!authorization.isEmpty()) {
            request.header("Authorization", authorization);
        }
        return posthorn.http(request);
    }

    private static String mode(Path file) throws Exception {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }
}
