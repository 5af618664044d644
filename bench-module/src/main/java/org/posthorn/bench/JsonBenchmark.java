package org.posthorn.bench;

import java.nio.charset.StandardCharsets;
import java.util.Map;
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
import org.posthorn.api.codec.JsonDialect;
import org.posthorn.api.codec.JsonWriter;
import org.posthorn.api.codec.RestReader;
import org.posthorn.api.v2.sending.SendEmail;

/// From a JSON body to the request record of API v2's SendEmail, beside [DecodeBenchmark], and back.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class JsonBenchmark {
    private final Chunks body = Chunks.of(SampleMail.json().getBytes(StandardCharsets.UTF_8));
    private final SendEmail.Request request = RestReader.read(SendEmail.Request.class, Map.of(), "", false, body);

    @Benchmark
    public Object decodeRecord() {
        return RestReader.read(SendEmail.Request.class, Map.of(), "", false, body);
    }

    @Benchmark
    public Object encodeRecord() {
        return JsonWriter.write(request, JsonDialect.SES);
    }
}
