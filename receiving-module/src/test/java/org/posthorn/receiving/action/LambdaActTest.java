package org.posthorn.receiving.action;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.settings.ReceiptAction;
import org.posthorn.engine.settings.ReceiptAction.InvocationType;

class LambdaActTest {
    private static final String ARN = "arn:aws:lambda:us-east-1:123456789012:function:sort";
    private static final Task TASK = Received.task("Subject: x\r\n\r\n");

    private final List<String> calls = new CopyOnWriteArrayList<>();
    private final CountDownLatch end = new CountDownLatch(1);
    private HttpServer server;
    private volatile Answering answering = exchange -> exchange.sendResponseHeaders(200, -1);

    private interface Answering {
        void answer(HttpExchange exchange) throws IOException;
    }

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        server.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            calls.add(exchange.getRequestHeaders().getFirst("X-Amz-Invocation-Type") + " "
                    + exchange.getRequestURI().getRawPath());
            answering.answer(exchange);
            exchange.close();
        });
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    @AfterEach
    void stop() {
        end.countDown();
        server.stop(0);
    }

    private URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/mail");
    }

    private static LambdaAct act(Map<String, URI> functions, Optional<URI> endpoint, Duration patience) {
        try {
            return new LambdaAct(
                    new ActionPlaces(Optional.empty(), false, Optional.empty(), List.of(), endpoint, functions),
                    new FunctionCalls(new ServiceKey("id", "secret"), SSLContext.getDefault(), patience),
                    new ReceivedJson(() -> Received.AT));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private LambdaAct mapped() {
        return act(Map.of("sort", url()), Optional.empty(), Duration.ofSeconds(60));
    }

    private static ReceiptAction.Lambda action(InvocationType type) {
        return new ReceiptAction.Lambda(ARN, type, Optional.empty());
    }

    private static void write(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"disposition\":\"STOP_RULE\"} | STOP_RULE",
                "{\"disposition\":\"STOP_RULE_SET\"} | STOP_RULE_SET",
                "{\"disposition\":\"CONTINUE\"} | CONTINUE",
                "{\"disposition\":\"stop_rule\"} | CONTINUE",
                "{\"disposition\":[\"STOP_RULE\"]} | CONTINUE",
                "{\"disposition\":null} | CONTINUE",
                "null | CONTINUE",
                "\"STOP_RULE\" | CONTINUE",
                "STOP_RULE | CONTINUE",
                "{ | CONTINUE"
            })
    void theDispositionOfAnAnswerIsObeyed(String body, Effect.Flow flow) throws Exception {
        answering = exchange -> write(exchange, 200, body);
        try (LambdaAct act = mapped()) {
            assertThat(act.perform(action(InvocationType.RequestResponse), TASK))
                    .isEqualTo(new Effect.Done(flow));
            assertThat(act.perform(action(InvocationType.Event), TASK)).isEqualTo(Effect.DONE);
        }
        assertThat(calls).containsExactly("RequestResponse /mail", "Event /mail");
    }

    @Test
    void anAnswerWithoutEndAndOneOfNothingAreNoDisposition() throws Exception {
        try (LambdaAct act = mapped()) {
            answering = exchange -> {
                exchange.sendResponseHeaders(200, 0);
                byte[] blanks = " ".repeat(64 * 1024).getBytes(StandardCharsets.UTF_8);
                try (OutputStream out = exchange.getResponseBody()) {
                    for (int i = 0; i < 10_000; i++) {
                        out.write(blanks);
                    }
                }
            };
            assertThat(act.perform(action(InvocationType.RequestResponse), TASK))
                    .isEqualTo(Effect.DONE);
            answering = exchange -> exchange.sendResponseHeaders(204, -1);
            assertThat(act.perform(action(InvocationType.RequestResponse), TASK))
                    .isEqualTo(Effect.DONE);
            answering = exchange -> write(exchange, 200, "[".repeat(500_000));
            assertThat(act.perform(action(InvocationType.RequestResponse), TASK))
                    .isEqualTo(Effect.DONE);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 307, 400, 403, 404, 429, 500, 503})
    void whatIsNoSuccessIsTriedAgainAndHoldsUpNoOther(int status) throws Exception {
        answering = exchange -> {
            exchange.getResponseHeaders().set("Location", "/elsewhere");
            exchange.sendResponseHeaders(status, -1);
        };
        try (LambdaAct act = mapped()) {
            for (InvocationType type : InvocationType.values()) {
                assertThat(act.perform(action(type), TASK)).isInstanceOfSatisfying(Effect.Deferred.class, deferred -> {
                    assertThat(deferred.unreachable()).isFalse();
                    assertThat(deferred.reply()).hasToString("451 4.3.0 function " + ARN + ": HTTP " + status);
                });
            }
        }
        assertThat(calls).hasSize(2).allMatch(call -> call.endsWith(" /mail"));
    }

    @Test
    void aFunctionThatThrowsIsTriedAgain() throws Exception {
        answering = exchange -> {
            exchange.getResponseHeaders().set("X-Amz-Function-Error", "Unhandled");
            write(exchange, 200, "{\"errorMessage\":\"x\",\"disposition\":\"STOP_RULE_SET\"}");
        };
        try (LambdaAct act = mapped()) {
            assertThat(act.perform(action(InvocationType.RequestResponse), TASK))
                    .isInstanceOfSatisfying(
                            Effect.Deferred.class,
                            deferred -> assertThat(deferred.unreachable()).isFalse());
        }
    }

    @Test
    void whoSaysNothingOrEndlesslyLittleOrIsNotThereIsUnreachable() throws Exception {
        try (LambdaAct act = act(Map.of("sort", url()), Optional.empty(), Duration.ofMillis(300))) {
            answering = exchange -> awaitEnd();
            assertUnreachable(act, "no answer in time");
            answering = exchange -> {
                exchange.sendResponseHeaders(200, 0);
                exchange.getResponseBody().write(' ');
                exchange.getResponseBody().flush();
                awaitEnd();
            };
            assertUnreachable(act, "no answer in time");
        }
        URI gone = URI.create("http://127.0.0.1:" + freePort() + "/");
        try (LambdaAct act = act(Map.of("sort", gone), Optional.empty(), Duration.ofSeconds(60))) {
            assertUnreachable(act, "the connection was refused");
        }
    }

    private void awaitEnd() {
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void assertUnreachable(LambdaAct act, String why) {
        assertThat(act.perform(action(InvocationType.RequestResponse), TASK))
                .isInstanceOfSatisfying(Effect.Deferred.class, deferred -> {
                    assertThat(deferred.unreachable()).isTrue();
                    assertThat(deferred.reply()).hasToString("451 4.4.1 function " + ARN + ": " + why);
                });
    }

    @Test
    void aServiceIsAskedByADryRunAndCalledByTheArn() throws Exception {
        URI endpoint = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
        try (LambdaAct act = act(Map.of(), Optional.of(endpoint), Duration.ofSeconds(60))) {
            answering = exchange -> exchange.sendResponseHeaders(204, -1);
            act.check(Received.TENANT, action(InvocationType.Event));
            answering = exchange -> exchange.sendResponseHeaders(202, -1);
            assertThat(act.perform(action(InvocationType.Event), TASK)).isEqualTo(Effect.DONE);
            String path =
                    "/2015-03-31/functions/arn%3Aaws%3Alambda%3Aus-east-1%3A123456789012%3Afunction%3Asort/invocations";
            assertThat(calls).containsExactly("DryRun " + path, "Event " + path);
            answering = exchange -> exchange.sendResponseHeaders(404, -1);
            assertRefused(act, ARN);
            answering = exchange -> exchange.sendResponseHeaders(503, -1);
            assertThatThrownBy(() -> act.check(Received.TENANT, action(InvocationType.Event)))
                    .isInstanceOfSatisfying(
                            SesException.class, e -> assertThat(e.error()).isEqualTo(SesError.SERVICE_UNAVAILABLE));
        }
    }

    @Test
    void aFunctionHasToBeKnownAndOfTheAccountAndRegion() throws Exception {
        Map<String, URI> functions = Map.of(
                "sort", url(), "sort:live", url(), "arn:aws:lambda:us-east-1:123456789012:function:by-arn", url());
        try (LambdaAct act = act(functions, Optional.empty(), Duration.ofSeconds(60))) {
            for (String good : List.of(ARN, ARN + ":live", ARN + ":2", ARN.replace("sort", "by-arn"))) {
                act.check(Received.TENANT, new ReceiptAction.Lambda(good, InvocationType.Event, Optional.empty()));
            }
            for (String bad : List.of(
                    "sort",
                    ARN.replace("sort", "other"),
                    ARN.replace("123456789012", "000000000000"),
                    ARN.replace("us-east-1", "eu-west-1"),
                    ARN + ":",
                    ARN + ":live:more",
                    ARN.replace("lambda", "sns"),
                    "arn:aws:lambda:us-east-1:123456789012:function:../x",
                    ":".repeat(100_000),
                    "")) {
                assertRefused(act, bad);
            }
        }
        assertThat(calls).as("of a URL it is known").isEmpty();
    }

    private static void assertRefused(LambdaAct act, String arn) {
        assertThatThrownBy(() -> act.check(
                        Received.TENANT, new ReceiptAction.Lambda(arn, InvocationType.Event, Optional.empty())))
                .isInstanceOfSatisfying(
                        SesException.class, e -> assertThat(e.error()).isEqualTo(SesError.INVALID_LAMBDA_FUNCTION))
                .hasMessage("Could not invoke Lambda function: " + arn);
    }

    @Test
    void linesOfFunctionsAreReadOrToldApart() {
        assertThat(FunctionUrls.parse(List.of("f = http://127.0.0.1:1/a?b=c", ARN + "=https://x.example/")))
                .isEqualTo(Map.of("f", URI.create("http://127.0.0.1:1/a?b=c"), ARN, URI.create("https://x.example/")));
        for (String bad : List.of("", "f", "=http://x.example", "f=ftp://x.example", "f=x", "a b=http://x.example/")) {
            assertThatThrownBy(() -> FunctionUrls.parse(List.of(bad)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("\"" + bad + "\" is no NAME=URL");
        }
        assertThatThrownBy(() -> FunctionUrls.parse(List.of("f=http://a.example", "f=http://b.example")))
                .hasMessage("f is there twice");
    }

    /// Where nobody listens.
    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
