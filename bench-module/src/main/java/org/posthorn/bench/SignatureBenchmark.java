package org.posthorn.bench;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.posthorn.api.auth.ApiRequest;
import org.posthorn.api.auth.Authentication;
import org.posthorn.api.auth.RegionRule;
import org.posthorn.api.auth.SignatureAuthentication;
import org.posthorn.api.codec.Chunks;
import org.posthorn.api.codec.QueryParameters;
import org.posthorn.api.http.RequestHead;
import org.posthorn.engine.identity.Credential;

/// Checking the SigV4 signature of one request with a 2 KB body.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class SignatureBenchmark {
    private static final Credential KEY = new Credential("AKIDEXAMPLE", "123456789012", "secret");

    private static final String HOST = "127.0.0.1:8465";

    private final Authentication authentication = new SignatureAuthentication(
            id -> Optional.of(KEY),
            RegionRule.ANY,
            InstantSource.fixed(Instant.now()),
            URI.create("http://" + HOST + "/"));
    private final ApiRequest request = signed();

    @Benchmark
    public Object verify() {
        return authentication.claim(request.head()).verify(request);
    }

    private static ApiRequest signed() {
        Map<String, List<String>> fields = new HashMap<>();
        SignedRequest.fields(HOST, KEY.accessKeyId(), KEY.secretAccessKey(), SampleMail.form())
                .forEach((name, value) -> fields.put(name.toLowerCase(Locale.ROOT), List.of(value)));
        RequestHead head =
                new RequestHead("POST", "/", "", fields, QueryParameters.parse(""), true, Optional.empty(), false);
        return new ApiRequest(head, Chunks.of(SampleMail.form().getBytes(StandardCharsets.UTF_8)), bytes -> {});
    }
}
