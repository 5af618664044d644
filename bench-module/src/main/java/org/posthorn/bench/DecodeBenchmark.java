package org.posthorn.bench;

import java.nio.charset.StandardCharsets;
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
import org.posthorn.api.codec.QueryDecoder;
import org.posthorn.api.codec.QueryParameters;
import org.posthorn.api.v1.sending.SendEmail;

/// From a form body to SendEmail's request record.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class DecodeBenchmark {
    private final Chunks form = Chunks.of(SampleMail.form().getBytes(StandardCharsets.UTF_8));
    private final QueryParameters parsed = QueryParameters.parse("", form, memory -> {});

    @Benchmark
    public Object parseParameters() {
        return QueryParameters.parse("", form, memory -> {});
    }

    @Benchmark
    public Object decodeRecord() {
        return QueryDecoder.decode(parsed, SendEmail.Request.class);
    }
}
