package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.smtp.testing.LoopbackDns;
import org.posthorn.smtp.testing.PeerScript;
import org.posthorn.smtp.testing.ScriptedPeer;

/// `doctor` where mail goes straight to mail exchangers: what these look at before they take it.
class SendingHostTest {
    private static final String OUT = "192.0.2.25";

    @TempDir
    private Path directory;

    private LoopbackDns dns;
    private ScriptedPeer exchanger;

    @BeforeEach
    void start() {
        exchanger = ScriptedPeer.start(new PeerScript());
        dns = LoopbackDns.start();
        dns.a("mail.test", OUT).mx("mail.test", 10, "mail.test").txt("mail.test", "v=spf1 a -all");
        dns.ptr(OUT, "mail.test");
        dns.mx("shop.example", 10, "mx.shop.example").a("mx.shop.example", "127.0.0.1");
    }

    @AfterEach
    void stop() {
        dns.close();
        exchanger.close();
    }

    @Test
    void allIsWellWhenNamesLeadToAndFroAndNoListHasTheAddress() {
        assertThat(said("--outgoing-address", OUT, "--mx-of", "Shop.example"))
                .contains(
                        "ok EHLO: mail.test is 192.0.2.25",
                        "ok PTR: 192.0.2.25 is mail.test, and that leads back to it",
                        "ok blocklist: 192.0.2.25 is not on zen.test, cop.test",
                        "ok port 25: mx.shop.example[127.0.0.1]:" + exchanger.port() + " answers, in plain text");
        await().atMost(TestServer.PATIENCE).until(() -> exchanger.commands().contains("QUIT"));
        assertThat(exchanger.commands()).containsExactly("EHLO mail.test", "QUIT");
    }

    @Test
    void anAddressWithoutANameOrWithOneThatLeadsElsewhereIsWarnedOf() {
        assertThat(said("--outgoing-address", "192.0.2.26"))
                .contains(
                        "warn PTR: 192.0.2.26 has no name (PTR record); large receivers refuse its mail",
                        "warn EHLO: mail.test does not lead to 192.0.2.26, where mail comes from");
        dns.ptr("192.0.2.26", "host-26.provider.example").a("host-26.provider.example", "192.0.2.99");
        assertThat(said("--outgoing-address", "192.0.2.26"))
                .contains("warn PTR: 192.0.2.26 has the name host-26.provider.example, which does not lead back to it");
    }

    @Test
    void anEhloNameWithoutAnAddressIsWarnedOf() {
        assertThat(findings("mail.domain=nowhere.test", "--outgoing-address", OUT))
                .contains("warn EHLO: nowhere.test, the name we say in EHLO (mail.domain), has no address");
    }

    @Test
    void aListThatHasTheAddressAndOneThatDoesNotAnswerAreToldApart() {
        dns.a("25.2.0.192.zen.test", "127.0.0.4").a("25.2.0.192.cop.test", "127.255.255.254");
        assertThat(said("--outgoing-address", OUT))
                .contains(
                        "warn blocklist: 192.0.2.25 is on zen.test (127.0.0.4)",
                        "warn blocklist: cop.test says nothing about 192.0.2.25: it does not answer us"
                                + " (127.255.255.254)")
                .noneMatch(line -> line.startsWith("ok blocklist"));
        assertThat(findings("dns.blocklists=", "--outgoing-address", OUT))
                .noneMatch(line -> line.contains("blocklist"));
    }

    @Test
    void exchangersOfTheFirstVerifiedDomainAreCalledAndNobodyElse() throws Exception {
        assertThat(said("--outgoing-address", OUT))
                .contains("ok port 25: not tried: no verified domain has exchangers elsewhere; --mx-of DOMAIN names"
                        + " one");
        try (TestServer posthorn = TestServer.start(directory, false, settings().toArray(String[]::new))) {
            posthorn.server.accounts().create(Optional.of("123456789012"), "test");
            posthorn.server.identities().verifyDomain(new Tenant("123456789012", "us-east-1"), "asked.example");
            posthorn.server.identities().vouch(new Tenant("123456789012", "us-east-1"), "shop.example");
        }
        assertThat(said("--outgoing-address", OUT))
                .contains("ok port 25: mx.shop.example[127.0.0.1]:" + exchanger.port() + " answers, in plain text");
    }

    @Test
    void aPortThatIsClosedOutwardsIsBadWhenTheDomainWasNamed() throws Exception {
        int closed;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = socket.getLocalPort();
        }
        CommandLineRun doctor =
                run("relay.mx_port=" + closed, "doctor", "--outgoing-address", OUT, "--mx-of", "shop.example");
        assertThat(doctor.code()).isEqualTo(1);
        assertThat(doctor.out())
                .containsPattern("(?m)^bad  port 25: no exchanger of shop.example could be used: mx.shop.example.*"
                        + "no connection")
                .contains("-> many providers close port 25 outwards until they are asked");
        CommandLineRun none = run("relay.mx_port=" + closed, "doctor", "--outgoing-address", OUT, "--mx-of", "no.test");
        assertThat(none.out()).contains("bad  port 25: no.test has no exchanger that can be called");
    }

    @Test
    void withoutAnAddressThisMachinesOwnIsLookedAtOrThatOfItsName() {
        assertThat(said()).anyMatch(line -> line.contains(" PTR: ") || line.contains(" outgoing address: "));
    }

    @Test
    void aRelayIsAskedForNothingOfThis() {
        assertThat(findings("relay.mode=smarthost", "--outgoing-address", OUT))
                .noneMatch(line -> line.contains(" PTR: ") || line.contains(" EHLO: ") || line.contains(" port 25: "));
        assertThat(run("relay.mode=mx", "doctor", "--outgoing-address", "not an address")
                        .code())
                .isEqualTo(2);
    }

    private List<String> said(String... words) {
        return findings("relay.mode=mx", words);
    }

    private List<String> findings(String setting, String... words) {
        List<String> all = new ArrayList<>(List.of("doctor", "--json"));
        all.addAll(Arrays.asList(words));
        CommandLineRun doctor = run(setting, all.toArray(String[]::new));
        assertThat(doctor.code()).as(doctor.out() + doctor.err()).isZero();
        return doctor.json()
                .valueStream()
                .map(finding -> finding.path("state").asString() + " "
                        + finding.path("check").asString() + ": "
                        + finding.path("what").asString())
                .toList();
    }

    private CommandLineRun run(String setting, String... words) {
        List<String> all = new ArrayList<>(settings());
        all.add(setting);
        return CommandLineRun.of(directory, all, words);
    }

    private List<String> settings() {
        return List.of(
                "data.dir=" + directory.resolve("data"),
                "api.listen=127.0.0.1:0",
                "submission.listen=127.0.0.1:0",
                "inbound.listen=127.0.0.1:0",
                "store.free_space_floor=1MiB",
                "mail.domain=mail.test",
                "relay.mode=mx",
                "relay.hosts=127.0.0.1:" + exchanger.port(),
                "relay.mx_port=" + exchanger.port(),
                "dns.blocklists=zen.test,cop.test",
                "dns.servers=127.0.0.1:" + dns.address().getPort());
    }
}
