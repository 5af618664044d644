package org.posthorn.smtp.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.posthorn.engine.delivery.Leg;
import org.posthorn.engine.delivery.Outcome;
import org.posthorn.engine.delivery.Outcome.Deferred;
import org.posthorn.engine.delivery.Outcome.Delivered;
import org.posthorn.engine.delivery.Outcome.Failed;
import org.posthorn.engine.delivery.Parcel;
import org.posthorn.engine.delivery.Plan;
import org.posthorn.engine.mail.Content;
import org.posthorn.engine.mail.Envelope;
import org.posthorn.engine.mail.Mail;
import org.posthorn.engine.mail.MailKind;
import org.posthorn.engine.mail.MessageId;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.testing.TestClock;
import org.posthorn.smtp.client.ClearAuth;
import org.posthorn.smtp.client.MailHost;
import org.posthorn.smtp.client.NextHops;
import org.posthorn.smtp.client.RelayConfig;
import org.posthorn.smtp.client.SmtpTimeouts;
import org.posthorn.smtp.client.TlsMode;
import org.posthorn.smtp.client.TlsPolicy;
import org.posthorn.smtp.dns.DnsClient;
import org.posthorn.smtp.dns.HostResolver;
import org.posthorn.smtp.testing.LoopbackDns;
import org.posthorn.smtp.testing.PeerScript;
import org.posthorn.smtp.testing.ScriptedPeer;
import org.posthorn.smtp.tlspolicy.TlsDecision;

/// Mail on its way to exchangers that a name server names, and to relays.
final class MailRouterTest {
    private static final String ANN = "ann@one.example";
    private static final String BOB = "bob@two.example";
    private static final Content CONTENT =
            new Content("Subject: hello\r\n\r\nHow do you do?\r\n".getBytes(StandardCharsets.ISO_8859_1));

    private final List<AutoCloseable> open = new ArrayList<>();
    private final LoopbackDns dns = opened(LoopbackDns.start());
    private final TestClock clock = new TestClock();
    private final ScriptedPeer first = opened(ScriptedPeer.start());
    private final ScriptedPeer second = peerAt("127.0.0.2", new PeerScript());
    private List<MailHost> relays = List.of();
    private Via otherwise = new Via.Mx();
    private OurHosts us = new OurHosts(Set.of(), List.of());

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable part : open.reversed()) {
            part.close();
        }
    }

    @Test
    void mailGoesToThePreferredExchanger() {
        domain("one.example", "127.0.0.1", "127.0.0.2");
        Outcome outcome = send(router(), ANN).get(ANN);

        assertThat(outcome).isInstanceOf(Delivered.class);
        assertThat(outcome.peer().host()).isEqualTo("mx1.one.example[127.0.0.1]:" + first.port());
        assertThat(first.onlyMessage().recipients()).containsExactly(ANN);
        assertThat(second.messages()).isEmpty();
    }

    @Test
    void theNextExchangerIsTakenWhenTheFirstCannotBeUsedAndTheFirstIsLeftAloneForAWhile() {
        domain("one.example", "127.0.0.3", "127.0.0.2");
        ScriptedPeer ill = peerAt("127.0.0.3", new PeerScript().replyAndClose("CONNECT", "421 4.3.2 go away"));
        MailRouter router = router();
        assertThat(send(router, ANN).get(ANN)).isInstanceOf(Delivered.class);
        assertThat(send(router, ANN).get(ANN)).isInstanceOf(Delivered.class);
        assertThat(second.messages()).hasSize(2);
        assertThat(ill.connectionCount()).isEqualTo(1);

        clock.advance(Duration.ofSeconds(31));
        assertThat(send(router, ANN).get(ANN)).isInstanceOf(Delivered.class);
        assertThat(ill.connectionCount()).isEqualTo(2);
    }

    @Test
    void aRefusalOfAnExchangerIsFinalAndIsNotTakenElsewhere() {
        domain("one.example", "127.0.0.3", "127.0.0.2");
        peerAt("127.0.0.3", new PeerScript().reply("RCPT", "550 5.1.1 user unknown"));
        assertThat(send(router(), ANN).get(ANN)).isInstanceOf(Failed.class);
        assertThat(second.connectionCount()).isZero();
    }

    @Test
    void domainsWithTheSameExchangersShareOneTransaction() {
        dns.mx("one.example", 10, "mx.host.example").mx("two.example", 5, "mx.host.example");
        dns.a("mx.host.example", "127.0.0.1");
        assertThat(send(router(), ANN, BOB).values()).hasOnlyElementsOfType(Delivered.class);
        assertThat(first.onlyMessage().recipients()).containsExactly(ANN, BOB);
    }

    @Test
    void aPlanHasALegForEachSetOfExchangersAndDecidesTheRest() {
        domain("one.example", "127.0.0.1");
        domain("two.example", "127.0.0.2");
        dns.mx("null.example", 0, "").fail("down.example");
        Mail mail = mail(ANN, BOB, "x@null.example", "x@down.example", "x@nowhere.example");
        Plan plan = planner().plan(mail, mail.envelope().recipients());

        assertThat(plan.legs())
                .extracting(Leg::destination)
                .containsExactly("mx:mx1.one.example", "mx:mx1.two.example");
        assertThat(plan.legs()).extracting(Leg::addresses).containsExactly(List.of(ANN), List.of(BOB));
        assertThat(plan.decided()).containsOnlyKeys("x@null.example", "x@down.example", "x@nowhere.example");
        assertThat(plan.decided().get("x@null.example")).isInstanceOf(Failed.class);
        assertThat(plan.decided().get("x@down.example")).isInstanceOf(Deferred.class);
        assertThat(plan.decided().get("x@nowhere.example")).isInstanceOf(Failed.class);
    }

    @Test
    void everyRecipientIsDeferredWhenNoExchangerCanBeUsed() {
        domain("one.example", "127.0.0.4");
        Outcome outcome = send(router(), ANN, "carl@one.example").get(ANN);
        assertThat(outcome).isInstanceOf(Deferred.class);
        assertThat(outcome.reply().toString())
                .startsWith("451 4.4.1 mx1.one.example[127.0.0.4]:" + first.port() + ": no connection");
    }

    @Test
    void theFirstRuleThatCoversARecipientCounts() {
        domain("one.example", "127.0.0.1");
        domain("two.example", "127.0.0.1");
        MailRouter router = router("to=two.example via=" + at(second), "to=* via=mx");
        send(router, ANN, BOB);
        assertThat(first.onlyMessage().recipients()).containsExactly(ANN);
        assertThat(second.onlyMessage().recipients()).containsExactly(BOB);
    }

    @Test
    void whatNoRuleCoversGoesTheUsualWay() {
        relays = List.of(new MailHost("127.0.0.2", second.port()));
        otherwise = new Via.Relay();
        Mail mail = mail(ANN, BOB);
        Plan plan = planner("to=*.elsewhere.example via=discard")
                .plan(mail, mail.envelope().recipients());
        assertThat(plan.legs()).singleElement().satisfies(leg -> {
            assertThat(leg.destination()).isEqualTo("relay:127.0.0.2:" + second.port());
            assertThat(leg.addresses()).containsExactly(ANN, BOB);
        });
    }

    @Test
    void whatIsDiscardedCountsAsDelivered() {
        Outcome outcome =
                send(router("to=*.invalid via=discard"), "x@a.invalid").get("x@a.invalid");
        assertThat(outcome).isInstanceOf(Delivered.class);
        assertThat(outcome.reply()).hasToString("250 2.0.0 discarded by route");
    }

    @Test
    void theNextWayIsTakenWhenNoHostOfTheFirstCanBeUsed() {
        domain("one.example", "127.0.0.1");
        domain("two.example", "127.0.0.2");
        MailRouter router = router("via=127.0.0.4:" + first.port() + " via=mx");
        assertThat(send(router, ANN, BOB).values()).hasOnlyElementsOfType(Delivered.class);
        assertThat(first.onlyMessage().recipients()).containsExactly(ANN);
        assertThat(second.onlyMessage().recipients()).containsExactly(BOB);
    }

    @Test
    void aWayThatFailedIsNotTriedAgainWhileThereIsAnother() {
        ScriptedPeer ill = peerAt("127.0.0.3", new PeerScript().replyAndClose("CONNECT", "421 4.3.2 go away"));
        MailRouter router = router("via=" + at(ill) + " via=" + at(second));
        send(router, ANN);
        send(router, ANN);
        assertThat(ill.connectionCount()).isEqualTo(1);
        assertThat(second.messages()).hasSize(2);
    }

    @Test
    void theNextWayIsTakenWhenDnsFailsButNotWhenItSaysNo() {
        dns.fail("one.example").mx("two.example", 0, "");
        Map<String, Outcome> outcomes = send(router("via=mx via=" + at(second)), ANN, BOB);
        assertThat(outcomes.get(ANN)).isInstanceOf(Delivered.class);
        assertThat(outcomes.get(BOB)).isInstanceOf(Failed.class);
        assertThat(second.onlyMessage().recipients()).containsExactly(ANN);
    }

    @Test
    void theLastWayTellsWhyNothingWorked() {
        Outcome outcome = send(router("via=127.0.0.4:" + first.port() + " via=127.0.0.5:" + first.port()), ANN)
                .get(ANN);
        assertThat(outcome).isInstanceOf(Deferred.class);
        assertThat(outcome.reply().toString()).startsWith("451 4.4.1 127.0.0.5[127.0.0.5]");
    }

    @Test
    void aHostOfARuleThatWantsTlsGetsNoPlainText() {
        Outcome outcome =
                send(router("via=" + at(second) + " tls=required"), ANN).get(ANN);
        assertThat(outcome).isInstanceOf(Deferred.class);
        assertThat(outcome.reply().toString()).contains("4.7.4").contains("TLS is required and not offered");
        assertThat(second.messages()).isEmpty();
    }

    @Test
    void anAddressLiteralIsDeliveredThere() {
        String address = "ann@[127.0.0.2]";
        assertThat(send(router(), address).get(address)).isInstanceOf(Delivered.class);
        assertThat(second.onlyMessage().recipients()).containsExactly(address);
    }

    @Test
    void anExchangerThatAPolicyForbidsIsPassedOver() {
        domain("one.example", "127.0.0.1", "127.0.0.2");
        exchangerTls = (domain, host, port, base) -> host.startsWith("mx1")
                ? new TlsDecision.Skip("the MTA-STS policy of " + domain + " does not list " + host)
                : new TlsDecision.Use(TlsPolicy.of(base));
        assertThat(send(router(), ANN).get(ANN)).isInstanceOf(Delivered.class);
        assertThat(first.connectionCount()).isZero();
        assertThat(second.onlyMessage().recipients()).containsExactly(ANN);
    }

    @Test
    void mailWaitsWhenAPolicyForbidsEveryExchanger() {
        domain("one.example", "127.0.0.1");
        exchangerTls = (domain, host, port, base) -> new TlsDecision.Skip("no TLSA records of " + host + " to be had");
        Outcome outcome = send(router(), ANN).get(ANN);
        assertThat(outcome).isInstanceOf(Deferred.class);
        assertThat(outcome.reply()).hasToString("451 4.7.0 no TLSA records of mx1.one.example to be had");
        assertThat(first.connectionCount()).isZero();
    }

    @Test
    void theStrictestPolicyOfTheDomainsThatShareExchangersCounts() {
        dns.mx("one.example", 10, "mx.host.example").mx("two.example", 5, "mx.host.example");
        dns.a("mx.host.example", "127.0.0.1");
        exchangerTls = (domain, host, port, base) -> new TlsDecision.Use(
                domain.equals("two.example")
                        ? new TlsPolicy(TlsMode.REQUIRED, List.of(host), List.of(), "mta-sts")
                        : TlsPolicy.of(base));
        Map<String, Outcome> outcomes = send(router(), ANN, BOB);
        assertThat(outcomes.values()).hasOnlyElementsOfType(Deferred.class);
        assertThat(outcomes.get(ANN).reply().toString()).contains("TLS is required and not offered");
        assertThat(first.messages()).isEmpty();
    }

    @Test
    void mailToOurselvesComesInForWhomSomebodyHereWantsItAndIsALoopForOthers() {
        dns.mx("one.example", 10, "mail.posthorn.example").mx("two.example", 10, "mail.posthorn.example");
        MailHost door =
                new MailHost("mail.posthorn.example", second.port(), List.of(InetAddress.ofLiteral("127.0.0.2")));
        us = new OurHosts(
                Set.of("mail.posthorn.example"),
                List.of(),
                new OwnDoor(address -> address.equals(ANN) || address.equals(BOB), () -> door));
        // No policy of the domain counts on the way to ourselves.
        exchangerTls = (domain, host, port, base) -> new TlsDecision.Skip("not asked");

        Map<String, Outcome> outcomes = send(router(), ANN, "nobody@one.example", BOB);

        assertThat(outcomes.get(ANN)).isInstanceOf(Delivered.class);
        assertThat(outcomes.get(BOB)).isInstanceOf(Delivered.class);
        assertThat(outcomes.get("nobody@one.example").reply())
                .hasToString("554 5.4.6 mail for one.example loops back to us");
        assertThat(second.onlyMessage().recipients()).containsExactly(ANN, BOB);
    }

    private MailRouter planner(String... rules) {
        DnsClient client = new DnsClient(List.of(dns.address()), Duration.ofSeconds(10), 0);
        MxLookup mx = new MxLookup(new HostResolver(client, clock), first.port(), false, us, new Random(1));
        RelayConfig relay = new RelayConfig(
                relays,
                Optional.empty(),
                Optional.empty(),
                TlsMode.OFF,
                ClearAuth.LOOPBACK,
                4,
                "client.example",
                SmtpTimeouts.of(Duration.ofSeconds(20)),
                Optional.empty(),
                Duration.ofSeconds(5),
                100,
                Duration.ofSeconds(30));
        return opened(new MailRouter(
                Arrays.stream(rules).map(Rule::parse).toList(),
                otherwise,
                relay,
                TlsMode.OFF,
                mx,
                exchangerTls,
                new NextHops(clock)));
    }

    private ExchangerTls exchangerTls = (domain, host, port, base) -> new TlsDecision.Use(TlsPolicy.of(base));

    private MailRouter router(String... rules) {
        return planner(rules);
    }

    private Map<String, Outcome> send(MailRouter router, String... recipients) {
        Mail mail = mail(recipients);
        Plan plan = router.plan(mail, mail.envelope().recipients());
        Map<String, Outcome> outcomes = new HashMap<>(plan.decided());
        plan.legs()
                .forEach(leg -> outcomes.putAll(
                        leg.deliver(new Parcel(mail, leg.addresses(), CONTENT, UnaryOperator.identity()))));
        assertThat(outcomes).containsOnlyKeys(recipients);
        return outcomes;
    }

    private static Mail mail(String... recipients) {
        return new Mail(
                MessageId.next("us-east-1", TestClock.START),
                new Tenant("123456789012", "us-east-1"),
                MailKind.SENT,
                TestClock.START,
                new Envelope("b-token@posthorn.example", List.of(recipients)),
                "Shop <ann@shop.example.com>",
                Optional.empty(),
                Optional.empty(),
                List.of(),
                CONTENT.sizeBytes());
    }

    /// The domain has exchangers mx1, mx2 and so on at these addresses, the first one preferred.
    private void domain(String name, String... addresses) {
        for (int i = 1; i <= addresses.length; i++) {
            dns.mx(name, 10 * i, "mx" + i + "." + name).a("mx" + i + "." + name, addresses[i - 1]);
        }
    }

    private ScriptedPeer peerAt(String address, PeerScript script) {
        return opened(ScriptedPeer.startAt(address, first.port(), script.offer("PIPELINING")));
    }

    private static String at(ScriptedPeer peer) {
        return peer.address();
    }

    private <T extends AutoCloseable> T opened(T part) {
        open.add(part);
        return part;
    }
}
