package org.posthorn.engine.dkim;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.posthorn.engine.testing.TestMail.TENANT;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.posthorn.engine.SesException;
import org.posthorn.engine.identity.AccountDefaults;
import org.posthorn.engine.identity.Identities;
import org.posthorn.engine.identity.SecretBox;
import org.posthorn.engine.mail.Content;
import org.posthorn.engine.mail.Mail;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.Dkim;
import org.posthorn.engine.settings.DkimKey;
import org.posthorn.engine.settings.Settings;
import org.posthorn.engine.settings.VerificationStatus;
import org.posthorn.engine.testing.MemoryEngine;
import org.posthorn.engine.testing.TestClock;
import org.posthorn.engine.testing.TestDns;
import org.posthorn.engine.testing.TestMail;

class DkimSettingsTest {
    private static final String DOMAIN = "example.com";

    private final MemoryEngine engine = new MemoryEngine(new AccountDefaults(false, -1, -1));
    private final TestClock clock = engine.clock();
    private final TestDns dns = engine.dns();
    private final Settings settings = engine.get(Settings.class);
    private final Identities identities = engine.get(Identities.class);
    /// Smaller than the engine's, which take long to make.
    private final DkimKeys keys = new DkimKeys(new SecretBox(new byte[32]), 1_024);
    private final DkimSettings dkim = new DkimSettings(settings, identities, keys, dns, clock, false, false);
    private final DkimVerifier verifier = new DkimVerifier(settings, dns, clock);
    private final DkimSigning signing = new DkimSigning(dkim, keys, clock);

    @Test
    void aDomainGetsThreeTokensOnceAndBecomesAnIdentity() {
        List<String> given = dkim.verifyDomain(TENANT, "Example.com");
        assertThat(given).hasSize(3).doesNotHaveDuplicates().allMatch(token -> token.matches("[a-z0-9]{32}"));
        assertThat(dkim.verifyDomain(TENANT, DOMAIN)).isEqualTo(given);
        assertThat(identities.find(TENANT, DOMAIN).orElseThrow().status()).isEqualTo(VerificationStatus.Pending);
        assertThat(state().toString())
                .doesNotContain("sealed")
                .doesNotContain(state().activeKey().publicKey());
        assertThatThrownBy(() -> dkim.verifyDomain(TENANT, "not a domain"))
                .isInstanceOf(SesException.class)
                .hasMessage("Domain not a domain is invalid.");
    }

    @Test
    void allThreeKeysInDnsVerifyTheSignaturesAndTheDomain() {
        dkim.verifyDomain(TENANT, DOMAIN);
        List<DkimKey> wanted = state().keys();
        publish(wanted.get(0));
        publish(wanted.get(1));
        verifier.checkDue();
        assertThat(status()).isEqualTo(VerificationStatus.Pending);
        assertThat(sign("ann@example.com")).doesNotStartWith("DKIM");

        // The third through an alias, as SES has it.
        String alias = wanted.get(2).token() + ".dkim.mail.test";
        dns.cname(wanted.get(2).recordName(DOMAIN), alias)
                .txt(alias, wanted.get(2).recordText());
        clock.advance(Duration.ofMinutes(2));
        verifier.checkDue();
        assertThat(status()).isEqualTo(VerificationStatus.Success);
        assertThat(identities.find(TENANT, DOMAIN).orElseThrow().status()).isEqualTo(VerificationStatus.Success);
        assertThat(sign("ann@example.com")).startsWith("DKIM").contains("d=example.com;");
    }

    @Test
    void keysNobodyPublishesFailAfterThreeDaysAndSilenceOfDnsChangesNothing() {
        dkim.verifyDomain(TENANT, DOMAIN);
        dns.fail(state().keys().getFirst().recordName(DOMAIN));
        clock.advance(Duration.ofDays(4));
        verifier.checkDue();
        assertThat(status()).isEqualTo(VerificationStatus.Pending);
        dns.clear();
        clock.advance(Duration.ofMinutes(2));
        verifier.checkDue();
        assertThat(status()).isEqualTo(VerificationStatus.Failed);
        dkim.verifyDomain(TENANT, DOMAIN);
        assertThat(status()).isEqualTo(VerificationStatus.Pending);
    }

    @Test
    void aLostKeySignsThreeMoreDaysAndThenTheDomainMustVouchForItself() {
        verified();
        dns.clear();
        clock.advance(Duration.ofDays(2));
        verifier.checkDue();
        assertThat(status()).isEqualTo(VerificationStatus.TemporaryFailure);
        assertThat(sign("ann@example.com")).startsWith("DKIM");
        clock.advance(Duration.ofDays(4));
        verifier.checkDue();
        assertThat(status()).isEqualTo(VerificationStatus.Failed);
        assertThat(sign("ann@example.com")).doesNotStartWith("DKIM");
        assertThat(identities.find(TENANT, DOMAIN).orElseThrow().nextCheckAt()).isPresent();
    }

    @Test
    void mailIsSignedForTheDomainOfItsFromOrAParentAndNoOther() {
        verified();
        assertThat(sign("Ann <ann@News.Example.com>")).contains("d=example.com;");
        assertThat(sign("ann@example.org")).doesNotStartWith("DKIM");
        assertThat(sign("ann@notexample.com")).doesNotStartWith("DKIM");
        assertThat(sign("not an address, at all")).doesNotStartWith("DKIM");
    }

    @Test
    void signaturesAreSwitchedForADomainAndForAnAddress() {
        assertThatThrownBy(() -> dkim.setEnabled(TENANT, DOMAIN, true))
                .hasMessage("Domain example.com is not verified for DKIM signing.");
        dkim.verifyDomain(TENANT, DOMAIN);
        assertThatThrownBy(() -> dkim.setEnabled(TENANT, DOMAIN, true))
                .hasMessage("Domain example.com is not verified for DKIM signing.");
        verified();
        identities.vouch(TENANT, "ann@example.com");
        dkim.setEnabled(TENANT, "ann@example.com", false);
        assertThat(sign("ann@example.com")).doesNotStartWith("DKIM");
        assertThat(sign("bob@example.com")).startsWith("DKIM");
        dkim.setEnabled(TENANT, "ann@example.com", true);
        dkim.setEnabled(TENANT, DOMAIN, false);
        assertThat(sign("ann@example.com")).startsWith("DKIM");
        assertThat(sign("bob@example.com")).doesNotStartWith("DKIM");
        assertThat(status()).isEqualTo(VerificationStatus.Success);
    }

    @Test
    void rotationSignsWithTheNextKeyAndRenewsTheLast() {
        dkim.verifyDomain(TENANT, DOMAIN);
        assertThat(dkim.rotate(TENANT, DOMAIN)).isEmpty();
        verified();
        Dkim before = state();
        Dkim after = dkim.rotate(TENANT, DOMAIN).orElseThrow();
        assertThat(after.active()).isEqualTo(1);
        assertThat(after.tokens()).isEqualTo(before.tokens());
        assertThat(after.keys().getFirst()).isNotEqualTo(before.keys().getFirst());
        assertThat(sign("ann@example.com")).contains("s=" + before.tokens().get(1));
        assertThat(dkim.rotate(TENANT, DOMAIN).orElseThrow().active()).isEqualTo(2);
        // The renewed key is not in DNS yet.
        assertThat(dkim.rotate(TENANT, DOMAIN)).isEmpty();
    }

    @Test
    void anEd25519KeySignsBesideTheOtherOnceItIsPublished() {
        DkimSettings both = new DkimSettings(settings, identities, keys, dns, clock, true, false);
        both.verifyDomain(TENANT, DOMAIN);
        verified();
        DkimKey second = state().second().orElseThrow().key();
        assertThat(second.recordText()).startsWith("v=DKIM1; k=ed25519; p=");
        assertThat(state().all()).hasSize(4).contains(second);
        assertThat(sign("ann@example.com")).contains("a=rsa-sha256;").doesNotContain("a=ed25519-sha256;");
        publish(second);
        clock.advance(Duration.ofDays(2));
        verifier.checkDue();
        assertThat(sign("ann@example.com"))
                .contains("a=rsa-sha256;")
                .contains("a=ed25519-sha256;")
                .contains("s=" + second.token() + ";");
        dns.fail(second.recordName(DOMAIN));
        clock.advance(Duration.ofDays(2));
        verifier.checkDue();
        assertThat(sign("ann@example.com")).contains("a=ed25519-sha256;");

        assertThat(both.rotate(TENANT, DOMAIN).orElseThrow().second().orElseThrow())
                .satisfies(renewed -> {
                    assertThat(renewed.published()).isFalse();
                    assertThat(renewed.key().token()).isNotEqualTo(second.token());
                });
    }

    @Test
    void aKeyOfAnotherInstallationMakesTheMessageWait() {
        verified();
        byte[] other = new byte[32];
        other[0] = 1;
        DkimSigning foreign = new DkimSigning(dkim, new DkimKeys(new SecretBox(other)), clock);
        Content content = content("ann@example.com");
        Mail mail = TestMail.sent(clock.instant(), content, "bob@example.net").mail();
        assertThatThrownBy(() -> foreign.sign(mail, content)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aDeletedIdentityKeepsNoKeysAndDevModeNeedsNoDns() {
        List<String> given = dkim.verifyDomain(TENANT, DOMAIN);
        identities.delete(TENANT, DOMAIN);
        assertThat(dkim.verifyDomain(TENANT, DOMAIN)).doesNotContainAnyElementsOf(given);

        Tenant dev = new Tenant("210987654321", "us-east-1");
        DkimSettings atOnce = new DkimSettings(settings, identities, keys, dns, clock, false, true);
        atOnce.verifyDomain(dev, "example.org");
        assertThat(atOnce.of(dev, identities.find(dev, "example.org").orElseThrow())
                        .orElseThrow()
                        .verification()
                        .status())
                .isEqualTo(VerificationStatus.Success);
        assertThat(atOnce.rotate(dev, "example.org")).isPresent();
    }

    private void verified() {
        dkim.verifyDomain(TENANT, DOMAIN);
        state().keys().forEach(this::publish);
        clock.advance(Duration.ofMinutes(2));
        verifier.checkDue();
        assertThat(status()).isEqualTo(VerificationStatus.Success);
    }

    private void publish(DkimKey key) {
        dns.txt(key.recordName(DOMAIN), key.recordText());
    }

    private Dkim state() {
        return dkim.of(TENANT, identities.find(TENANT, DOMAIN).orElseThrow()).orElseThrow();
    }

    private VerificationStatus status() {
        return state().verification().status();
    }

    private String sign(String from) {
        Content content = content(from);
        Mail mail = TestMail.sent(clock.instant(), content, "bob@example.net").mail();
        return new String(signing.sign(mail, content).bytes(), UTF_8);
    }

    private static Content content(String from) {
        return Content.of("From: " + from + "\r\nSubject: hello\r\n\r\nHello\r\n");
    }
}
