package org.posthorn.dist;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import javax.net.ssl.SSLContext;

/// A service of the user's own that speaks as much of the SNS Query API as a publisher asks for (SNS API Reference,
/// `GetTopicAttributes` and `Publish`).
final class SnsPeer implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String NAMESPACE = "http://sns.amazonaws.com/doc/2010-03-31/";

    private final HttpServer server;
    private final String scheme;
    private final Set<String> topics = ConcurrentHashMap.newKeySet();
    private final List<Map<String, String>> calls = new CopyOnWriteArrayList<>();
    private volatile Optional<Refusal> refusal = Optional.empty();

    private record Refusal(int status, String code) {}

    private SnsPeer(HttpServer server, String scheme) {
        this.server = server;
        this.scheme = scheme;
    }

    static SnsPeer start() throws IOException {
        return start(0);
    }

    static SnsPeer start(int port) throws IOException {
        return start(new SnsPeer(HttpServer.create(new InetSocketAddress("127.0.0.1", port), 50), "http"));
    }

    /// @param context with its certificate
    static SnsPeer start(SSLContext context) throws IOException {
        HttpsServer server = HttpsServer.create(new InetSocketAddress("127.0.0.1", 0), 50);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        return start(new SnsPeer(server, "https"));
    }

    private static SnsPeer start(SnsPeer peer) {
        peer.server.createContext("/", peer::answer);
        peer.server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        peer.server.start();
        return peer;
    }

    String url() {
        return scheme + "://127.0.0.1:" + port();
    }

    int port() {
        return server.getAddress().getPort();
    }

    void has(String topicArn) {
        topics.add(topicArn);
    }

    void loses(String topicArn) {
        topics.remove(topicArn);
    }

    /// What it answers to all calls from now on.
    void refuse(int status, String code) {
        refusal = Optional.of(new Refusal(status, code));
    }

    void answerAgain() {
        refusal = Optional.empty();
    }

    /// All calls: their parameters, and the header `Authorization`. What was refused counts as well.
    List<Map<String, String>> calls() {
        return calls;
    }

    /// The parameters of a `Publish` that was taken, waiting for it.
    Map<String, String> published(String what, Predicate<Map<String, String>> wanted) {
        return org.awaitility.Awaitility.await(what)
                .atMost(PATIENCE)
                .until(
                        () -> calls.stream()
                                .filter(call -> "Publish".equals(call.get("Action")) && call.containsKey("taken"))
                                .filter(wanted)
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        Map<String, String> call = new HashMap<>();
        for (String pair : body.split("&")) {
            int equals = pair.indexOf('=');
            call.put(pair.substring(0, equals), URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
        }
        call.put("Authorization", exchange.getRequestHeaders().getFirst("Authorization"));
        if (refusal.isPresent()) {
            error(exchange, call, refusal.get().status(), refusal.get().code(), "refused");
        } else if (!topics.contains(call.get("TopicArn"))) {
            error(exchange, call, 404, "NotFound", "Topic does not exist");
        } else if ("Publish".equals(call.get("Action"))) {
            call.put("taken", "true");
            calls.add(call);
            send(exchange, 200, result("Publish", "<MessageId>567910cd-659e-55d4-8ccb-5aaf14679dc0</MessageId>"));
        } else {
            calls.add(call);
            String attribute = "<entry><key>TopicArn</key><value>" + call.get("TopicArn") + "</value></entry>";
            send(exchange, 200, result(call.get("Action"), "<Attributes>" + attribute + "</Attributes>"));
        }
    }

    private static String result(String action, String content) {
        return "<" + action + "Response xmlns=\"" + NAMESPACE + "\"><" + action + "Result>" + content + "</" + action
                + "Result><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></" + action + "Response>";
    }

    private void error(HttpExchange exchange, Map<String, String> call, int status, String code, String text)
            throws IOException {
        calls.add(call);
        send(
                exchange,
                status,
                "<ErrorResponse xmlns=\"" + NAMESPACE + "\"><Error><Type>Sender</Type><Code>" + code
                        + "</Code><Message>" + text + "</Message></Error><RequestId>r</RequestId></ErrorResponse>");
    }

    private static void send(HttpExchange exchange, int status, String xml) throws IOException {
        byte[] bytes = xml.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "text/xml");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
