package org.posthorn.api.http;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.server.Handler;
import org.posthorn.api.TestEngine;
import org.posthorn.api.auth.CallRate;
import org.posthorn.api.auth.RegionRule;
import org.posthorn.api.auth.SignatureAuthentication;
import org.posthorn.api.auth.TestSigner;
import org.posthorn.api.call.CallLog;
import org.posthorn.api.call.Calls;
import org.posthorn.api.v1.QueryEndpoint;
import org.posthorn.api.v2.RestEndpoint;

/// The API over HTTP on a free port, with signatures checked by the test's clock.
public final class TestServer implements AutoCloseable {
    private final TestEngine engine = new TestEngine();
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final AtomicLong nanos = new AtomicLong();
    private final CallLog calls = new CallLog(registry, engine.operations(), nanos::get);
    private final WebServer server;

    public TestServer() throws IOException {
        this(ApiLimits.standard(), Map.of());
    }

    /// @param beside handlers of other paths
    TestServer(ApiLimits limits, Map<String, Handler> beside) throws IOException {
        Map<String, Handler> routes = new java.util.HashMap<>(beside);
        Calls answers = new Calls(
                new SignatureAuthentication(
                        engine.accounts()::credential,
                        RegionRule.ANY,
                        engine.clock(),
                        URI.create("https://ses.example.com:8443/")),
                new CallRate(0),
                engine.clock(),
                limits,
                new TrustedProxies(List.of("127.0.0.9")),
                Optional.empty(),
                calls);
        routes.put("/v2/*", new RestEndpoint(answers, engine.routes()));
        routes.put("/", new QueryEndpoint(answers, engine.actions()));
        server = new WebServer("test", new InetSocketAddress("127.0.0.1", 0), Optional.empty(), routes)
                .tellRefusals(calls::refusedUnread);
        server.start();
    }

    public TestEngine engine() {
        return engine;
    }

    PrometheusMeterRegistry registry() {
        return registry;
    }

    /// Lets a minute pass for the log's limits.
    void aMinuteLater() {
        nanos.addAndGet(Duration.ofMinutes(1).toNanos());
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
