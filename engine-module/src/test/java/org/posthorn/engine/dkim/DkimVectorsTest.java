package org.posthorn.engine.dkim;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.posthorn.engine.dkim.DkimResult.Status;
import org.posthorn.engine.mail.Content;
import org.posthorn.engine.testing.TestDns;

/// Messages that others signed: the examples of the RFCs, and 64 of Python's dkim in all forms.
class DkimVectorsTest {
    private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");

    /// RFC 6376 §A.2.
    private static final String RFC6376 = """
            DKIM-Signature: v=1; a=rsa-sha256; s=brisbane; d=example.com;
                  c=simple/simple; q=dns/txt; i=joe@football.example.com;
                  h=Received : From : To : Subject : Date : Message-ID;
                  bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;
                  b=AuUoFEfDxTDkHlLXSZEpZj79LICEps6eda7W3deTVFOk4yAUoqOB
                    4nujc7YopdG5dWLSdNg6xNAZpOPr+kHxt1IrE+NahM6L/LbvaHut
                    KVdkLLkpVaVVQPzeRDI009SO2Il5Lu7rDNH6mZckBdrIx0orEtZV
                    4bmp/YzhwvcubU4=;
            Received: from client1.football.example.com  [192.0.2.1]
                  by submitserver.example.com with SUBMISSION;
                  Fri, 11 Jul 2003 21:01:54 -0700 (PDT)
            From: Joe SixPack <joe@football.example.com>
            To: Suzie Q <suzie@shopping.example.net>
            Subject: Is dinner ready?
            Date: Fri, 11 Jul 2003 21:00:37 -0700 (PDT)
            Message-ID: <20030712040037.46341.5F8J@football.example.com>

            Hi.

            We lost the game. Are you hungry yet?

            Joe.
            """;

    /// RFC 8463 §A.3.
    private static final String RFC8463 = """
            DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed;
             d=football.example.com; i=@football.example.com;
             q=dns/txt; s=brisbane; t=1528637909; h=from : to :
             subject : date : message-id : from : subject : date;
             bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;
             b=/gCrinpcQOoIfuHNQIbq4pgh9kyIK3AQUdt9OdqQehSwhEIug4D11Bus
             Fa3bT3FY5OsU7ZbnKELq+eXdp1Q1Dw==
            DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed;
             d=football.example.com; i=@football.example.com;
             q=dns/txt; s=test; t=1528637909; h=from : to : subject :
             date : message-id : from : subject : date;
             bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;
             b=F45dVWDfMbQDGHJFlXUNB2HKfbCeLRyhDXgFpEL8GwpsRe0IeIixNTe3
             DhCVlUrSjV4BwcVcOF6+FF3Zo9Rpo1tFOeS9mPYQTnGdaSGsgeefOsk2Jz
             dA+L10TeYt9BgDfQNZtKdN1WO//KgIqXP7OdEFE4LjFYNcUxZQ4FADY+8=
            From: Joe SixPack <joe@football.example.com>
            To: Suzie Q <suzie@shopping.example.net>
            Subject: Is dinner ready?
            Date: Fri, 11 Jul 2003 21:00:37 -0700 (PDT)
            Message-ID: <20030712040037.46341.5F8J@football.example.com>

            Hi.

            We lost the game.  Are you hungry yet?

            Joe.
            """;

    private final TestDns dns = new TestDns()
            .txt(
                    "brisbane._domainkey.example.com",
                    "v=DKIM1; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDwIRP/UC3SBsEmGqZ9ZJW3/DkMoGeLnQg1fWn7/zYt"
                            + "IxN2SnFCjxOCKG9v3b4jYfcTNh5ijSsq631uBItLa7od+v/RtdC2UzJ1lWT947qR+Rcac2gbto/NMqJ0fzfV"
                            + "jH4OuKhitdY9tf6mcwGjaNBcWToIMmPSPDdQPNUYckcQ2QIDAQAB")
            .txt(
                    "brisbane._domainkey.football.example.com",
                    "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=")
            .txt(
                    "test._domainkey.football.example.com",
                    "v=DKIM1; k=rsa; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDkHlOQoBTzWRiGs5V6NpP3idY6Wk08a5qhdR6w"
                            + "y5bdOKb2jLQiY/J16JYi0Qvx/byYzCNb3W91y3FutACDfzwQ/BC/e/8uBsCR+yz1Lxj+PL6lHvqMKrM3rG4h"
                            + "stT5QjvHO9PzoxZyVYLzBfO2EeC3Ip3G+2kryOTIKT+l/K4w3QIDAQAB");

    @Test
    void theExampleOfRfc6376() {
        List<DkimResult> results = check(RFC6376.replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII));
        assertThat(results)
                .containsExactly(
                        new DkimResult(Status.PASS, "example.com", "brisbane", "joe@football.example.com", ""));
    }

    @Test
    void theExamplesOfRfc8463() {
        List<DkimResult> results = check(RFC8463.replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII));
        assertThat(results)
                .containsExactly(
                        new DkimResult(Status.PASS, "football.example.com", "brisbane", "@football.example.com", ""),
                        new DkimResult(Status.PASS, "football.example.com", "test", "@football.example.com", ""));
    }

    @TestFactory
    Stream<DynamicTest> whatPythonsDkimSigned() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        try (InputStream in = Objects.requireNonNull(getClass().getResourceAsStream("dkimpy-vectors.txt"))) {
            for (String line : new String(in.readAllBytes(), StandardCharsets.US_ASCII).split("\n")) {
                String[] words = line.split("[ \t]", 3);
                if (words[0].equals("key")) {
                    dns.txt(words[1] + "._domainkey.signer.example", words[2]);
                } else if (words[0].equals("message")) {
                    String[] columns = line.split("\t");
                    byte[] message = Base64.getDecoder().decode(columns[1]);
                    tests.add(DynamicTest.dynamicTest(columns[0], () -> {
                        assertThat(check(message)).singleElement().matches(DkimResult::isPass);
                        assertThat(check(changed(message))).singleElement().matches(result -> !result.isPass());
                    }));
                }
            }
        }
        assertThat(tests).hasSize(64);
        return tests.stream();
    }

    private List<DkimResult> check(byte[] message) {
        DkimProof proof = new DkimProof(dns);
        return DkimClaim.of(new Content(message), NOW).stream().map(proof::of).toList();
    }

    /// With another address in From.
    private static byte[] changed(byte[] message) {
        String text = new String(message, StandardCharsets.ISO_8859_1);
        return text.replace("a@signer.example>", "b@signer.example>").getBytes(StandardCharsets.ISO_8859_1);
    }
}
