package org.posthorn.dist;

import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// An endpoint of somebody who has subscribed to a topic.
final class WebHook implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final HttpServer server;
    private final List<Post> posts = new CopyOnWriteArrayList<>();
    private volatile int status = 200;
    private volatile CountDownLatch silence = new CountDownLatch(0);

    /// @param headers by lower-case name
    record Post(Map<String, String> headers, String body) {
        JsonNode json() {
            return JsonMapper.shared().readTree(body);
        }

        /// The JSON that the message holds.
        JsonNode message() {
            return JsonMapper.shared().readTree(json().get("Message").asString());
        }
    }

    private WebHook(HttpServer server) {
        this.server = server;
    }

    static WebHook start() throws IOException {
        return start(0);
    }

    static WebHook start(int port) throws IOException {
        WebHook hook = new WebHook(HttpServer.create(new InetSocketAddress("127.0.0.1", port), 50));
        hook.server.createContext("/", exchange -> {
            Map<String, String> headers = new TreeMap<>();
            exchange.getRequestHeaders().forEach((name, values) -> headers.put(name.toLowerCase(), values.getFirst()));
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            hook.awaitEndOfSilence();
            int answer = hook.status;
            if (answer == 200) {
                hook.posts.add(new Post(headers, body));
            }
            exchange.sendResponseHeaders(answer, -1);
            exchange.close();
        });
        hook.server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        hook.server.start();
        return hook;
    }

    String url() {
        return "http://127.0.0.1:" + port() + "/hook";
    }

    int port() {
        return server.getAddress().getPort();
    }

    /// What it answers from now on; only what it answers with 200 counts as posted.
    void answer(int status) {
        this.status = status;
    }

    /// Takes connections and answers nothing until [#resume].
    void fallSilent() {
        silence = new CountDownLatch(1);
    }

    void resume() {
        silence.countDown();
    }

    private void awaitEndOfSilence() {
        try {
            silence.await(60, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    List<Post> posts() {
        return posts;
    }

    /// The first post of this kind, waiting for it.
    Post await(String what, Predicate<Post> wanted) {
        return org.awaitility.Awaitility.await(what)
                .atMost(PATIENCE)
                .until(() -> posts.stream().filter(wanted).findFirst(), java.util.Optional::isPresent)
                .orElseThrow();
    }

    /// The notification of an event of a message, waiting for it.
    Post event(String key, String type, String messageId) {
        return await(
                type + " of " + messageId,
                post -> post.body().contains("Notification")
                        && post.body().contains(messageId)
                        && post.body().contains("\\\"" + key + "\\\":\\\"" + type + "\\\""));
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
