package org.posthorn.receiving.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.posthorn.engine.testing.TestDns;
import org.posthorn.receiving.check.SpfResult.Status;

/// What the suite for RFC 7208 leaves open.
final class SpfTest {
    private static final InetAddress CLIENT = InetAddress.ofLiteral("192.0.2.1");

    private final TestDns dns = new TestDns();

    @Test
    void twentySecondsAreEnough() {
        AtomicLong seconds = new AtomicLong();
        InstantSource clock = () -> Instant.EPOCH.plusSeconds(seconds.getAndAdd(6));
        dns.txt("org.example", "v=spf1 a:one.example a:two.example a:three.example ip4:192.0.2.1 -all")
                .a("one.example", "192.0.2.7")
                .a("two.example", "192.0.2.7")
                .a("three.example", "192.0.2.7");
        assertThat(new Spf(dns, clock).check(CLIENT, "mx", "a@org.example").status())
                .isEqualTo(Status.TEMPERROR);
        InstantSource still = InstantSource.fixed(Instant.EPOCH);
        assertThat(new Spf(dns, still).check(CLIENT, "mx", "a@org.example").status())
                .isEqualTo(Status.PASS);
    }

    @Test
    void aDomainOfLettersBeyondAsciiIsAskedAboutAsDnsKnowsIt() {
        dns.txt("xn--bcher-kva.example", "v=spf1 ip4:192.0.2.1 -all");
        SpfResult result = check("a@b\u00fccher.example");
        assertThat(result).isEqualTo(new SpfResult(Status.PASS, "a@xn--bcher-kva.example", "xn--bcher-kva.example"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "v=spf1 exists:%{s}.example.com -all",
                "v=spf1 a:%{l}.example.com -all",
                "v=spf1 redirect=%{l}.example.com",
                "v=spf1 include:%{l1r-}.example.com -all",
            })
    void whatASenderWritesMakesNoNameThatIsNone(String record) {
        dns.txt("org.example", record);
        for (String local : new String[] {"\"a\\b\"", "\u0000", "\u2028", "x".repeat(5_000), "..", "@", "%{s}"}) {
            assertThat(check(local + "@org.example").status())
                    .isIn(Status.FAIL, Status.PERMERROR, Status.NONE, Status.TEMPERROR);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "v=spf1 ip4:192.0.2.0/24 -all, PASS",
        "v=spf1 ip4:192.0.2.0/31 -all, PASS",
        "v=spf1 ip4:192.0.2.0/32 -all, FAIL",
        "v=spf1 ip4:10.0.0.0/0 -all, PASS",
        "v=spf1 ip4:192.0.2.1/33 -all, PERMERROR",
        "v=spf1 ip4:192.0.2.1/024 -all, PERMERROR",
        "v=spf1 ip4:192.0.2.01 -all, PERMERROR",
        "v=spf1 ip4:192.0.2.256 -all, PERMERROR",
        "v=spf1 ip4:192.0.2 -all, PERMERROR",
        "v=spf1 ip4: -all, PERMERROR",
        "v=spf1 ip4 -all, PERMERROR",
        "v=spf1 ip6:::ffff:192.0.2.1 -all, FAIL",
        "v=spf1 ip6:::/0 -all, FAIL",
        "v=spf1 ip6:192.0.2.1 -all, PERMERROR",
        "v=spf1 ip6:fe80::1%eth0 -all, PERMERROR",
        "v=spf1 ip6:1::2::3 -all, PERMERROR",
        "v=spf1 ip6:::/129 -all, PERMERROR",
        "v=spf1 a:one.example/24 -all, PASS",
        "v=spf1 a:one.example//64 -all, FAIL",
        "v=spf1 a:one.example/24//64 -all, PASS",
        "v=spf1 a:one.example//64/24 -all, PERMERROR",
        "v=spf1 a:one.example/ -all, PERMERROR",
        "v=spf1 a: -all, PERMERROR",
        "v=spf1 a/24:one.example -all, PERMERROR",
        "v=spf1 include -all, PERMERROR",
        "v=spf1 include:none.example -all, PERMERROR",
        "v=spf1 all:x.example, PERMERROR",
        "v=spf1 -all=x, PERMERROR",
        "v=spf1 x=%{q} -all, PERMERROR",
        "v=spf1 x=%{d0} -all, PERMERROR",
        "v=spf1 x=%{d1r.} -all, FAIL",
        "v=spf1 -x=y -all, PERMERROR",
        "v=spf1 =y -all, PERMERROR",
        "v=spf1 redirect=one.example redirect=one.example, PERMERROR",
        "v=spf1 exp=a.example exp=a.example -all, PERMERROR",
        "v=spf1 unknown -all, PERMERROR",
        "v=spf1 - -all, PERMERROR",
        "v=spf1 +all, PASS",
        "V=SPF1 +ALL, PASS",
        "v=spf1, NEUTRAL",
        "v=spf1 ~all, SOFTFAIL",
        "v=spf10 +all, NONE",
        "v=spf1\t+all, NONE",
    })
    void aRecord(String record, Status status) {
        dns.txt("org.example", record).a("one.example", "192.0.2.7");
        assertThat(check("a@org.example").status()).isEqualTo(status);
    }

    @Test
    void aRecordWithoutEndIsNone() {
        dns.txt("org.example", "v=spf1 " + "ip4:192.0.2.9 ".repeat(5_000) + "-all");
        assertThat(check("a@org.example").status()).isEqualTo(Status.PERMERROR);
        dns.txt("org.example", "v=spf1 exists:" + "%{s}".repeat(4_000) + ".org.example -all");
        assertThat(check("\"" + "x.".repeat(200) + "\"@org.example").status()).isEqualTo(Status.FAIL);
    }

    @Test
    void aCircleEnds() {
        dns.txt("org.example", "v=spf1 include:org.example -all").txt("r.example", "v=spf1 redirect=r.example");
        assertThat(check("a@org.example").status()).isEqualTo(Status.PERMERROR);
        assertThat(check("a@r.example").status()).isEqualTo(Status.PERMERROR);
    }

    private SpfResult check(String sender) {
        return new Spf(dns, InstantSource.fixed(Instant.EPOCH.plus(Duration.ofDays(1)))).check(CLIENT, "mx", sender);
    }
}
