package org.posthorn.smtp.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.posthorn.engine.dns.DnsAnswer.Absent;
import org.posthorn.engine.dns.DnsAnswer.Found;
import org.posthorn.engine.dns.DnsAnswer.Unavailable;
import org.posthorn.smtp.testing.LoopbackDns;

final class DnsClientTest {
    private final LoopbackDns server = LoopbackDns.start();
    private final DnsClient dns = new DnsClient(List.of(server.address()), Duration.ofSeconds(10), 1);

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void everyRecordOfTheNameIsFound() {
        server.txt("_amazonses.example.com", "token-a", "v=spf1 -all");
        assertThat(((Found<String>) dns.txt("_amazonses.example.com")).values())
                .containsExactlyInAnyOrder("token-a", "v=spf1 -all");
    }

    @Test
    void theStringsOfARecordAreReadAsOne() {
        server.txtInParts("example.com", "v=DKIM1; p=", "MIGf");
        assertThat(dns.txt("example.com")).isEqualTo(new Found<>(List.of("v=DKIM1; p=MIGf")));
    }

    @Test
    void aTextIsItsBytesNotTheirFormInAZoneFile() {
        server.txt("example.com", "a\\\"b\\\\c\\195\\188");
        assertThat(dns.txt("example.com")).isEqualTo(new Found<>(List.of("a\"b\\c\u00fc")));
    }

    @Test
    void aBackslashInANameIsNoEscape() {
        server.txt("a\\\\b.example.com", "here").txt("ab.example.com", "there");
        assertThat(dns.txt("a\\b.example.com")).isEqualTo(new Found<>(List.of("here")));
    }

    @Test
    void addressesAndTheNamesOfAddressesAreFound() {
        server.a("example.com", "192.0.2.1")
                .a("example.com", "192.0.2.2")
                .aaaa("example.com", "2001:db8::1")
                .ptr("192.0.2.1", "Mail.Example.com")
                .ptr("2001:db8::1", "six.example.com")
                .cname("alias.example.com", "example.com");
        assertThat(((Found<InetAddress>) dns.ipv4("alias.example.com")).values())
                .containsExactlyInAnyOrder(InetAddress.ofLiteral("192.0.2.1"), InetAddress.ofLiteral("192.0.2.2"));
        assertThat(dns.ipv6("example.com")).isEqualTo(new Found<>(List.of(InetAddress.ofLiteral("2001:db8::1"))));
        assertThat(dns.names(InetAddress.ofLiteral("192.0.2.1"))).isEqualTo(new Found<>(List.of("mail.example.com")));
        assertThat(dns.names(InetAddress.ofLiteral("2001:db8::1"))).isEqualTo(new Found<>(List.of("six.example.com")));
        assertThat(dns.ipv4("nowhere.example.com")).isEqualTo(new Absent<>());
        assertThat(dns.names(InetAddress.ofLiteral("192.0.2.9"))).isEqualTo(new Absent<>());
        server.fail("example.com");
        assertThat(dns.ipv6("example.com")).isInstanceOf(Unavailable.class);
    }

    @Test
    void aNameThatDoesNotExistIsAbsent() {
        assertThat(dns.txt("nowhere.example.com")).isEqualTo(new Absent<>());
    }

    @Test
    void aNameWithoutTxtRecordsIsAbsent() {
        server.empty("example.com");
        assertThat(dns.txt("example.com")).isEqualTo(new Absent<>());
    }

    @Test
    void aNameThatDnsCannotHoldIsAbsent() {
        assertThat(dns.txt("x".repeat(64) + ".example.com")).isEqualTo(new Absent<>());
    }

    @Test
    void aRecordPublishedAfterAFirstLookupIsSeenAtOnce() {
        assertThat(dns.txt("late.example.com")).isEqualTo(new Absent<>());
        server.txt("late.example.com", "here");
        assertThat(dns.txt("late.example.com")).isEqualTo(new Found<>(List.of("here")));
    }

    @Test
    void aFailingServerIsUnavailableNotAbsent() {
        server.fail("example.com");
        assertThat(dns.txt("example.com")).isInstanceOf(Unavailable.class);
    }

    @Test
    void aSilentServerIsAskedAgainAndThenUnavailable() {
        server.silent("example.com");
        DnsClient hasty = new DnsClient(List.of(server.address()), Duration.ofMillis(200), 1);
        assertThat(hasty.txt("example.com")).isInstanceOf(Unavailable.class);
        assertThat(server.questionCount()).isEqualTo(2);
    }
}
