package org.posthorn.receiving.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.posthorn.engine.dkim.DkimSigner;
import org.posthorn.engine.dkim.SigningKey;
import org.posthorn.engine.mail.Content;
import org.posthorn.engine.mail.ReceivedMail;
import org.posthorn.engine.mail.SmtpClient;
import org.posthorn.engine.mail.Verdicts.DmarcPolicy;
import org.posthorn.engine.mail.Verdicts.Verdict;
import org.posthorn.smtp.dns.DnsClient;
import org.posthorn.smtp.testing.LoopbackDns;

/// All checks of a message together, over a name server on loopback.
final class MailChecksTest {
    private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");
    private static final String BODY = "To: b@mail.test\r\nSubject: Hello\r\n\r\nHello\r\n";
    private static final KeyPair KEY = pair();

    private final LoopbackDns server = LoopbackDns.start();
    private final MailChecks checks = new MailChecks(
            new DnsClient(List.of(server.address()), Duration.ofSeconds(10), 1),
            new Scanners(Optional.empty(), Optional.empty()),
            InstantSource.fixed(NOW),
            "in.mail.test");

    @BeforeEach
    void publish() {
        String key = Base64.getEncoder().encodeToString(KEY.getPublic().getEncoded());
        server.txt("org.example", "v=spf1 ip4:192.0.2.1 -all")
                .txt("soft.example", "v=spf1 ~all")
                .txt("mx.org.example", "v=spf1 ip4:192.0.2.1 -all")
                .txtInParts("s._domainkey.org.example", "v=DKIM1; p=" + key.substring(0, 200), key.substring(200))
                .txt("_dmarc.org.example", "v=DMARC1; p=quarantine; sp=reject");
    }

    @AfterEach
    void stop() {
        checks.close();
        server.close();
    }

    @Test
    void mailThatIsWhatItSays() {
        Checked checked = check("192.0.2.1", "a@org.example", signed("From: A <a@org.example>\r\n" + BODY));
        assertThat(checked.verdicts().spf()).isEqualTo(Verdict.PASS);
        assertThat(checked.verdicts().dkim()).isEqualTo(Verdict.PASS);
        assertThat(checked.verdicts().dmarc()).isEqualTo(Verdict.PASS);
        assertThat(checked.verdicts().dmarcPolicy()).isEmpty();
        assertThat(checked.verdicts().spam()).isEqualTo(Verdict.DISABLED);
        assertThat(checked.verdicts().virus()).isEqualTo(Verdict.DISABLED);
        assertThat(checked.senderProven()).isTrue();
        assertThat(checked.headerFrom()).contains("a@org.example");
        assertThat(checked.hops()).isZero();
        assertThat(checked.fields()).isEqualTo("""
                        Received-SPF: pass (spfCheck: domain of org.example designates 192.0.2.1 as
                         permitted sender) client-ip=192.0.2.1; envelope-from=a@org.example;
                         helo=mx.org.example;
                        Authentication-Results: in.mail.test;
                         spf=pass (spfCheck: domain of org.example designates 192.0.2.1 as permitted
                         sender) client-ip=192.0.2.1; envelope-from=a@org.example;
                         helo=mx.org.example;
                         dkim=pass header.i=@org.example;
                         dmarc=pass header.from=org.example;
                        """.replace("\n", "\r\n"));
    }

    @Test
    void mailThatIsNot() {
        Checked checked = check("192.0.2.66", "a@org.example", Content.of("From: a@sub.org.example\r\n" + BODY));
        assertThat(checked.verdicts().spf()).isEqualTo(Verdict.FAIL);
        assertThat(checked.verdicts().dkim()).isEqualTo(Verdict.GRAY);
        assertThat(checked.verdicts().dmarc()).isEqualTo(Verdict.FAIL);
        assertThat(checked.verdicts().dmarcPolicy()).contains(DmarcPolicy.reject);
        assertThat(checked.senderProven()).isFalse();
        assertThat(unfolded(checked))
                .contains("Received-SPF: fail (spfCheck: domain of org.example does not designate 192.0.2.66 as"
                        + " permitted sender) client-ip=192.0.2.66; envelope-from=a@org.example; helo=mx.org.example;")
                .contains("dmarc=fail header.from=sub.org.example;")
                .doesNotContain("dkim=");
    }

    @ParameterizedTest
    @CsvSource({
        "soft.example, GRAY, softfail (spfCheck: transitioning domain of soft.example does not designate 192.0.2.1 as permitted sender)",
        "none.example, GRAY, none (spfCheck: 192.0.2.1 is neither permitted nor denied by domain of none.example)",
        "neutral.example, GRAY, neutral (spfCheck: 192.0.2.1 is neither permitted nor denied by domain of neutral.example)",
        "broken.example, PROCESSING_FAILED, permerror (spfCheck: Error in processing SPF Record)",
        "failing.example, PROCESSING_FAILED, temperror (spfCheck: Error in retrieving data from DNS)",
        "redirecting.example, PASS, pass (spfCheck: domain of org.example designates 192.0.2.1 as permitted sender)",
        "including.example, PASS, pass (spfCheck: domain of including.example designates 192.0.2.1 as permitted sender)",
    })
    void spfInTheWordsOfSes(String domain, Verdict verdict, String text) {
        server.txt("neutral.example", "v=spf1 ?all")
                .txt("broken.example", "v=spf1 nonsense")
                .txt("redirecting.example", "v=spf1 redirect=org.example")
                .txt("including.example", "v=spf1 include:org.example -all")
                .fail("failing.example");
        Checked checked = check("192.0.2.1", "a@" + domain, Content.of("From: a@org.example\r\n" + BODY));
        assertThat(checked.verdicts().spf()).isEqualTo(verdict);
        assertThat(unfolded(checked)).contains("Received-SPF: " + text).contains("spf=" + text);
        assertThat(checked.senderProven()).isEqualTo(verdict == Verdict.PASS);
    }

    @Test
    void dkimInTheWordsOfSes() {
        Content good = signed("From: a@org.example\r\n" + BODY);
        String text = text(good);
        assertThat(dkim(text)).isEqualTo(Verdict.PASS);
        String broken = text.replace("Hello\r\n", "Hallo\r\n");
        assertThat(dkim(broken)).isEqualTo(Verdict.FAIL);
        assertThat(dkim(text.replace("s=s", "s=none"))).isEqualTo(Verdict.PROCESSING_FAILED);
        assertThat(dkim("DKIM-Signature: v=1; nonsense\r\n" + text))
                .as("one of two")
                .isEqualTo(Verdict.PASS);
        assertThat(dkim("DKIM-Signature: v=1; nonsense\r\n" + broken)).isEqualTo(Verdict.FAIL);
        assertThat(dkim("DKIM-Signature: v=1; nonsense\r\nFrom: a@org.example\r\n" + BODY))
                .isEqualTo(Verdict.PROCESSING_FAILED);
        server.fail("s._domainkey.org.example");
        assertThat(dkim(text)).isEqualTo(Verdict.PROCESSING_FAILED);
    }

    @Test
    void aSignatureOfTheSendersOrganizationProvesHim() {
        Content signed = signed("From: a@other.example\r\n" + BODY);
        assertThat(check("192.0.2.66", "a@bounces.org.example", signed).senderProven())
                .isTrue();
        assertThat(check("192.0.2.66", "a@other.example", signed).senderProven())
                .isFalse();
        Content changed = Content.of(text(signed).replace("Hello\r\n", "Hallo\r\n"));
        assertThat(check("192.0.2.66", "a@org.example", changed).senderProven()).isFalse();
    }

    @Test
    void nobodyIsBehindTheNullSender() {
        Checked checked = check("192.0.2.1", "", signed("From: mailer-daemon@org.example\r\n" + BODY));
        assertThat(checked.senderProven()).isFalse();
        assertThat(checked.verdicts().spf()).isEqualTo(Verdict.PASS);
        assertThat(checked.verdicts().dmarc()).isEqualTo(Verdict.PASS);
        assertThat(unfolded(checked)).contains("envelope-from=postmaster@mx.org.example;");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Subject: no From | PROCESSING_FAILED | permerror;",
                "From: nobody | PROCESSING_FAILED | permerror;",
                "From: a@org.example@org.example | PROCESSING_FAILED | permerror;",
                "From: a@none.example | GRAY | none header.from=none.example;",
                "From: a@org.example, b@none.example | GRAY | none header.from=none.example;",
                "From: a@org.example, b@strict.example | FAIL | fail header.from=strict.example;",
                "From: a@one.example, b@two.example, c@three.example, d@four.example | PROCESSING_FAILED | permerror;",
                "From: a@org.example\\nFrom: b@strict.example | FAIL | fail header.from=strict.example;",
                "From: a@org.example\\nFrom: b@org.example | PROCESSING_FAILED | permerror;",
            })
    void whomItIsFromMayBeUnclear(String header, Verdict verdict, String text) {
        server.txt("_dmarc.strict.example", "v=DMARC1; p=reject");
        Checked checked =
                check("192.0.2.1", "a@org.example", Content.of(header.replace("\\n", "\r\n") + "\r\n" + BODY));
        assertThat(checked.verdicts().dmarc()).isEqualTo(verdict);
        assertThat(unfolded(checked)).contains("dmarc=" + text);
        if (!header.contains("none.example") || header.contains(",")) {
            assertThat(checked.headerFrom()).isEmpty();
        }
    }

    @Test
    void aFailureThatNothingIsAskedForIsAFailureWithThatPolicy() {
        server.txt("_dmarc.relaxed.example", "v=DMARC1; p=none");
        Checked checked = check("192.0.2.1", "a@org.example", Content.of("From: a@relaxed.example\r\n" + BODY));
        assertThat(checked.verdicts().dmarc()).isEqualTo(Verdict.FAIL);
        assertThat(checked.verdicts().dmarcPolicy()).contains(DmarcPolicy.none);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x;dkim=pass\r\nX-Evil: 1@org.example",
                "\"x; dmarc=pass (\"@org.example",
                "\u00fc\u2028@org.example",
                "x\u0000\u001b[31m\u007f@org.example",
            })
    void nothingOfAStrangerEndsAWordOfOurs(String hostile) {
        Checked checked = checks.check(
                new ReceivedMail(
                        hostile,
                        List.of("b@mail.test"),
                        Content.of("From: a@org.example\r\nDKIM-Signature: v=1; d=org.example; i=" + hostile + "\r\n"
                                + BODY),
                        new SmtpClient("192.0.2.1", hostile, Optional.empty())),
                false);
        assertThat(checked.fields().lines().filter(line -> !line.startsWith(" ")))
                .hasSize(2)
                .allMatch(line -> line.startsWith("Received-SPF: ") || line.startsWith("Authentication-Results: "));
        assertThat(checked.fields().replace("\r\n", ""))
                .matches(text -> text.chars().allMatch(c -> c >= 32 && c < 127));
        assertThat(unfolded(checked).split(";"))
                .filteredOn(part -> part.strip().startsWith("dmarc=pass"))
                .hasSizeLessThan(2);
    }

    @Test
    void linesAreShortAndEndAsLinesDo() {
        String local = "l".repeat(300);
        Checked checked = check("2001:db8::1", local + "@org.example", Content.of("From: a@org.example\r\n" + BODY));
        assertThat(checked.fields()).endsWith("\r\n").doesNotContain("\n\r\n");
        assertThat(Arrays.asList(checked.fields().split("\r\n")))
                .allMatch(line -> line.length() <= 340)
                .filteredOn(line -> line.length() > 78)
                .allMatch(line -> line.contains("envelope-from="));
    }

    @Test
    void hopsAreCountedHoweverManyThereAre() {
        String many = "Received: from x\r\n\tby y\r\n".repeat(100_000);
        Checked checked = check("192.0.2.1", "a@org.example", Content.of(many + "From: a@org.example\r\n" + BODY));
        assertThat(checked.hops()).isEqualTo(100_000);
        assertThat(checked.headerFrom()).contains("a@org.example");
        assertThat(check(
                                "192.0.2.1",
                                "a@org.example",
                                Content.of("X-Received: 1\r\nreceived : 2\r\nRECEIVED:3\r\n" + BODY
                                        + "Received: in the body\r\n"))
                        .hops())
                .isEqualTo(2);
    }

    @Test
    void aHugeHeaderIsReadToItsEnd() {
        String huge = "X: " + "y".repeat(10_000_000) + "\r\n" + "a:\r\n".repeat(1_000_000);
        Checked checked =
                check("192.0.2.1", "a@org.example", Content.of(huge + text(signed("From: a@org.example\r\n" + BODY))));
        assertThat(checked.headerFrom()).contains("a@org.example");
        assertThat(checked.verdicts().spf()).isEqualTo(Verdict.PASS);
        assertThat(checked.verdicts().dmarc()).isEqualTo(Verdict.PASS);
    }

    @Test
    void aNameServerThatSaysNothingIsNotWaitedForTooLong() {
        server.silent("org.example").silent("s._domainkey.org.example").silent("_dmarc.org.example");
        try (MailChecks hasty = new MailChecks(
                new DnsClient(List.of(server.address()), Duration.ofMillis(200), 0),
                new Scanners(Optional.empty(), Optional.empty()),
                InstantSource.fixed(NOW),
                "in.mail.test")) {
            Checked checked =
                    hasty.check(mail("192.0.2.1", "a@org.example", signed("From: a@org.example\r\n" + BODY)), false);
            assertThat(checked.verdicts().spf()).isEqualTo(Verdict.PROCESSING_FAILED);
            assertThat(checked.verdicts().dkim()).isEqualTo(Verdict.PROCESSING_FAILED);
            assertThat(checked.verdicts().dmarc()).isEqualTo(Verdict.PROCESSING_FAILED);
            assertThat(checked.verdicts().dmarcPolicy()).isEmpty();
            assertThat(checked.senderProven()).isFalse();
            assertThat(unfolded(checked))
                    .contains("dkim=temperror (no answer about the key) header.i=@org.example;")
                    .contains("dmarc=temperror header.from=org.example;");
        }
    }

    private Verdict dkim(String message) {
        return check("192.0.2.1", "a@org.example", Content.of(message))
                .verdicts()
                .dkim();
    }

    private Checked check(String ip, String sender, Content content) {
        return checks.check(mail(ip, sender, content), true);
    }

    private static ReceivedMail mail(String ip, String sender, Content content) {
        return new ReceivedMail(
                sender, List.of("b@mail.test"), content, new SmtpClient(ip, "mx.org.example", Optional.empty()));
    }

    private static Content signed(String message) {
        try {
            return DkimSigner.sign(
                    Content.of(message), List.of(new SigningKey(KEY.getPrivate(), "org.example", "s")), NOW);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String text(Content content) {
        return content.headerSection(Integer.MAX_VALUE)
                + new String(
                        content.bytes(),
                        content.headerLength(),
                        content.sizeBytes() - content.headerLength(),
                        StandardCharsets.UTF_8);
    }

    private static String unfolded(Checked checked) {
        return checked.fields().replace("\r\n ", " ");
    }

    private static KeyPair pair() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2_048);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
