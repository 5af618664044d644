package org.posthorn.receiving.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.posthorn.engine.mail.Content;
import org.posthorn.engine.mail.ReceivedMail;
import org.posthorn.engine.mail.SmtpClient;
import org.posthorn.engine.mail.Verdicts.Verdict;

/// Debian's rspamd and clamd, with rules and a signature of the test's.
class RealScannersTest {
    private static final String EICAR = "X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + "EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*";

    @TempDir
    private Path directory;

    @Test
    void theActionsOfRspamdAreVerdicts() throws Exception {
        assumeTrue(RealScanner.hasRspamd(), "skipped: needs root, and rspamd (apt-get install rspamd)");
        try (RealScanner rspamd = RealScanner.rspamd(directory)) {
            Scanners scanners = new Scanners(Optional.of(rspamd.address()), Optional.empty());
            rspamd.awaitAnswer(scanners);
            assertThat(scanners.spam(mail("Subject: hello\r\n\r\nhi\r\n"))).isEqualTo(Verdict.PASS);
            assertThat(scanners.spam(mail("Subject: maybe\r\n\r\nhi\r\n"))).isEqualTo(Verdict.GRAY);
            assertThat(scanners.spam(mail("Subject: probably\r\n\r\nhi\r\n"))).isEqualTo(Verdict.FAIL);
            assertThat(scanners.spam(mail("Subject: renamed\r\n\r\nhi\r\n"))).isEqualTo(Verdict.FAIL);
            assertThat(scanners.spam(mail("Subject: surely\r\n\r\nhi\r\n"))).isEqualTo(Verdict.FAIL);
            assertThat(scanners.spam(mail("Subject: envelope\r\n\r\nhi\r\n")))
                    .as("it saw sender, recipients, address, HELO and TLS")
                    .isEqualTo(Verdict.FAIL);
            assertThat(scanners.scan(mail("Subject: hello\r\n\r\nhi\r\n")))
                    .isEqualTo(new Scanners.Found(Verdict.PASS, Verdict.DISABLED));
        }
    }

    @Test
    void clamdFindsWhatItKnowsInAttachmentsToo() throws Exception {
        assumeTrue(RealScanner.hasClamd(), "skipped: needs clamd, laid out as .ci/run does");
        try (RealScanner clamd = RealScanner.clamd(directory)) {
            Scanners scanners = new Scanners(Optional.empty(), Optional.of(clamd.address()));
            clamd.awaitAnswer(scanners);
            assertThat(scanners.virus(mail("Subject: hello\r\n\r\nhi\r\n"))).isEqualTo(Verdict.PASS);
            assertThat(scanners.virus(mail("Subject: hello\r\n\r\n" + EICAR + "\r\n")))
                    .isEqualTo(Verdict.FAIL);
            // By its first field alone, it would not be taken for mail.
            String attached = Base64.getEncoder().encodeToString(EICAR.getBytes(StandardCharsets.US_ASCII));
            assertThat(scanners.virus(mail("Zebra: first\r\nMIME-Version: 1.0\r\n"
                            + "Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\n\r\n"
                            + attached + "\r\n")))
                    .isEqualTo(Verdict.FAIL);
            assertThat(scanners.virus(mail("Subject: hello\r\n\r\n" + ("x".repeat(70) + "\r\n").repeat(40_000))))
                    .as("longer than StreamMaxLength")
                    .isEqualTo(Verdict.PROCESSING_FAILED);
            assertThat(scanners.virus(mail("Subject: hello\r\n\r\nhi\r\n"))).isEqualTo(Verdict.PASS);
        }
    }

    static ReceivedMail mail(String text) {
        return new ReceivedMail(
                "sender@example.net",
                List.of("one@example.com", "two@example.com"),
                Content.of(text),
                new SmtpClient("192.0.2.7", "mail.example.net", Optional.of("TLSv1.3 TLS_AES_256_GCM_SHA384")));
    }
}
