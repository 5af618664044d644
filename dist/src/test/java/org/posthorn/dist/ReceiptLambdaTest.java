package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.posthorn.engine.Hmac;
import org.posthorn.engine.mail.MessageId;
import org.posthorn.engine.mail.ReceivedId;
import org.posthorn.engine.settings.ReceiptAction;
import org.posthorn.engine.settings.ReceiptAction.InvocationType;
import org.posthorn.engine.settings.ReceiptRule;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Mail that comes in is handled by functions, which are called as Lambda's are.
class ReceiptLambdaTest {
    private static final String ARN = "arn:aws:lambda:us-east-1:123456789012:function:";
    private static final String MESSAGE = "Subject: x\r\n\r\nbody of it\r\n";
    private static final String SECRET = "secret/of+functions";

    @TempDir
    private static Path directory;

    private static final List<Call> CALLS = new CopyOnWriteArrayList<>();
    private static HttpServer lambda;
    private static TestServer posthorn;
    private static ReceiptBench bench;
    private static Path bucket;
    private static volatile int status = 200;
    private static volatile String answer = "";

    private record Call(String path, String type, JsonNode event, boolean signed) {}

    @BeforeAll
    static void start() throws Exception {
        bucket = Files.createDirectories(directory.resolve("buckets/example-mail"));
        lambda = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        lambda.createContext("/", ReceiptLambdaTest::answer);
        lambda.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        lambda.start();
        String url = "http://127.0.0.1:" + lambda.getAddress().getPort();
        posthorn = TestServer.start(
                directory,
                false,
                "relay.mode=capture",
                "account.sandbox=false",
                "retry.schedule=1s",
                "receiving.s3_directory=" + bucket.getParent(),
                "receiving.lambda_endpoint=" + url + "/api",
                "receiving.functions=sorter=" + url + "/sorter?a=b&A=%20",
                "receiving.access_key_id=key",
                "receiving.secret_access_key=" + SECRET);
        posthorn.tenant(Installation.TENANT, "example.com");
        bench = new ReceiptBench(posthorn, Installation.TENANT);
    }

    @AfterAll
    static void stop() {
        posthorn.close();
        lambda.stop(0);
    }

    private static void answer(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        CALLS.add(new Call(
                exchange.getRequestURI().getRawPath(),
                exchange.getRequestHeaders().getFirst("X-Amz-Invocation-Type"),
                JsonMapper.shared().readTree(body),
                isSigned(exchange, body)));
        byte[] text = answer.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, text.length == 0 ? -1 : text.length);
        exchange.getResponseBody().write(text);
        exchange.close();
    }

    /// Whether the signature is that of the request (Signature Version 4 for service lambda), computed here anew.
    private static boolean isSigned(HttpExchange exchange, byte[] body) {
        String given = exchange.getRequestHeaders().getFirst("Authorization");
        String names = between(given, "SignedHeaders=", ",");
        String scope = between(given, "Credential=key/", ",");
        StringBuilder headers = new StringBuilder();
        for (String name : names.split(";")) {
            headers.append(name)
                    .append(':')
                    .append(exchange.getRequestHeaders().getFirst(name))
                    .append('\n');
        }
        String query = exchange.getRequestURI().getRawQuery();
        String canonical = "POST\n" + exchange.getRequestURI().getRawPath().replace("%", "%25") + "\n"
                + (query == null ? "" : "A=%20&a=b") + "\n" + headers + "\n" + names + "\n" + sha256(body);
        String text = "AWS4-HMAC-SHA256\n" + exchange.getRequestHeaders().getFirst("X-Amz-Date") + "\n" + scope + "\n"
                + sha256(canonical.getBytes(StandardCharsets.UTF_8));
        byte[] key = ("AWS4" + SECRET).getBytes(StandardCharsets.UTF_8);
        for (String part : scope.split("/")) {
            key = Hmac.sha256(key, part.getBytes(StandardCharsets.UTF_8));
        }
        return scope.endsWith("/us-east-1/lambda/aws4_request")
                && names.contains("x-amz-invocation-type")
                && given.endsWith("Signature="
                        + HexFormat.of().formatHex(Hmac.sha256(key, text.getBytes(StandardCharsets.UTF_8))));
    }

    private static String between(String text, String before, String after) {
        int from = text.indexOf(before) + before.length();
        return text.substring(from, text.indexOf(after, from));
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<Call> callsFor(MessageId id) {
        return CALLS.stream()
                .filter(call -> call.event()
                        .at("/Records/0/ses/mail/messageId")
                        .asString("")
                        .equals(ReceivedId.of(id)))
                .toList();
    }

    private static ReceiptAction lambda(String name, InvocationType type) {
        return new ReceiptAction.Lambda(ARN + name, type, Optional.empty());
    }

    private static ReceiptAction s3(String prefix) {
        return new ReceiptAction.S3("example-mail", Optional.of(prefix), Optional.empty(), Optional.empty());
    }

    private static ReceiptRule rule(String name, ReceiptAction... actions) {
        return new ReceiptRule(name, true, false, List.of(), List.of(actions), false);
    }

    private static boolean isStored(String prefix, MessageId id) {
        return Files.exists(bucket.resolve(prefix + ReceivedId.of(id)));
    }

    @Test
    void eitherWayIsSignedAndHasTheEventOfSesWithoutContent() throws Exception {
        answer = "";
        status = 202;
        bench.acts(lambda("sorter", InvocationType.Event), lambda("other", InvocationType.Event));
        MessageId id = bench.receives("a@example.com", MESSAGE);
        bench.handled(id);
        List<Call> calls = callsFor(id);
        assertThat(calls)
                .hasSize(2)
                .allMatch(Call::signed)
                .allMatch(call -> call.type().equals("Event"));
        assertThat(calls)
                .extracting(Call::path)
                .containsExactly(
                        "/sorter",
                        "/api/2015-03-31/functions/arn%3Aaws%3Alambda%3Aus-east-1%3A123456789012%3Afunction%3Aother/invocations");
        JsonNode ses = calls.getFirst().event().at("/Records/0/ses");
        assertThat(ses.at("/receipt/action/functionArn").asString()).isEqualTo(ARN + "sorter");
        assertThat(ses.at("/mail/commonHeaders/subject").asString()).isEqualTo("x");
        assertThat(ses.toString()).doesNotContain("body of it");
    }

    @Test
    void whatAFunctionAnswersDecidesWhatComesNext() throws Exception {
        status = 200;
        bench.acts(List.of(
                rule("first", lambda("sorter", InvocationType.RequestResponse), s3("first-")),
                rule("second", s3("second-"))));

        answer = "{\"disposition\":\"STOP_RULE\"}";
        MessageId rule = bench.receives("b@example.com", MESSAGE);
        bench.handled(rule);
        assertThat(isStored("first-", rule)).isFalse();
        assertThat(isStored("second-", rule)).isTrue();

        answer = "{\"disposition\":\"STOP_RULE_SET\"}";
        MessageId set = bench.receives("b@example.com", MESSAGE);
        bench.handled(set);
        assertThat(isStored("first-", set) || isStored("second-", set)).isFalse();

        answer = "{\"disposition\":\"anything\"}";
        MessageId on = bench.receives("b@example.com", MESSAGE);
        bench.handled(on);
        assertThat(isStored("first-", on) && isStored("second-", on)).isTrue();
    }

    @Test
    void aFunctionThatFailsIsCalledAgainAndWhatWasDoneBeforeIsNotDoneAgain() throws Exception {
        status = 500;
        answer = "";
        bench.acts(s3("before-"), lambda("sorter", InvocationType.Event), s3("behind-"));
        MessageId id = bench.receives("c@example.com", MESSAGE);
        bench.waits(id, "HTTP 500");
        assertThat(isStored("behind-", id)).isFalse();
        Files.delete(bucket.resolve("before-" + ReceivedId.of(id)));
        status = 200;
        bench.handled(id);
        assertThat(isStored("behind-", id)).isTrue();
        assertThat(isStored("before-", id)).isFalse();
        await("calls")
                .atMost(TestServer.PATIENCE)
                .untilAsserted(() -> assertThat(callsFor(id)).hasSizeGreaterThan(1));
    }
}
