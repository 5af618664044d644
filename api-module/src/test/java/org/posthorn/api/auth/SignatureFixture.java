package org.posthorn.api.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.posthorn.api.codec.Chunks;
import org.posthorn.api.codec.QueryParameters;
import org.posthorn.api.http.RequestHead;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.identity.Credential;

/// A key, who signs with it, and who looks at what was signed.
abstract class SignatureFixture {
    static final String SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
    static final Credential KEY = new Credential("AKIAIOSFODNN7EXAMPLE", "123456789012", SECRET);
    static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
    static final String FORM = "Action=GetSendQuota&Version=2010-12-01";
    static final String MISMATCH = "The request signature we calculated does not match the signature you"
            + " provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for"
            + " details.";
    static final String NONCONFORMING = "The request signature does not conform to AWS standards.";

    final SignatureAuthentication authentication = new SignatureAuthentication(
            id -> Optional.of(KEY).filter(key -> key.accessKeyId().equals(id)),
            RegionRule.ANY,
            () -> NOW,
            URI.create("https://ses.example.com:8443/"));

    final TestSigner signer = new TestSigner(KEY.accessKeyId(), SECRET, NOW);

    void accepted(ApiRequest request) {
        assertThat(authenticate(request).tenant().accountId()).isEqualTo("123456789012");
    }

    void refused(ApiRequest request, SesError error, String message) {
        assertThatExceptionOfType(SesException.class)
                .isThrownBy(() -> authenticate(request))
                .withMessage(message)
                .extracting(SesException::error)
                .isEqualTo(error);
    }

    void refusedStarting(ApiRequest request, SesError error, String message) {
        assertThatExceptionOfType(SesException.class)
                .isThrownBy(() -> authenticate(request))
                .withMessageStartingWith(message)
                .extracting(SesException::error)
                .isEqualTo(error);
    }

    static ApiRequest get(String query) {
        return request("GET", query, Map.of(), "");
    }

    static ApiRequest post(Map<String, String> headers, String form) {
        return request("POST", "", headers, form);
    }

    static ApiRequest request(String method, String query, Map<String, String> headers, String form) {
        Map<String, List<String>> all = new HashMap<>();
        all.put("host", List.of("127.0.0.1"));
        headers.forEach((name, value) -> all.put(name.toLowerCase(Locale.ROOT), List.of(value)));
        return new ApiRequest(
                new RequestHead(
                        method,
                        "/",
                        query,
                        all,
                        QueryParameters.parse(query),
                        !form.isEmpty(),
                        Optional.of("192.0.2.1"),
                        false),
                Chunks.of(form.getBytes(StandardCharsets.UTF_8)),
                bytes -> {});
    }

    static ApiRequest overTls(ApiRequest request) {
        RequestHead head = request.head();
        return new ApiRequest(
                new RequestHead(
                        head.method(),
                        head.path(),
                        head.query(),
                        head.headers(),
                        head.parameters(),
                        head.form(),
                        head.sourceIp(),
                        true),
                request.body(),
                bytes -> {});
    }

    Caller authenticate(ApiRequest request) {
        return authenticate(authentication, request);
    }

    static Caller authenticate(Authentication authentication, ApiRequest request) {
        return authentication.claim(request.head()).verify(request);
    }
}
