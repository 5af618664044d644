package org.posthorn.api.auth;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
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
import org.posthorn.api.codec.Chunks;
import org.posthorn.api.codec.QueryParameters;
import org.posthorn.api.http.RequestHead;
import org.posthorn.bench.SampleMail;
import org.posthorn.engine.identity.Credential;

/// Checking the SigV4 signature of one request with a 2 KB body. In the package of what it measures.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class SignatureBenchmark {
    private static final Credential KEY = new Credential("AKIDEXAMPLE", "123456789012", "secret");

    private final Instant now = Instant.now();
    private final SigV4 scheme = new SigV4(
            id -> Optional.of(KEY),
            RegionRule.ANY,
            InstantSource.fixed(now),
            new SignedHost(URI.create("http://127.0.0.1:8465/")));
    private final ApiRequest request = signed();

    @Benchmark
    public Object verify() {
        SignatureScheme.Signed signed = scheme.read(request.head());
        signed.check().verify(request);
        return signed;
    }

    private ApiRequest signed() {
        String date = SigV4Claim.format(now);
        String claim = "AWS4-HMAC-SHA256 Credential=" + KEY.accessKeyId() + "/" + date.substring(0, 8)
                + "/us-east-1/ses/aws4_request, SignedHeaders=content-type;host;x-amz-date, Signature=";
        RequestHead unsigned = head(date, claim + "none");
        Chunks body = Chunks.of(SampleMail.form().getBytes(StandardCharsets.UTF_8));
        String signature =
                SigV4.signature(unsigned, Signing.sha256Hex(body), SigV4Claim.read(unsigned), KEY.secretAccessKey());
        return new ApiRequest(head(date, claim + signature), body, bytes -> {});
    }

    private static RequestHead head(String date, String authorization) {
        return new RequestHead(
                "POST",
                "/",
                "",
                Map.of(
                        "host", List.of("127.0.0.1:8465"),
                        "content-type", List.of("application/x-www-form-urlencoded; charset=utf-8"),
                        "x-amz-date", List.of(date),
                        "authorization", List.of(authorization)),
                QueryParameters.parse(""),
                true,
                Optional.empty(),
                false);
    }
}
