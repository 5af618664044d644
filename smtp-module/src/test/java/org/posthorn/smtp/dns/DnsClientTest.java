package org.posthorn.smtp.dns;

import static org.assertj.core.api.Assertions.assertThat;

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
