package org.posthorn.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.server.Handler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.posthorn.api.TestEngine;
import org.posthorn.api.v1.QueryEndpoint;
import org.posthorn.api.wiring.ApiConfig;
import org.posthorn.engine.wiring.Callers;

class BrowserGuardTest {
    private static final String QUOTA = "Action=GetSendQuota";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "LOCALHOST:8465",
                "ses.localhost:8465",
                "127.0.0.1:8465",
                "127.9.9.9",
                "[::1]:8465",
                "[::1]"
            })
    void thisMachineIsNamedInManyWays(String host) throws IOException {
        assertThat(ask(false, Map.of("Host", host)).status()).isEqualTo(200);
        assertThat(ask(false, Map.of("Host", host, "Origin", "http://" + host)).status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "evil.example:8465",
                "localhost.evil.example",
                "127.0.0.1.evil.example",
                "10.0.0.1",
                "[2001:db8::1]",
                "0.0.0.0"
            })
    void anyOtherNameIsRefusedUnlessOthersMayCome(String host) throws IOException {
        RawHttp.Reply reply = ask(false, Map.of("Host", host));
        assertThat(reply.status()).isEqualTo(403);
        assertThat(reply.code()).isEqualTo("AccessDenied");
        assertThat(reply.message())
                .isEqualTo("Requests by the name of another host are refused in dev and capture mode; use localhost, or"
                        + " start with --dev --listen-anywhere.");
        assertThat(ask(true, Map.of("Host", host)).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "Sec-Fetch-Site, cross-site, Sec-Fetch-Site",
        "Sec-Fetch-Site, same-site, Sec-Fetch-Site",
        "Origin, https://evil.example, Origin",
        "Origin, null, Origin",
        "Origin, http://127.0.0.1:3000, Origin"
    })
    void webPagesAreRefusedWhoeverMayCome(String name, String value, String told) throws IOException {
        for (boolean anyHost : List.of(true, false)) {
            RawHttp.Reply reply = ask(anyHost, Map.of(name, value));
            assertThat(reply.status()).isEqualTo(403);
            assertThat(reply.code()).isEqualTo("AccessDenied");
            assertThat(reply.message())
                    .isEqualTo("Requests from web pages are refused in dev and capture mode (" + told + ").");
        }
    }

    @Test
    void whatTheUserTypesIsTaken() throws IOException {
        assertThat(ask(false, Map.of("Sec-Fetch-Site", "none")).status()).isEqualTo(200);
        assertThat(ask(false, Map.of("Sec-Fetch-Site", "same-origin")).status()).isEqualTo(200);
    }

    private static RawHttp.Reply ask(boolean anyHost, Map<String, String> headers) throws IOException {
        Handler endpoint = new TestEngine(
                        Callers.ANYBODY,
                        new ApiConfig(
                                0, TrustedProxies.NONE, Optional.of(new BrowserGuard(anyHost)), ApiLimits.standard()))
                .get(QueryEndpoint.class);
        try (WebServer server =
                new WebServer("test", new InetSocketAddress("127.0.0.1", 0), Optional.empty(), Map.of("/", endpoint))) {
            server.start();
            return RawHttp.post(server.address(), headers, QUOTA);
        }
    }
}
