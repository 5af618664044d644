package org.posthorn.smtp.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.posthorn.engine.delivery.Outcome;
import org.posthorn.engine.delivery.Parcel;
import org.posthorn.smtp.testing.PeerScript;
import org.posthorn.smtp.testing.ScriptedPeer;
import org.posthorn.smtp.testing.TestTls;

/// DANE and MTA-STS, as far as the connection goes.
final class TlsPolicyTest extends RelayFixture {
    private static final List<String> NO_NAMES = List.of();

    @ParameterizedTest
    @CsvSource({"0,0", "0,1", "0,2", "1,0", "1,1", "1,2"})
    void daneEeTakesTheVeryCertificateInEachForm(int selector, int matchingType) throws Exception {
        TlsaRecord record = tlsa(3, selector, matchingType, own("loopback.p12"));
        Outcome outcome = send(secured(TestTls.loopback()), dane(NO_NAMES, record));
        assertThat(outcome).isInstanceOf(Outcome.Delivered.class);
        assertThat(outcome.peer().tls()).startsWith("TLSv1.3 TLS_").endsWith(" verified");
    }

    @Test
    void daneEeAsksNeitherForNamesNorForDates() throws Exception {
        TlsaRecord record = tlsa(3, 1, 1, own("expired.p12"));
        assertThat(send(secured(TestTls.expired()), dane(NO_NAMES, record))).isInstanceOf(Outcome.Delivered.class);
    }

    @Test
    void oneMatchingRecordOfSeveralIsEnough() throws Exception {
        TlsaRecord old = tlsa(3, 1, 1, own("elsewhere.p12"));
        TlsaRecord current = tlsa(3, 1, 1, own("loopback.p12"));
        assertThat(send(secured(TestTls.loopback()), dane(NO_NAMES, old, current)))
                .isInstanceOf(Outcome.Delivered.class);
    }

    @Test
    void aCertificateThatNoRecordMeansIsATemporaryFailureOfTheHost() throws Exception {
        ScriptedPeer peer = secured(TestTls.loopback());
        TlsaRecord other = tlsa(3, 1, 1, own("elsewhere.p12"));
        assertRefused(() -> send(peer, dane(NO_NAMES, other)), "451 4.7.5", "no TLSA record holds");
        assertThat(peer.messageCount()).isZero();
        assertThat(peer.connectionCount()).isEqualTo(1);
    }

    @Test
    void daneTaTakesAChainToTheIssuerForOneOfTheNames() throws Exception {
        TlsaRecord issuer = tlsa(2, 0, 1, TestTls.chain("issued.p12").get(1));
        assertThat(send(secured(TestTls.issued()), dane(List.of("mx.example.com"), issuer)))
                .isInstanceOf(Outcome.Delivered.class);
        assertRefused(
                () -> send(secured(TestTls.issued()), dane(List.of("other.example.com"), issuer)),
                "451 4.7.5",
                "no TLSA record holds");
    }

    @Test
    void daneTaDoesNotTakeTheHostsOwnCertificateForItsIssuer() throws Exception {
        TlsaRecord own = tlsa(2, 0, 1, own("issued.p12"));
        assertRefused(
                () -> send(secured(TestTls.issued()), dane(List.of("mx.example.com"), own)),
                "451 4.7.5",
                "no TLSA record holds");
    }

    @Test
    void aForeignIssuerInTheChainVouchesForNothing() throws Exception {
        List<X509Certificate> shown =
                List.of(own("loopback.p12"), TestTls.chain("issued.p12").get(1));
        TlsaRecord issuer = tlsa(2, 0, 1, shown.get(1));
        assertThat(new PeerCertificate(shown).isVouchedForBy(List.of(issuer), List.of("localhost")))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({"0,1,1", "1,1,1", "3,2,1", "3,1,3", "3,1,1"})
    void recordsThatWeCantUseEncryptWithoutProof(int usage, int selector, int matchingType) throws Exception {
        // The last one has data of the wrong length.
        TlsPolicy policy = dane(NO_NAMES, new TlsaRecord(usage, selector, matchingType, new byte[7]));
        Outcome outcome = send(secured(TestTls.elsewhere()), policy);
        assertThat(outcome).isInstanceOf(Outcome.Delivered.class);
        assertThat(outcome.peer().tls()).endsWith(" unverified");
        assertRefused(() -> send(politePeer(), policy), "451 4.7.4", "TLS is required");
    }

    @ParameterizedTest
    @CsvSource({"mx.example.com", "*.example.com", "MX.Example.Com.", "127.0.0.1"})
    void aTrustedCertificateForOneOfTheNamesIsTaken(String name) throws Exception {
        trusted = Optional.of(TestTls.trusting(name.equals("127.0.0.1") ? TestTls.loopbackPem() : TestTls.issuerPem()));
        SSLContext context = name.equals("127.0.0.1") ? TestTls.loopback() : TestTls.issued();
        Outcome outcome = send(secured(context), names(name));
        assertThat(outcome).isInstanceOf(Outcome.Delivered.class);
        assertThat(outcome.peer().tls()).endsWith(" verified");
    }

    @ParameterizedTest
    @CsvSource({"example.com", "*.com", "*.mx.example.com", "mx.example.org"})
    void aTrustedCertificateForAnotherNameIsNot(String name) {
        trusted = Optional.of(TestTls.trusting(TestTls.issuerPem()));
        assertRefused(() -> send(secured(TestTls.issued()), names(name)), "451 4.7.5", "for none of " + name);
    }

    @Test
    void anUntrustedCertificateIsNotTakenWhateverItsName() {
        ScriptedPeer peer = secured(TestTls.issued());
        assertRefused(() -> send(peer, names("mx.example.com")), "451 4.7.5", "TLS failed");
        assertThat(peer.connectionCount()).isEqualTo(1);
    }

    @Test
    void aRefusedOrMissingStarttlsIsNoWayAroundAPolicy() {
        ScriptedPeer refusing =
                peer(new PeerScript().starttls(TestTls.issued()).reply("STARTTLS", "454 4.7.0 not today"));
        assertRefused(() -> send(refusing, names("mx.example.com")), "451 4.7.4", "not today");
        assertRefused(() -> send(politePeer(), names("mx.example.com")), "451 4.7.4", "not offered");
    }

    @Test
    void brokenTlsIsNoWayAroundAPolicy() {
        ScriptedPeer garbled =
                peer(new PeerScript().offer("STARTTLS").raw("STARTTLS", "220 go\r\n\u0016\u0003\u0001 nonsense"));
        assertRefused(() -> send(garbled, names("mx.example.com")), "451 4.7.5", "TLS");
        ScriptedPeer cut = peer(new PeerScript().offer("STARTTLS").rawAndDrop("STARTTLS", "220 go\r\n"));
        assertRefused(() -> send(cut, names("mx.example.com")), "451 4.7.5", "TLS");
        assertThat(garbled.messageCount() + cut.messageCount()).isZero();
    }

    @Test
    void aConnectionServesOnlyThePolicyItWasOpenedUnder() throws Exception {
        ScriptedPeer peer = secured(TestTls.loopback());
        ConnectionPool pool = pool(peer);
        TlsPolicy strong = dane(NO_NAMES, tlsa(3, 1, 1, own("loopback.p12")));
        TlsPolicy same = dane(NO_NAMES, tlsa(3, 1, 1, own("loopback.p12")));

        pool.send(Parcel.of(Leases.to(ANN)), TlsPolicy.of(TlsMode.OPPORTUNISTIC), SmtpTimeouts.of(PATIENT));
        assertThat(peer.connectionCount()).isEqualTo(1);
        pool.send(Parcel.of(Leases.to(ANN)), strong, SmtpTimeouts.of(PATIENT));
        assertThat(peer.connectionCount()).isEqualTo(2);
        pool.send(Parcel.of(Leases.to(ANN)), same, SmtpTimeouts.of(PATIENT));
        pool.send(Parcel.of(Leases.to(ANN)), TlsPolicy.of(TlsMode.OPPORTUNISTIC), SmtpTimeouts.of(PATIENT));
        assertThat(peer.connectionCount()).isEqualTo(2);
    }

    @Test
    void idleConnectionsOfManyPoliciesAreNotMoreThanAllowed() throws Exception {
        connections = 2;
        ScriptedPeer peer = secured(TestTls.issued());
        trusted = Optional.of(TestTls.trusting(TestTls.issuerPem()));
        ConnectionPool pool = pool(peer);
        for (int i = 0; i < 5; i++) {
            pool.send(
                    Parcel.of(Leases.to(ANN)),
                    new TlsPolicy(TlsMode.OFF, List.of("mx.example.com", "x" + i), List.of(), "mta-sts"),
                    SmtpTimeouts.of(PATIENT));
        }
        assertThat(peer.connectionCount()).isEqualTo(5);
        assertThat(peer.mostOpen()).isLessThanOrEqualTo(4);
    }

    @ParameterizedTest
    @CsvSource({
        "mx.example.com, MX.example.com., true",
        "*.example.com, mx.example.com, true",
        "*.example.com, a.mx.example.com, false",
        "*.example.com, example.com, false",
        "a.mx.example.com, *.example.com, false",
        "mx.example.com, *.example.com, true",
        "*.example.com, *.example.com, true",
        "*., com, false",
    })
    void aStarStandsForOneLabel(String presented, String wanted, boolean matches) {
        assertThat(PeerCertificate.matches(presented, wanted)).isEqualTo(matches);
    }

    @Test
    void opportunisticTlsIsToldAsUnverifiedAndPlainTextAsNothing() throws Exception {
        TlsPolicy policy = TlsPolicy.of(TlsMode.OPPORTUNISTIC);
        assertThat(send(secured(TestTls.elsewhere()), policy).peer().tls()).endsWith(" unverified");
        assertThat(send(politePeer(), policy).peer().tls()).isEmpty();
    }

    @Test
    void aRefusalInMidContentIsHeardUnderTls() throws Exception {
        ScriptedPeer peer = peer(new PeerScript()
                .offer("PIPELINING")
                .starttls(TestTls.loopback())
                .interrupt(10, "552 5.3.4 too big"));
        String huge = "Subject: huge\r\n\r\n" + "0123456789abcde\r\n".repeat(1_000_000);
        Outcome outcome = pool(peer)
                .send(
                        Parcel.of(Leases.lease(Leases.SENDER, huge, ANN)),
                        TlsPolicy.of(TlsMode.OPPORTUNISTIC),
                        SmtpTimeouts.of(PATIENT))
                .get(ANN);
        assertThat(outcome).isInstanceOf(Outcome.Failed.class);
        assertThat(outcome.reply()).hasToString("552 5.3.4 too big");
    }

    @Test
    void aHandshakeInDropletsIsCutOff() {
        timeout = Duration.ofMillis(400);
        tls = TlsMode.REQUIRED;
        // The head of a record of 16 KiB, then eight bytes every 100 ms: each read succeeds, for minutes.
        String droplets = "220 go\r\n" + "\u0016\u0003\u0003\u0040\u0000" + "x".repeat(16_000);
        ScriptedPeer peer =
                peer(new PeerScript().offer("STARTTLS").drip("STARTTLS", droplets, 8, Duration.ofMillis(100)));
        SmtpRelay relay = relay(peer);
        assertTimeoutPreemptively(
                Duration.ofSeconds(30),
                () -> assertThat(outcome(relay, Leases.to(ANN)).reply().toString())
                        .startsWith("451 4.7.5"));
    }

    private ScriptedPeer secured(SSLContext context) {
        return peer(new PeerScript().offer("PIPELINING").starttls(context));
    }

    private Outcome send(ScriptedPeer peer, TlsPolicy policy) throws HostFailure {
        return pool(peer)
                .send(Parcel.of(Leases.to(ANN)), policy, SmtpTimeouts.of(PATIENT))
                .values()
                .iterator()
                .next();
    }

    private static void assertRefused(ThrowingCallable sending, String reply, String reason) {
        assertThatThrownBy(sending)
                .isInstanceOfSatisfying(
                        HostFailure.class,
                        failure -> assertThat(failure.reply().toString())
                                .startsWith(reply)
                                .contains(reason));
    }

    private static TlsPolicy dane(List<String> names, TlsaRecord... records) {
        return new TlsPolicy(TlsMode.OPPORTUNISTIC, names, List.of(records), "dane");
    }

    private static TlsPolicy names(String... names) {
        return new TlsPolicy(TlsMode.OPPORTUNISTIC, List.of(names), List.of(), "mta-sts");
    }

    private static X509Certificate own(String context) {
        return TestTls.chain(context).getFirst();
    }

    private static TlsaRecord tlsa(int usage, int selector, int matchingType, X509Certificate certificate)
            throws Exception {
        byte[] selected = selector == 0
                ? certificate.getEncoded()
                : certificate.getPublicKey().getEncoded();
        byte[] data = matchingType == 0
                ? selected
                : MessageDigest.getInstance(matchingType == 1 ? "SHA-256" : "SHA-512")
                        .digest(selected);
        return new TlsaRecord(usage, selector, matchingType, data);
    }
}
