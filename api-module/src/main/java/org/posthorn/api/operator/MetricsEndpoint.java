package org.posthorn.api.operator;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/// `GET /metrics`: everything that is measured, as Prometheus reads it. It tells of accounts and destinations, so
/// that on an address that strangers reach it is for those with a token: `Authorization: Bearer TOKEN`.
public final class MetricsEndpoint extends Handler.Abstract {
    private static final String HOW = "Metrics are at metrics.listen, or with \"Authorization: Bearer TOKEN\": the"
            + " token of metrics.token here, or that of run/admin.token at the admin address.\n";

    private final PrometheusMeterRegistry registry;
    private volatile Optional<List<byte[]>> authorizations;

    private MetricsEndpoint(PrometheusMeterRegistry registry, Optional<List<byte[]>> authorizations) {
        this.registry = registry;
        this.authorizations = authorizations;
    }

    /// For whoever reaches its address.
    public static MetricsEndpoint open(PrometheusMeterRegistry registry) {
        return new MetricsEndpoint(registry, Optional.empty());
    }

    /// For those with one of the tokens; for nobody when there are none.
    public static MetricsEndpoint guarded(PrometheusMeterRegistry registry, List<String> tokens) {
        MetricsEndpoint endpoint = open(registry);
        endpoint.renew(tokens);
        return endpoint;
    }

    /// From now on for those with one of these tokens.
    public void renew(List<String> tokens) {
        authorizations = Optional.of(tokens.stream()
                .map(token -> ("Bearer " + token).getBytes(StandardCharsets.UTF_8))
                .toList());
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        boolean allowed = authorizations.map(known -> isAllowed(request, known)).orElse(true);
        if (!allowed) {
            response.setStatus(401);
            response.getHeaders().put(HttpHeader.WWW_AUTHENTICATE, "Bearer");
        }
        byte[] text = (allowed ? registry.scrape() : HOW).getBytes(StandardCharsets.UTF_8);
        response.getHeaders()
                .put(HttpHeader.CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")
                .put(HttpHeader.CONTENT_LENGTH, text.length);
        response.write(true, ByteBuffer.wrap(text), callback);
        return true;
    }

    private static boolean isAllowed(Request request, List<byte[]> authorizations) {
        String given = Optional.ofNullable(request.getHeaders().get(HttpHeader.AUTHORIZATION))
                .orElse("");
        byte[] bytes = given.getBytes(StandardCharsets.UTF_8);
        return authorizations.stream().anyMatch(known -> MessageDigest.isEqual(known, bytes));
    }
}
