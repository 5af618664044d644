package org.posthorn.smtp.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.posthorn.engine.delivery.Outcome;
import org.posthorn.engine.testing.TestClock;
import org.posthorn.smtp.client.MailHost;
import org.posthorn.smtp.dns.DnsClient;
import org.posthorn.smtp.dns.HostResolver;
import org.posthorn.smtp.testing.LoopbackDns;

/// Every case of RFC 5321 §5.1 against a name server.
final class MxLookupTest {
    private final LoopbackDns server = LoopbackDns.start();
    private final OurHosts us =
            new OurHosts(Set.of("mail.posthorn.example"), List.of(new InetSocketAddress(literal("198.51.100.1"), 25)));
    private final MxLookup mx = lookup(Duration.ofSeconds(10), us);

    @AfterEach
    void stop() {
        server.close();
    }

    private MxLookup lookup(Duration timeout, OurHosts us) {
        DnsClient client = new DnsClient(List.of(server.address()), timeout, 0);
        return new MxLookup(new HostResolver(client, new TestClock()), 25, false, us, new Random(1));
    }

    private MxLookup withPrivateHosts() {
        DnsClient client = new DnsClient(List.of(server.address()), Duration.ofSeconds(10), 0);
        return new MxLookup(new HostResolver(client, new TestClock()), 25, true, us, new Random(1));
    }

    @Test
    void exchangersComeInTheOrderOfTheirPreference() {
        server.mx("example.org", 20, "b.example.org").mx("example.org", 10, "a.example.org");
        server.a("a.example.org", "192.0.2.1").a("b.example.org", "192.0.2.2");
        MxAnswer.Exchangers found = exchangers("example.org");
        assertThat(found.destination()).isEqualTo("mx:a.example.org,b.example.org");
        assertThat(found.hosts())
                .containsExactly(host("a.example.org", "192.0.2.1"), host("b.example.org", "192.0.2.2"));
    }

    @Test
    void exchangersOfEqualPreferenceTakeTurnsUnderOneDestination() {
        for (String name : List.of("a", "b", "c")) {
            server.mx("example.org", 10, name + ".example.org").a(name + ".example.org", "192.0.2.1");
        }
        server.mx("example.org", 20, "last.example.org").a("last.example.org", "192.0.2.1");
        Set<String> first = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            MxAnswer.Exchangers found = exchangers("example.org");
            first.add(found.hosts().getFirst().host());
            assertThat(found.hosts().getLast().host()).isEqualTo("last.example.org");
            assertThat(found.destination()).isEqualTo("mx:a.example.org,b.example.org,c.example.org,last.example.org");
        }
        assertThat(first).containsExactlyInAnyOrder("a.example.org", "b.example.org", "c.example.org");
    }

    @Test
    void addressesOfBothKindsAreUsedEightAtMost() {
        server.mx("example.org", 10, "a.example.org");
        for (int i = 1; i <= 9; i++) {
            server.a("a.example.org", "192.0.2." + i).aaaa("a.example.org", "2001:db8::" + i);
        }
        List<InetAddress> addresses =
                exchangers("example.org").hosts().getFirst().addresses();
        assertThat(addresses).hasSize(8).contains(literal("192.0.2.1"), literal("2001:db8::1"));
    }

    @Test
    void sixteenExchangersAreUsedAtMost() {
        for (int i = 1; i <= 20; i++) {
            server.mx("example.org", i, "mx" + i + ".example.org").a("mx" + i + ".example.org", "192.0.2.1");
        }
        assertThat(exchangers("example.org").hosts())
                .hasSize(16)
                .last()
                .extracting(MailHost::host)
                .isEqualTo("mx16.example.org");
    }

    @Test
    void aNullMxFails() {
        server.mx("example.org", 0, "").a("example.org", "192.0.2.1");
        failed("example.org", "556 5.1.10 example.org accepts no mail (null MX)");
    }

    @Test
    void aDomainWithoutMxRecordsIsItsOwnExchanger() {
        server.a("example.org", "192.0.2.1").aaaa("example.org", "2001:db8::1");
        MxAnswer.Exchangers found = exchangers("example.org");
        assertThat(found.destination()).isEqualTo("mx:example.org");
        assertThat(found.hosts()).containsExactly(host("example.org", "192.0.2.1", "2001:db8::1"));
    }

    @Test
    void aDomainThatDoesNotExistFails() {
        failed("nowhere.example", "550 5.1.2 nowhere.example: no such domain (neither MX nor address records)");
    }

    @Test
    void aDomainThatHasNeitherExchangerNorAddressFails() {
        server.txt("example.org", "v=spf1 -all");
        failed("example.org", "550 5.1.2 example.org: no such domain (neither MX nor address records)");
    }

    @Test
    void exchangersOfWhichNoneHasAnAddressAreWaitedFor() {
        server.mx("example.org", 10, "a.example.org").a("example.org", "192.0.2.1");
        deferred("example.org", "451 4.4.4 no mail exchanger of example.org has an address that can be used");
    }

    @Test
    void anExchangerWithoutAnAddressIsPassedOver() {
        server.mx("example.org", 10, "gone.example.org").mx("example.org", 20, "b.example.org");
        server.a("b.example.org", "192.0.2.2");
        assertThat(exchangers("example.org").hosts()).containsExactly(host("b.example.org", "192.0.2.2"));
    }

    @Test
    void aFailingNameServerDefers() {
        server.fail("example.org");
        deferred("example.org", "451 4.4.3 DNS look-up for example.org failed (the name server answered SERVFAIL)");
    }

    @Test
    void aSilentNameServerDefers() {
        server.silent("example.org");
        assertThat(lookup(Duration.ofMillis(200), us).find("example.org"))
                .isInstanceOfSatisfying(MxAnswer.Nobody.class, nobody -> {
                    assertThat(nobody.outcome()).isInstanceOf(Outcome.Deferred.class);
                    assertThat(nobody.outcome().reply().toString())
                            .startsWith("451 4.4.3 DNS look-up for example.org failed");
                });
    }

    @Test
    void exchangersWhoseAddressesCannotBeAskedForDefer() {
        server.mx("example.org", 10, "a.example.org").fail("a.example.org");
        deferred("example.org", "451 4.4.3 DNS look-up for example.org failed (the name server answered SERVFAIL)");
    }

    @Test
    void aDomainThatIsAnAliasIsFollowed() {
        server.cname("www.example.org", "example.org").mx("example.org", 10, "a.example.org");
        server.a("a.example.org", "192.0.2.1");
        assertThat(exchangers("www.example.org").hosts()).containsExactly(host("a.example.org", "192.0.2.1"));
    }

    @Test
    void anExchangerThatIsAnAliasIsFollowedAndKeepsItsName() {
        server.mx("example.org", 10, "a.example.org").cname("a.example.org", "host.example.net");
        server.a("host.example.net", "192.0.2.1");
        assertThat(exchangers("example.org").hosts()).containsExactly(host("a.example.org", "192.0.2.1"));
    }

    @Test
    void anInternationalDomainIsAskedForInALabels() {
        server.mx("xn--bcher-kva.example", 10, "a.example.org").a("a.example.org", "192.0.2.1");
        assertThat(exchangers("BÜCHER.example").hosts()).containsExactly(host("a.example.org", "192.0.2.1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a..example", "", "."})
    void whatIsNoDomainNameFails(String domain) {
        failed(domain, "550 5.1.2 '" + domain + "' is no domain name");
    }

    @Test
    void anAddressLiteralIsWhereItSays() {
        assertThat(exchangers("[192.0.2.9]").hosts()).containsExactly(host("192.0.2.9", "192.0.2.9"));
        MxAnswer.Exchangers six = exchangers("[IPv6:2001:db8::9]");
        assertThat(six.hosts().getFirst().addresses()).containsExactly(literal("2001:db8::9"));
        assertThat(six.destination()).isEqualTo("mx:2001:db8:0:0:0:0:0:9");
        assertThat(server.questionCount()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[192.0.2]",
                "[3221225985]",
                "[192.0.2.256]",
                "[192..2.1]",
                "[0xc0.0.2.1]",
                "[192.0.2.1",
                "[IPv6:nonsense]",
                "[2001:db8::1]",
                "[mail.example.org]",
                "[]"
            })
    void whatIsNoAddressLiteralFails(String domain) {
        failed(domain, "501 5.1.3 " + domain + " is no address literal");
    }

    @Test
    void onlyExchangersMorePreferredThanWeAreUsed() {
        server.mx("example.org", 10, "a.example.org").mx("example.org", 20, "mail.posthorn.example");
        server.mx("example.org", 20, "peer.example.org").mx("example.org", 30, "later.example.org");
        for (String name : List.of("a.example.org", "peer.example.org", "later.example.org")) {
            server.a(name, "192.0.2.1");
        }
        assertThat(exchangers("example.org").hosts()).containsExactly(host("a.example.org", "192.0.2.1"));
    }

    @Test
    void mailThatWouldComeBackToUsFailsWhetherWeAreKnownByNameOrByAddress() {
        server.mx("a.example", 10, "mail.posthorn.example");
        server.mx("b.example", 10, "other.example").a("other.example", "198.51.100.1");
        server.a("c.example", "198.51.100.1");
        for (String domain :
                List.of("a.example", "b.example", "c.example", "mail.posthorn.example", "[198.51.100.1]")) {
            loop(domain);
        }
    }

    @Test
    void anExchangerAtOurAddressCutsTheListAtItsPreference() {
        server.mx("example.org", 10, "a.example.org").mx("example.org", 20, "other.example");
        server.mx("example.org", 30, "later.example.org");
        server.a("a.example.org", "192.0.2.1")
                .a("other.example", "198.51.100.1")
                .a("later.example.org", "192.0.2.3");
        assertThat(exchangers("example.org").hosts()).containsExactly(host("a.example.org", "192.0.2.1"));
    }

    @Test
    void aListenerOnAllAddressesIsReachedByAnyAddressOfThisMachine() {
        OurHosts everywhere = new OurHosts(Set.of(), List.of(new InetSocketAddress(literal("0.0.0.0"), 2525)));
        assertThat(everywhere.include(literal("127.0.0.1"), 2525)).isTrue();
        assertThat(everywhere.include(literal("127.0.0.1"), 25)).isFalse();
        assertThat(everywhere.include(literal("192.0.2.1"), 2525)).isFalse();
    }

    @Test
    void anExchangerAtALoopbackAddressIsNotSpokenTo() {
        server.mx("example.org", 10, "a.example.org").a("a.example.org", "127.0.0.1");
        deferred("example.org", "451 4.4.4 no mail exchanger of example.org has an address that can be used");
        loop("[127.0.0.1]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "0.1.2.3",
                "10.0.0.5",
                "100.64.0.1",
                "100.127.255.255",
                "169.254.169.254",
                "172.16.0.1",
                "172.31.255.255",
                "192.0.0.8",
                "192.168.1.1",
                "198.18.0.1",
                "224.0.0.1",
                "240.0.0.1",
                "255.255.255.255",
            })
    void anExchangerInAPrivateNetworkIsNotSpokenTo(String address) {
        server.mx("example.org", 10, "a.example.org").a("a.example.org", address);
        failed("example.org", "554 5.4.4 the mail exchangers of example.org have private addresses only");
        failed("[" + address + "]", "554 5.4.4 [" + address + "] is a private address");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "::",
                "fe80::1",
                "fec0::1",
                "fd12:3456::1",
                "ff02::1",
                "64:ff9b::10.0.0.5",
                "64:ff9b::7f00:1",
                "2002:a00:5::1",
                "::192.168.1.1",
            })
    void anExchangerInAPrivateIpv6NetworkIsNotSpokenTo(String address) {
        server.mx("example.org", 10, "a.example.org").aaaa("a.example.org", address);
        failed("example.org", "554 5.4.4 the mail exchangers of example.org have private addresses only");
        failed("[IPv6:" + address + "]", "554 5.4.4 [IPv6:" + address + "] is a private address");
    }

    @ParameterizedTest
    @ValueSource(strings = {"100.63.0.1", "100.128.0.1", "172.32.0.1", "169.253.0.1", "198.20.0.1", "9.255.0.1"})
    void addressesBesidePrivateNetworksAreUsed(String address) {
        server.mx("example.org", 10, "a.example.org").a("a.example.org", address);
        assertThat(exchangers("example.org").hosts()).containsExactly(host("a.example.org", address));
    }

    @Test
    void privateAddressesAmongOthersArePassedOver() {
        server.mx("example.org", 10, "a.example.org").mx("example.org", 20, "b.example.org");
        server.a("a.example.org", "10.0.0.5").a("a.example.org", "192.0.2.1").a("b.example.org", "192.168.0.1");
        assertThat(exchangers("example.org").hosts()).containsExactly(host("a.example.org", "192.0.2.1"));
        server.a("itself.example", "10.0.0.5");
        failed("itself.example", "554 5.4.4 the mail exchangers of itself.example have private addresses only");
    }

    @Test
    void privateNetworksAreUsedWhenTheOperatorSaysSo() {
        server.mx("example.org", 10, "a.example.org").a("a.example.org", "10.0.0.5");
        for (String domain : List.of("example.org", "[10.0.0.5]")) {
            assertThat(withPrivateHosts().find(domain)).isInstanceOf(MxAnswer.Exchangers.class);
        }
        assertThat(withPrivateHosts().find("[127.0.0.1]")).isInstanceOf(MxAnswer.Ourselves.class);
        assertThat(withPrivateHosts().find("[224.0.0.1]")).isInstanceOf(MxAnswer.Nobody.class);
    }

    private MxAnswer.Exchangers exchangers(String domain) {
        MxAnswer answer = mx.find(domain);
        assertThat(answer).isInstanceOf(MxAnswer.Exchangers.class);
        return (MxAnswer.Exchangers) answer;
    }

    private void failed(String domain, String reply) {
        decided(domain, Outcome.Failed.class, reply);
    }

    private void loop(String domain) {
        assertThat(mx.find(domain))
                .isInstanceOfSatisfying(
                        MxAnswer.Ourselves.class,
                        us -> assertThat(us.loop().reply())
                                .hasToString("554 5.4.6 mail for " + domain + " loops back to us"));
    }

    private void deferred(String domain, String reply) {
        decided(domain, Outcome.Deferred.class, reply);
    }

    private void decided(String domain, Class<? extends Outcome> kind, String reply) {
        assertThat(mx.find(domain)).isInstanceOfSatisfying(MxAnswer.Nobody.class, nobody -> {
            assertThat(nobody.outcome()).isInstanceOf(kind);
            assertThat(nobody.outcome().reply()).hasToString(reply);
        });
    }

    private static MailHost host(String name, String... addresses) {
        return new MailHost(
                name, 25, List.of(addresses).stream().map(MxLookupTest::literal).toList());
    }

    private static InetAddress literal(String address) {
        return InetAddress.ofLiteral(address);
    }
}
