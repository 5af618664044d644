package org.posthorn.bench;

import java.time.Instant;
import java.util.List;
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
import org.posthorn.engine.mail.Address;
import org.posthorn.engine.mail.Content;
import org.posthorn.engine.mail.MessageId;
import org.posthorn.engine.mime.MimeComposer;
import org.posthorn.engine.mime.MimeMail;
import org.posthorn.engine.mime.MimeText;

/// Writing the bytes of a message: one of plain ASCII, and one that needs encoded words and quoted-printable.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ComposeBenchmark {
    private final MimeComposer composer = new MimeComposer("mail.test");
    private final Instant now = Instant.now();
    private final MessageId id = MessageId.next("us-east-1", now);
    private final MimeMail ascii = mail("Hello", SampleMail.TEXT);
    private final MimeMail encoded = mail("Grüße", SampleMail.TEXT.replace('e', 'é'));

    @Benchmark
    public Content ascii() {
        return composer.compose(id, now, ascii);
    }

    @Benchmark
    public Content encoded() {
        return composer.compose(id, now, encoded);
    }

    private static MimeMail mail(String subject, String text) {
        return new MimeMail(
                Address.parse("Shop <shop@example.com>"),
                List.of(Address.parse("ann@example.net")),
                List.of(),
                List.of(),
                MimeText.utf8(subject),
                Optional.of(MimeText.utf8(text)),
                Optional.empty());
    }
}
