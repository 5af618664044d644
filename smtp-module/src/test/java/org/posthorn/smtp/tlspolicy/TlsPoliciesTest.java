package org.posthorn.smtp.tlspolicy;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.posthorn.engine.testing.MemorySettings;
import org.posthorn.engine.testing.TestClock;
import org.posthorn.smtp.client.TlsMode;
import org.posthorn.smtp.client.TlsPolicy;
import org.posthorn.smtp.dns.DnsClient;
import org.posthorn.smtp.testing.LoopbackDns;
import org.posthorn.smtp.testing.TestTls;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.TLSARecord;

/// With a name server that is trusted to validate DNSSEC, where not said otherwise.
final class TlsPoliciesTest {
    private static final String MX = "mx.example.com";
    private static final String TLSA = "_25._tcp." + MX;
    private static final byte[] SHA_256 = new byte[32];

    private final LoopbackDns dns = LoopbackDns.start();
    private final PolicyServer web = new PolicyServer(TestTls.loopback());
    private final StsPolicyFetcher fetcher = new StsPolicyFetcher(web::locate, TestTls.loopback());
    private final StsPolicies sts = new StsPolicies(
            new DnsClient(List.of(dns.address()), Duration.ofSeconds(10), 0),
            fetcher,
            new MemorySettings(),
            new TestClock(),
            Runnable::run);
    private final DaneLookup dane = dane(Duration.ofSeconds(10));
    private final TlsPolicies policies = new TlsPolicies(sts, Optional.of(dane));

    private DaneLookup dane(Duration timeout) {
        return new DaneLookup(DnsClient.resolver(List.of(dns.address()), timeout, 0));
    }

    @AfterEach
    void stop() {
        fetcher.close();
        web.close();
        dns.close();
    }

    private static Record address(String host) throws Exception {
        return new ARecord(Name.fromString(host + "."), DClass.IN, 300, InetAddress.getByName("127.0.0.1"));
    }

    private static Record tlsa(int usage, int selector, int matchingType, byte[] data) throws Exception {
        return new TLSARecord(Name.fromString(TLSA + "."), DClass.IN, 300, usage, selector, matchingType, data);
    }

    private void sts(String mode, String mx) {
        dns.txt("_mta-sts.example.com", "v=STSv1; id=1;");
        web.policy("example.com", mode, 86_400, mx);
    }

    private TlsDecision decide() {
        return policies.decide("example.com", MX, 25, TlsMode.OPPORTUNISTIC);
    }

    private TlsPolicy used() {
        return ((TlsDecision.Use) decide()).policy();
    }

    @Test
    void aDomainThatSaysNothingGetsWhatIsConfigured() {
        assertThat(decide()).isEqualTo(new TlsDecision.Use(TlsPolicy.of(TlsMode.OPPORTUNISTIC)));
    }

    @Test
    void anEnforcedPolicyAsksForTheCertificateOfTheHost() {
        sts("enforce", "*.example.com");
        assertThat(decide())
                .isEqualTo(new TlsDecision.Use(new TlsPolicy(TlsMode.REQUIRED, List.of(MX), List.of(), "mta-sts")));
    }

    @Test
    void aHostThatAnEnforcedPolicyDoesNotListIsSkipped() {
        sts("enforce", "other.example.com");
        assertThat(decide())
                .isEqualTo(new TlsDecision.Skip("the MTA-STS policy of example.com does not list mx.example.com"));
    }

    @Test
    void aTestedPolicyChangesNothing() {
        sts("testing", "other.example.com");
        assertThat(used()).isEqualTo(TlsPolicy.of(TlsMode.OPPORTUNISTIC));
    }

    @Test
    void secureTlsaRecordsComeBeforeAnEnforcedPolicy() throws Exception {
        sts("enforce", "other.example.com");
        dns.secure(MX, address(MX)).secure(TLSA, tlsa(3, 1, 1, SHA_256));
        TlsPolicy policy = used();
        assertThat(policy.source()).isEqualTo("dane");
        assertThat(policy.mode()).isEqualTo(TlsMode.REQUIRED);
        assertThat(policy.certificateNames()).containsExactly(MX, "example.com");
        assertThat(policy.tlsa()).singleElement().satisfies(record -> {
            assertThat(record.usage()).isEqualTo(3);
            assertThat(record.selector()).isEqualTo(1);
            assertThat(record.matchingType()).isEqualTo(1);
            assertThat(record.data()).isEqualTo(SHA_256);
        });
    }

    @Test
    void recordsThatSmtpDoesNotUseStillMakeEncryptionMandatory() throws Exception {
        dns.secure(MX, address(MX)).secure(TLSA, tlsa(1, 1, 1, SHA_256), tlsa(3, 1, 1, new byte[31]));
        assertThat(used().source()).isEqualTo("dane");
        assertThat(used().tlsa()).hasSize(2);
    }

    @Test
    void anEnforcedPolicyComesBeforeRecordsThatSmtpDoesNotUse() throws Exception {
        sts("enforce", MX);
        dns.secure(MX, address(MX)).secure(TLSA, tlsa(0, 0, 1, SHA_256));
        assertThat(used().source()).isEqualTo("mta-sts");
    }

    @Test
    void recordsThatDnssecDoesNotSecureAreIgnored() throws Exception {
        dns.secure(MX, address(MX)).insecure(TLSA, tlsa(3, 1, 1, SHA_256));
        assertThat(used()).isEqualTo(TlsPolicy.of(TlsMode.OPPORTUNISTIC));
    }

    @Test
    void aHostWhoseAddressIsNotSecureIsNotAskedForRecords() throws Exception {
        dns.insecure(MX, address(MX)).fail(TLSA);
        assertThat(dane.find(MX, 25)).isEqualTo(new DaneAnswer.None());
    }

    @Test
    void aHostWithAnIpv6AddressOnlyHasRecordsToo() throws Exception {
        Record six = new AAAARecord(Name.fromString(MX + "."), DClass.IN, 300, InetAddress.getByName("::1"));
        dns.secure(MX, six).secure(TLSA, tlsa(2, 0, 2, new byte[64]));
        assertThat(dane.find(MX, 25)).isInstanceOf(DaneAnswer.Records.class);
    }

    @Test
    void aSecureHostWithoutRecordsHasNone() throws Exception {
        dns.secure(MX, address(MX));
        assertThat(dane.find(MX, 25)).isEqualTo(new DaneAnswer.None());
        dns.secure(TLSA);
        assertThat(dane.find(MX, 25)).isEqualTo(new DaneAnswer.None());
    }

    @Test
    void recordsOfAnotherPortDoNotCount() throws Exception {
        dns.secure(MX, address(MX)).secure(TLSA, tlsa(3, 1, 1, SHA_256));
        assertThat(dane.find(MX, 26)).isEqualTo(new DaneAnswer.None());
    }

    @Test
    void aHostIsSkippedWhileItsRecordsCanNotBeHad() throws Exception {
        dns.secure(MX, address(MX)).fail(TLSA);
        assertThat(decide())
                .isEqualTo(new TlsDecision.Skip("the TLSA records of mx.example.com can't be had: "
                        + "SERVFAIL for TLSA of _25._tcp.mx.example.com."));
    }

    @Test
    void aHostIsSkippedWhenTheNameServerIsSilent() throws Exception {
        dns.secure(MX, address(MX)).silent(TLSA);
        assertThat(dane(Duration.ofMillis(200)).find(MX, 25)).isInstanceOf(DaneAnswer.Unavailable.class);
    }

    @Test
    void withoutTrustInTheNameServerItsAnswersAreNotAskedFor() throws Exception {
        dns.secure(MX, address(MX)).secure(TLSA, tlsa(3, 1, 1, SHA_256));
        assertThat(new TlsPolicies(sts, Optional.empty()).decide("example.com", MX, 25, TlsMode.OFF))
                .isEqualTo(new TlsDecision.Use(TlsPolicy.of(TlsMode.OFF)));
    }
}
