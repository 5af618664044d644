package org.posthorn.api.http;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.server.Handler;
import org.posthorn.api.TestEngine;
import org.posthorn.api.auth.TestSigner;
import org.posthorn.api.call.CallLog;
import org.posthorn.api.v1.QueryEndpoint;
import org.posthorn.api.v2.RestEndpoint;
import org.posthorn.api.wiring.ApiConfig;
import org.posthorn.engine.wiring.Callers;

/// The API over HTTP on a free port, with signatures checked by the test's clock.
public final class TestServer implements AutoCloseable {
    private final TestEngine engine;
    private final CallLog calls;
    private final WebServer server;

    public TestServer() throws IOException {
        this(ApiLimits.standard(), Map.of());
    }

    /// @param beside handlers of other paths
    TestServer(ApiLimits limits, Map<String, Handler> beside) throws IOException {
        engine = new TestEngine(
                Callers.BY_KEY, new ApiConfig(0, new TrustedProxies(List.of("127.0.0.9")), Optional.empty(), limits));
        calls = engine.get(CallLog.class);
        Map<String, Handler> routes = new HashMap<>(beside);
        routes.put("/v2/*", engine.get(RestEndpoint.class));
        routes.put("/", engine.get(QueryEndpoint.class));
        server = new WebServer("test", new InetSocketAddress("127.0.0.1", 0), Optional.empty(), routes)
                .tellRefusals(calls::refusedUnread);
        server.start();
    }

    public TestEngine engine() {
        return engine;
    }

    PrometheusMeterRegistry registry() {
        return engine.get(PrometheusMeterRegistry.class);
    }

    /// Lets a minute pass for the log's limits.
    void aMinuteLater() {
        engine.clock().advance(Duration.ofMinutes(1));
        calls.tell();
    }

    public InetSocketAddress address() {
        return server.address();
    }

    public TestSigner signer() {
        return new TestSigner(
                TestEngine.KEY.accessKeyId(),
                TestEngine.KEY.secretAccessKey(),
                engine.clock().instant());
    }

    /// Posts a form under a good signature.
    public RawHttp.Reply call(String form) {
        return RawHttp.post(address(), signer().sigV4(form), form);
    }

    @Override
    public void close() {
        server.close();
    }
}
