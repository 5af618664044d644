package org.posthorn.bench;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.posthorn.engine.dkim.DkimSigner;
import org.posthorn.engine.dkim.SigningKey;
import org.posthorn.engine.mail.Content;

/// Signing a message of 10 KB: canonical form, hashes, signature, and the copy with the field before it.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class DkimBenchmark {
    private final Instant now = Instant.parse("2026-11-24T12:00:00Z");
    private final Content content = Content.of("From: Shop <shop@example.com>\r\nTo: ann@example.net\r\n"
            + "Subject: hello\r\nDate: Tue, 24 Nov 2026 12:00:00 +0000\r\nMessage-ID: <a@example.com>\r\n"
            + "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
            + "A line of text as people write it, with words.\r\n".repeat(210));
    private List<SigningKey> rsa = List.of();
    private List<SigningKey> ed25519 = List.of();

    @Setup
    public void makeKeys() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2_048);
        rsa = keys(generator.generateKeyPair());
        ed25519 = keys(KeyPairGenerator.getInstance("Ed25519").generateKeyPair());
    }

    @Benchmark
    public Object signRsa2048() throws GeneralSecurityException {
        return DkimSigner.sign(content, rsa, now);
    }

    @Benchmark
    public Object signEd25519() throws GeneralSecurityException {
        return DkimSigner.sign(content, ed25519, now);
    }

    private static List<SigningKey> keys(KeyPair pair) {
        return List.of(new SigningKey(pair.getPrivate(), "example.com", "selector"));
    }
}
