package org.posthorn.smtp.tlspolicy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;

/// The policies of many domains on one HTTPS server on 127.0.0.1, which serves them under `/{domain}`.
final class PolicyServer implements AutoCloseable {
    record Page(int status, String type, String text) {}

    private final HttpsServer server;
    private final Map<String, Page> pages = new ConcurrentHashMap<>();
    private final AtomicInteger fetches = new AtomicInteger();

    /// @param identity with the server's certificate
    PolicyServer(SSLContext identity) {
        try {
            server = HttpsServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setHttpsConfigurator(new HttpsConfigurator(identity));
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::serve);
        server.start();
    }

    void policy(String domain, String mode, long maxAgeSeconds, String... mx) {
        StringBuilder text = new StringBuilder("version: STSv1\r\nmode: " + mode + "\r\n");
        for (String pattern : mx) {
            text.append("mx: ").append(pattern).append("\r\n");
        }
        page(domain, new Page(200, "text/plain", text + "max_age: " + maxAgeSeconds + "\r\n"));
    }

    void page(String domain, Page page) {
        pages.put("/" + domain, page);
    }

    void remove(String domain) {
        pages.remove("/" + domain);
    }

    URI locate(String domain) {
        return URI.create("https://localhost:" + server.getAddress().getPort() + "/" + domain);
    }

    int fetches() {
        return fetches.get();
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            fetches.incrementAndGet();
            Page page =
                    pages.getOrDefault(exchange.getRequestURI().getPath(), new Page(404, "text/plain", "no such page"));
            exchange.getResponseHeaders().set("Content-Type", page.type());
            if (page.status() == 302) {
                exchange.getResponseHeaders().set("Location", "/moved.example");
            }
            byte[] body = page.text().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(page.status(), body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
