package org.posthorn.smtp.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.posthorn.engine.delivery.Outcome;
import org.posthorn.engine.delivery.Outcome.Deferred;
import org.posthorn.engine.delivery.Outcome.Delivered;
import org.posthorn.smtp.testing.PeerScript;
import org.posthorn.smtp.testing.ReceivedMessage;
import org.posthorn.smtp.testing.ScriptedPeer;
import org.posthorn.smtp.testing.TestTls;

/// TLS by policy, and who gets to see the password.
final class RelaySecurityTest extends RelayFixture {
    private static final String USER = "relay-user";
    private static final String PASSWORD = "the password of " + USER;

    @Test
    void offStaysInPlainText() {
        ScriptedPeer peer = peer(new PeerScript().starttls(TestTls.loopback()));
        relay(peer).deliver(Leases.to(ANN));
        assertThat(peer.onlyMessage().secured()).isFalse();
    }

    @Test
    void opportunisticUsesTlsWhateverTheCertificate() {
        tls = TlsMode.OPPORTUNISTIC;
        ScriptedPeer peer = peer(new PeerScript().offer("PIPELINING").starttls(TestTls.elsewhere()));
        relay(peer).deliver(Leases.to(ANN));
        assertThat(peer.onlyMessage().secured()).isTrue();
        assertThat(peer.commands().stream().filter(command -> command.startsWith("EHLO")))
                .hasSize(2);
    }

    @Test
    void opportunisticGoesOnInPlainTextWithoutAnOffer() {
        tls = TlsMode.OPPORTUNISTIC;
        ScriptedPeer peer = politePeer();
        relay(peer).deliver(Leases.to(ANN));
        assertThat(peer.onlyMessage().secured()).isFalse();
    }

    @Test
    void opportunisticComesAgainInPlainTextWhenTheHandshakeFails() {
        tls = TlsMode.OPPORTUNISTIC;
        ScriptedPeer peer = peer(new PeerScript().offer("STARTTLS").raw("STARTTLS", "220 go\r\nnonsense\r\n"));
        assertThat(outcome(relay(peer), Leases.to(ANN))).isInstanceOf(Delivered.class);
        assertThat(peer.onlyMessage().secured()).isFalse();
        assertThat(peer.connectionCount()).isEqualTo(2);
    }

    @Test
    void requiredDefersWithoutAnOffer() {
        tls = TlsMode.REQUIRED;
        ScriptedPeer peer = politePeer();
        Outcome outcome = outcome(relay(peer), Leases.to(ANN));
        assertThat(outcome).isInstanceOf(Deferred.class);
        assertThat(outcome.reply()).asString().startsWith("451 4.7.4");
        assertThat(peer.messageCount()).isZero();
    }

    @Test
    void requiredDefersWhenNobodyVouchesForTheCertificate() {
        tls = TlsMode.REQUIRED;
        ScriptedPeer peer = peer(new PeerScript().starttls(TestTls.loopback()));
        Outcome outcome = outcome(relay(peer), Leases.to(ANN));
        assertThat(outcome).isInstanceOf(Deferred.class);
        assertThat(outcome.reply()).asString().startsWith("451 4.7.5");
        assertThat(peer.messageCount()).isZero();
    }

    @Test
    void requiredDelivesWithATrustedCertificate() {
        tls = TlsMode.REQUIRED;
        trusted = Optional.of(TestTls.trusting(TestTls.loopbackPem()));
        ScriptedPeer peer = peer(new PeerScript().starttls(TestTls.loopback()));
        assertThat(outcome(relay(peer), Leases.to(ANN))).isInstanceOf(Delivered.class);
        assertThat(peer.onlyMessage().secured()).isTrue();
    }

    @Test
    void requiredDefersWhenATrustedCertificateIsForAnotherHost() {
        tls = TlsMode.REQUIRED;
        trusted = Optional.of(TestTls.trusting(TestTls.elsewherePem()));
        ScriptedPeer peer = peer(new PeerScript().starttls(TestTls.elsewhere()));
        assertThat(outcome(relay(peer), Leases.to(ANN))).isInstanceOf(Deferred.class);
        assertThat(peer.messageCount()).isZero();
    }

    @Test
    void wrapperSpeaksTlsFromTheFirstByteAndChecksTheCertificate() {
        tls = TlsMode.WRAPPER;
        ScriptedPeer peer = peer(new PeerScript().offer("PIPELINING").wrapper(TestTls.loopback()));
        assertThat(outcome(relay(peer), Leases.to(ANN))).isInstanceOf(Deferred.class);

        trusted = Optional.of(TestTls.trusting(TestTls.loopbackPem()));
        assertThat(outcome(relay(peer), Leases.to(ANN))).isInstanceOf(Delivered.class);
        assertThat(peer.onlyMessage().secured()).isTrue();
    }

    @Test
    void textSentBeforeTheHandshakeIsNotTakenForTextUnderTls() {
        tls = TlsMode.REQUIRED;
        trusted = Optional.of(TestTls.trusting(TestTls.loopbackPem()));
        ScriptedPeer peer = peer(new PeerScript()
                .starttls(TestTls.loopback())
                .reply("STARTTLS", "220 go\n250-peer.example\n250 AUTH PLAIN"));
        Outcome outcome = outcome(relay(peer), Leases.to(ANN));
        assertThat(outcome).isInstanceOf(Deferred.class);
        assertThat(outcome.reply().text()).contains("before the TLS handshake");
    }

    @ParameterizedTest
    @ValueSource(strings = {"AUTH PLAIN LOGIN", "AUTH LOGIN", "AUTH=LOGIN"})
    void authenticatesByWhatIsOffered(String offer) {
        username = Optional.of(USER);
        ScriptedPeer peer = peer(new PeerScript().offer("PIPELINING", offer).login(USER, PASSWORD));
        assertThat(outcome(relay(peer), Leases.to(ANN))).isInstanceOf(Delivered.class);
        assertThat(peer.onlyMessage().user()).contains(USER);
    }

    @Test
    void authenticatesUnderTlsAfterStarttls() {
        username = Optional.of(USER);
        tls = TlsMode.OPPORTUNISTIC;
        ScriptedPeer peer = peer(new PeerScript()
                .offer("AUTH PLAIN")
                .starttls(TestTls.loopback())
                .login(USER, PASSWORD));
        relay(peer).deliver(Leases.to(ANN));
        ReceivedMessage message = peer.onlyMessage();
        assertThat(message.secured()).isTrue();
        assertThat(message.user()).contains(USER);
    }

    @Test
    void aWrongPasswordDefersAndNeverShowsIt() {
        username = Optional.of("somebody-else");
        ScriptedPeer peer = peer(new PeerScript().offer("AUTH PLAIN").login(USER, PASSWORD));
        Outcome outcome = outcome(relay(peer), Leases.to(ANN));
        assertThat(outcome).isInstanceOf(Deferred.class);
        assertThat(outcome.reply().text())
                .contains("authentication was refused")
                .doesNotContain("the password of");
    }

    @Test
    void aPeerThatOffersNoAuthenticationDefers() {
        username = Optional.of(USER);
        ScriptedPeer peer = politePeer();
        assertThat(outcome(relay(peer), Leases.to(ANN))).isInstanceOf(Deferred.class);
        assertThat(peer.commands()).noneMatch(command -> command.startsWith("MAIL"));
    }

    @Test
    void theConfigurationNeverShowsThePassword() {
        RelayConfig config = RelayConfig.of(
                List.of(new MailHost("relay.example.com", 587)),
                Optional.of(USER),
                Optional.of("s3cret"),
                TlsMode.REQUIRED,
                20,
                "client.example");
        assertThat(config.toString()).contains(USER, "****").doesNotContain("s3cret");
    }

    @Test
    void aPasswordIsNotSentInClearUnlessThatIsAllowed() {
        username = Optional.of(USER);
        tls = TlsMode.OPPORTUNISTIC;
        clearAuth = ClearAuth.NEVER;
        ScriptedPeer peer = peer(new PeerScript().offer("AUTH PLAIN").login(USER, PASSWORD));

        Outcome outcome = outcome(relay(peer), Leases.to(ANN));

        assertThat(outcome.reply().toString())
                .startsWith("451 4.7.0 ")
                .endsWith(": no TLS with this host, so the password is not sent; relay.auth_in_clear would allow it");
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Deferred.class,
                        deferred -> assertThat(deferred.ofTheRelay()).isTrue());
        assertThat(peer.commands()).noneMatch(command -> command.startsWith("AUTH") || command.startsWith("MAIL"));

        clearAuth = ClearAuth.ALWAYS;
        assertThat(outcome(relay(peer), Leases.to(ANN))).isInstanceOf(Delivered.class);
    }

    @Test
    void withoutTlsByConfigurationThePasswordIsNotSentEither() {
        username = Optional.of(USER);
        tls = TlsMode.OFF;
        clearAuth = ClearAuth.NEVER;
        ScriptedPeer peer = peer(new PeerScript()
                .offer("AUTH PLAIN")
                .starttls(TestTls.loopback())
                .login(USER, PASSWORD));

        assertThat(outcome(relay(peer), Leases.to(ANN)).reply().toString())
                .endsWith(": relay.tls is off, so the password is not sent; relay.auth_in_clear would allow it");
        assertThat(peer.commands()).noneMatch(command -> command.startsWith("AUTH"));
    }

    @Test
    void aHandshakeThatFailsDoesNotBringThePasswordOutInClear() {
        username = Optional.of(USER);
        tls = TlsMode.OPPORTUNISTIC;
        clearAuth = ClearAuth.NEVER;
        // Says that it will speak TLS, and does not.
        ScriptedPeer peer = peer(new PeerScript()
                .offer("AUTH PLAIN", "STARTTLS")
                .reply("STARTTLS", "220 go\n220 no TLS here")
                .login(USER, PASSWORD));

        assertThat(outcome(relay(peer), Leases.to(ANN))).isInstanceOf(Deferred.class);
        assertThat(peer.commands()).noneMatch(command -> command.startsWith("AUTH"));
    }

    @Test
    void aHostIsReadWithItsPort() {
        assertThat(MailHost.parse(" a.example:25")).isEqualTo(new MailHost("a.example", 25));
        assertThat(MailHost.parse("[::1]:2525")).isEqualTo(new MailHost("::1", 2525));
        assertThatThrownBy(() -> MailHost.parse("a.example")).hasMessageContaining("host:port");
        assertThatThrownBy(() -> MailHost.parse("::1:25")).hasMessageContaining("brackets");
        assertThatThrownBy(() -> MailHost.parse("a.example:70000")).hasMessageContaining("70000");
    }
}
