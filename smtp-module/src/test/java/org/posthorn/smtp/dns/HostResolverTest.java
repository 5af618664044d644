package org.posthorn.smtp.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.posthorn.engine.dns.DnsAnswer.Absent;
import org.posthorn.engine.dns.DnsAnswer.Found;
import org.posthorn.engine.dns.DnsAnswer.Unavailable;
import org.posthorn.engine.dns.MxRecord;
import org.posthorn.engine.testing.TestClock;
import org.posthorn.smtp.testing.LoopbackDns;

final class HostResolverTest {
    private final LoopbackDns server = LoopbackDns.start();
    private final TestClock clock = new TestClock();
    private final HostResolver dns =
            new HostResolver(new DnsClient(List.of(server.address()), Duration.ofSeconds(10), 0), clock);

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void anAnswerIsRememberedForItsTimeAndNoLonger() {
        server.ttl(Duration.ofMinutes(2)).a("mail.example.com", "192.0.2.1");
        found("mail.example.com", "192.0.2.1");
        clock.advance(Duration.ofSeconds(119));
        found("mail.example.com", "192.0.2.1");
        assertThat(server.questionCount()).isEqualTo(1);

        clock.advance(Duration.ofSeconds(2));
        found("mail.example.com", "192.0.2.1");
        assertThat(server.questionCount()).isEqualTo(2);
    }

    @Test
    void aRecordThatHoldsForNoTimeIsRememberedForHalfAMinute() {
        server.ttl(Duration.ZERO).a("mail.example.com", "192.0.2.1");
        found("mail.example.com", "192.0.2.1");
        clock.advance(Duration.ofSeconds(29));
        found("mail.example.com", "192.0.2.1");
        assertThat(server.questionCount()).isEqualTo(1);
    }

    @Test
    void aRecordThatHoldsForAWeekIsAskedForAgainAfterADay() {
        server.ttl(Duration.ofDays(7)).mx("example.com", 10, "mail.example.com");
        assertThat(dns.mx("example.com")).isEqualTo(new Found<>(List.of(new MxRecord(10, "mail.example.com"))));
        clock.advance(Duration.ofHours(25));
        assertThat(dns.mx("example.com")).isInstanceOf(Found.class);
        assertThat(server.questionCount()).isEqualTo(2);
    }

    @Test
    void thatThereAreNoRecordsIsRememberedForTheTimeOfTheZone() {
        server.absenceTtl(Duration.ofMinutes(1));
        assertThat(dns.mx("example.com")).isEqualTo(new Absent<>());
        clock.advance(Duration.ofSeconds(59));
        assertThat(dns.mx("example.com")).isEqualTo(new Absent<>());
        assertThat(server.questionCount()).isEqualTo(1);
        clock.advance(Duration.ofSeconds(2));
        assertThat(dns.mx("example.com")).isEqualTo(new Absent<>());
        assertThat(server.questionCount()).isEqualTo(2);
    }

    @Test
    void thatThereAreNoRecordsIsRememberedForFiveMinutesAtMost() {
        server.absenceTtl(Duration.ofDays(1));
        assertThat(dns.mx("example.com")).isEqualTo(new Absent<>());
        clock.advance(Duration.ofSeconds(301));
        server.mx("example.com", 10, "mail.example.com");
        assertThat(dns.mx("example.com")).isInstanceOf(Found.class);
    }

    @Test
    void aFailureIsRememberedForHalfAMinute() {
        server.fail("example.com");
        assertThat(dns.mx("example.com")).isInstanceOf(Unavailable.class);
        int questions = server.questionCount();
        assertThat(dns.mx("example.com")).isInstanceOf(Unavailable.class);
        assertThat(server.questionCount()).isEqualTo(questions);

        server.mx("example.com", 10, "mail.example.com");
        clock.advance(Duration.ofSeconds(31));
        assertThat(dns.mx("example.com")).isInstanceOf(Found.class);
    }

    @Test
    void anAliasIsFollowedAndHoldsForTheLeastTimeOfTheChain() {
        server.ttl(Duration.ofSeconds(60)).cname("mail.example.com", "host.example.net");
        server.ttl(Duration.ofHours(1)).a("host.example.net", "192.0.2.7");
        found("mail.example.com", "192.0.2.7");
        clock.advance(Duration.ofSeconds(61));
        found("mail.example.com", "192.0.2.7");
        assertThat(server.questionCount()).isEqualTo(2);
    }

    @Test
    void eightAliasesInARowAreFollowedAndNineAreNot() {
        for (int i = 0; i < 9; i++) {
            server.cname("alias" + i + ".example.com", "alias" + (i + 1) + ".example.com");
        }
        server.a("alias9.example.com", "192.0.2.9");
        found("alias1.example.com", "192.0.2.9");
        assertThat(dns.ipv4("alias0.example.com")).isEqualTo(new Unavailable<>("more than 8 aliases in a row"));
    }

    @Test
    void aliasesInACircleAreAFailureNotAnEndlessLoop() {
        server.cname("a.example.com", "b.example.com").cname("b.example.com", "a.example.com");
        assertThat(dns.ipv4("a.example.com")).isInstanceOf(Unavailable.class);
    }

    @Test
    void anAliasOfNothingHasNoRecords() {
        server.cname("mail.example.com", "gone.example.net");
        assertThat(dns.ipv4("mail.example.com")).isEqualTo(new Absent<>());
    }

    @Test
    void bothKindsOfAddressesAreFound() {
        server.a("mail.example.com", "192.0.2.1").aaaa("mail.example.com", "2001:db8::1");
        found("mail.example.com", "192.0.2.1");
        assertThat(dns.ipv6("mail.example.com")).isEqualTo(new Found<>(List.of(InetAddress.ofLiteral("2001:db8::1"))));
    }

    @Test
    void aConfiguredHostHasBothKindsOfAddressesIpv4First() throws Exception {
        server.aaaa("relay.example.com", "2001:db8::1").a("relay.example.com", "192.0.2.1");
        assertThat(dns.addresses("relay.example.com"))
                .containsExactly(InetAddress.ofLiteral("192.0.2.1"), InetAddress.ofLiteral("2001:db8::1"));
    }

    @Test
    void nobodyIsAskedForALiteralAddressOrThisMachine() throws Exception {
        assertThat(dns.addresses("192.0.2.7")).containsExactly(InetAddress.ofLiteral("192.0.2.7"));
        assertThat(dns.addresses("2001:db8::7")).containsExactly(InetAddress.ofLiteral("2001:db8::7"));
        assertThat(dns.addresses("localhost"))
                .allMatch(InetAddress::isLoopbackAddress)
                .isNotEmpty();
        assertThat(server.questionCount()).isZero();
    }

    @Test
    void aHostThatNobodyCanTellOfIsNotLookedForElsewhere() {
        server.fail("relay.example.com");
        assertThatThrownBy(() -> dns.addresses("relay.example.com"))
                .isInstanceOf(UnknownHostException.class)
                .hasMessageStartingWith("relay.example.com: ");
    }

    @Test
    void anAddressHasNames() {
        server.ptr("192.0.2.25", "Out.example.com").ptr("2001:db8::25", "out6.example.com");
        assertThat(dns.names(InetAddress.ofLiteral("192.0.2.25"))).isEqualTo(new Found<>(List.of("out.example.com")));
        assertThat(dns.names(InetAddress.ofLiteral("2001:db8::25")))
                .isEqualTo(new Found<>(List.of("out6.example.com")));
        assertThat(dns.names(InetAddress.ofLiteral("192.0.2.26"))).isEqualTo(new Absent<>());
    }

    private void found(String name, String address) {
        assertThat(dns.ipv4(name)).isEqualTo(new Found<>(List.of(InetAddress.ofLiteral(address))));
    }
}
