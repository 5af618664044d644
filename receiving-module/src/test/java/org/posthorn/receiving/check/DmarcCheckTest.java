package org.posthorn.receiving.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.posthorn.engine.dkim.DkimResult;
import org.posthorn.smtp.dns.DnsClient;
import org.posthorn.smtp.testing.LoopbackDns;

/// RFC 7489 by tables, over a name server on loopback.
final class DmarcCheckTest {
    private final LoopbackDns server = LoopbackDns.start();
    private final DmarcCheck dmarc =
            new DmarcCheck(new DnsClient(List.of(server.address()), Duration.ofSeconds(10), 1));

    @AfterEach
    void stop() {
        server.close();
    }

    /// The domain of From, SPF's result and domain, DKIM's results and domains, and what comes of it.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                // relaxed, by SPF
                "p=reject | org.example | pass org.example | - | pass",
                "p=reject | org.example | pass mail.org.example | - | pass",
                "p=reject | mail.org.example | pass org.example | - | pass",
                "p=reject | a.org.example | pass b.org.example | - | pass",
                "p=reject | org.example | pass ORG.Example | - | pass",
                "p=reject | org.example | pass other.example | - | fail reject",
                "p=reject | org.example | pass notorg.example | - | fail reject",
                "p=reject | org.example | pass org.example.evil.test | - | fail reject",
                "p=reject | org.example | fail org.example | - | fail reject",
                "p=reject | org.example | softfail org.example | - | fail reject",
                "p=reject | org.example | neutral org.example | - | fail reject",
                "p=reject | org.example | none org.example | - | fail reject",
                "p=reject | org.example | permerror org.example | - | fail reject",
                // relaxed, by DKIM
                "p=reject | org.example | none x.test | pass org.example | pass",
                "p=reject | org.example | none x.test | pass mail.org.example | pass",
                "p=reject | mail.org.example | none x.test | pass org.example | pass",
                "p=reject | org.example | none x.test | pass other.example | fail reject",
                "p=reject | org.example | none x.test | fail org.example | fail reject",
                "p=reject | org.example | none x.test | neutral org.example | fail reject",
                "p=reject | org.example | none x.test | permerror org.example | fail reject",
                "p=reject | org.example | none x.test | pass other.example, pass org.example | pass",
                "p=reject | org.example | none x.test | fail org.example, pass org.example | pass",
                "p=reject | org.example | none x.test | pass other.example, fail org.example | fail reject",
                "p=reject | org.example | fail org.example | pass org.example | pass",
                "p=reject | org.example | pass org.example | fail org.example | pass",
                "p=reject | org.example | none x.test | pass example | fail reject",
                // strict
                "p=reject; aspf=s | org.example | pass org.example | - | pass",
                "p=reject; aspf=s | org.example | pass mail.org.example | - | fail reject",
                "p=reject; aspf=s | org.example | pass mail.org.example | pass mail.org.example | pass",
                "p=reject; adkim=s | org.example | none x.test | pass org.example | pass",
                "p=reject; adkim=s | org.example | none x.test | pass mail.org.example | fail reject",
                "p=reject; adkim=s | org.example | pass mail.org.example | pass mail.org.example | pass",
                "p=reject; adkim=s; aspf=s | org.example | pass m.org.example | pass m.org.example | fail reject",
                "p=reject; adkim=S | org.example | none x.test | pass m.org.example | fail reject",
                "p=reject; adkim=r; aspf=r | org.example | pass m.org.example | - | pass",
                "p=reject; adkim=bogus | org.example | none x.test | pass m.org.example | pass",
                // DNS that did not answer
                "p=reject | org.example | temperror org.example | - | temperror",
                "p=reject | org.example | temperror other.example | - | fail reject",
                "p=reject | org.example | none x.test | temperror org.example | temperror",
                "p=reject | org.example | none x.test | temperror other.example | fail reject",
                "p=reject | org.example | temperror org.example | pass org.example | pass",
                "p=reject; aspf=s | org.example | temperror m.org.example | - | fail reject",
                // policies
                "p=none | org.example | none x.test | - | fail none",
                "p=quarantine | org.example | none x.test | - | fail quarantine",
                "p=REJECT | org.example | none x.test | - | fail reject",
                "p=none; sp=reject | org.example | none x.test | - | fail none",
                "p=none; sp=reject | m.org.example | none x.test | - | fail reject",
                "p=reject; sp=none | m.org.example | none x.test | - | fail none",
                "p=reject; sp=quarantine | a.b.org.example | none x.test | - | fail quarantine",
                "p=quarantine | m.org.example | none x.test | - | fail quarantine",
                "p=reject; pct=100 | org.example | none x.test | - | fail reject",
                "p=reject; pct=50 | org.example | none x.test | - | fail reject",
                "p=reject; pct=0 | org.example | none x.test | - | fail quarantine",
                "p=quarantine; pct=0 | org.example | none x.test | - | fail none",
                "p=none; pct=0 | org.example | none x.test | - | fail none",
                "p=reject; pct=many | org.example | none x.test | - | fail reject",
                "p=reject; rua=mailto:a@org.example; fo=1; ri=1; rf=afrf; x=y | org.example | none x.test | - | fail reject",
                "  p = reject ;; ; | org.example | none x.test | - | fail reject",
                // records that say nothing to do
                "rua=mailto:a@org.example | org.example | none x.test | - | fail none",
                "p=maybe; rua=mailto:a@org.example | org.example | none x.test | - | fail none",
                "p=reject; sp=maybe; rua=mailto:a@org.example | org.example | none x.test | - | fail none",
                "p=maybe | org.example | none x.test | - | none",
                "p=reject; sp=maybe | org.example | none x.test | - | none",
                "aspf=s | org.example | pass org.example | - | none",
            })
    void aPolicyOfTheOrganization(String tags, String from, String spf, String dkim, String expected) {
        server.txt("_dmarc.org.example", "v=DMARC1;" + tags);
        assertThat(judged(from, spf, dkim)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "v=DMARC1; p=reject | fail reject",
                "v=DMARC1;p=reject | fail reject",
                "v = DMARC1 ; p=reject | fail reject",
                "v=DMARC1 | none",
                "V=DMARC1; p=reject | none",
                "v=dmarc1; p=reject | none",
                "v=DMARC2; p=reject | none",
                "v=DMARC10; p=reject | none",
                "p=reject; v=DMARC1 | none",
                "v=spf1 -all | none",
                "; | none",
            })
    void aTextAtTheName(String record, String expected) {
        server.txt("_dmarc.org.example", record);
        assertThat(judged("org.example", "none x.test", null)).isEqualTo(expected);
    }

    @Test
    void theOwnRecordOfASubdomainHoldsForIt() {
        server.txt("_dmarc.org.example", "v=DMARC1; p=reject; sp=reject")
                .txt("_dmarc.m.org.example", "v=DMARC1; p=none; sp=quarantine");
        assertThat(judged("m.org.example", "none x.test", null)).isEqualTo("fail none");
        assertThat(judged("a.m.org.example", "none x.test", null)).isEqualTo("fail reject");
    }

    @Test
    void severalRecordsAreNone() {
        server.txt("_dmarc.org.example", "v=DMARC1; p=reject", "v=DMARC1; p=none");
        assertThat(judged("org.example", "none x.test", null)).isEqualTo("none");
        server.txt("_dmarc.org.example", "v=DMARC1; p=reject", "other text");
        assertThat(judged("org.example", "none x.test", null)).isEqualTo("fail reject");
    }

    @Test
    void aRecordThatDnsDoesNotTellIsATemporaryError() {
        server.fail("_dmarc.org.example");
        assertThat(judged("org.example", "pass org.example", null)).isEqualTo("temperror");
        assertThat(judged("m.org.example", "pass org.example", null)).isEqualTo("temperror");
        server.fail("_dmarc.b.org.example");
        assertThat(judged("b.org.example", "pass org.example", null)).isEqualTo("temperror");
    }

    @Test
    void nothingPublishedIsNone() {
        assertThat(judged("org.example", "pass org.example", null)).isEqualTo("none");
        assertThat(judged("localhost", "pass localhost", null)).isEqualTo("none");
    }

    @Test
    void anOrganizationEndsAtThePublicSuffix() {
        server.txt("_dmarc.co.uk", "v=DMARC1; p=reject").txt("_dmarc.shop.co.uk", "v=DMARC1; p=reject");
        assertThat(judged("a.shop.co.uk", "pass b.shop.co.uk", null)).isEqualTo("pass");
        assertThat(judged("a.shop.co.uk", "pass evil.co.uk", null)).isEqualTo("fail reject");
        assertThat(judged("other.co.uk", "none x.test", null)).isEqualTo("none");
    }

    @ParameterizedTest
    @CsvSource({
        "example.com, example.com",
        "A.Example.COM, example.com",
        "a.b.c.example.com, example.com",
        "co.uk, co.uk",
        "shop.co.uk, shop.co.uk",
        "a.shop.co.uk, shop.co.uk",
        "a.b.kawasaki.jp, a.b.kawasaki.jp",
        "x.a.b.kawasaki.jp, a.b.kawasaki.jp",
        "www.city.kawasaki.jp, city.kawasaki.jp",
        "me.blogspot.com, me.blogspot.com",
        "mail.corp.internal, corp.internal",
        "host.test, host.test",
        "localhost, localhost",
        "com, com",
        "_x.example.com, example.com",
        "xn--bcher-kva.example.de, example.de",
        "a..example.com, example.com",
        "-a.example.com, example.com",
        "-a.co.uk, -a.co.uk",
        "x.-a.co.uk, -a.co.uk",
        "-a, -a",
        "'', ''",
    })
    void theOrganizationalDomainOfAName(String name, String expected) {
        assertThat(OrganizationalDomain.of(name)).isEqualTo(expected);
    }

    private String judged(String from, String spf, String dkim) {
        String[] sender = spf.split(" ");
        SpfResult spfResult = new SpfResult(
                SpfResult.Status.valueOf(sender[0].toUpperCase(Locale.ROOT)), "someone@" + sender[1], sender[1]);
        List<DkimResult> signatures = dkim == null
                ? List.of()
                : Arrays.stream(dkim.split(", "))
                        .map(text -> text.split(" "))
                        .map(words -> new DkimResult(
                                DkimResult.Status.valueOf(words[0].toUpperCase(Locale.ROOT)),
                                words[1],
                                "s",
                                "@" + words[1],
                                ""))
                        .toList();
        DmarcResult result = DmarcCheck.judge(dmarc.published(from), spfResult, signatures);
        assertThat(result.domain()).isEqualTo(from);
        return result.status().word()
                + result.policy().map(policy -> " " + policy).orElse("");
    }
}
