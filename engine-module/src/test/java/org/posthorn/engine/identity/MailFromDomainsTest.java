package org.posthorn.engine.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.posthorn.engine.testing.TestMail.TENANT;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.dns.MxRecord;
import org.posthorn.engine.settings.MailFrom.OnMxFailure;
import org.posthorn.engine.settings.Settings;
import org.posthorn.engine.settings.VerificationStatus;
import org.posthorn.engine.testing.MemoryEngine;
import org.posthorn.engine.testing.TestClock;
import org.posthorn.engine.testing.TestDns;

class MailFromDomainsTest {
    private static final String DOMAIN = "shop.example";
    private static final String BOUNCE = "bounce.shop.example";
    private static final String SPF = "v=spf1 include:mail.test ~all";

    private final MemoryEngine engine = new MemoryEngine(new AccountDefaults(false, -1, -1));
    private final TestClock clock = engine.clock();
    private final TestDns dns = engine.dns();
    private final Settings settings = engine.get(Settings.class);
    private final Identities identities = engine.get(Identities.class);
    private final MailFromDomains domains = engine.get(MailFromDomains.class);
    private final MailFromVerifier verifier = new MailFromVerifier(settings, dns, "Mail.test", clock);

    @BeforeEach
    void setUp() {
        identities.vouch(TENANT, DOMAIN);
    }

    @Test
    void mailLeavesWithTheDomainOnceItsRecordsAreThere() {
        domains.set(TENANT, "Shop.example", "Bounce.shop.example", OnMxFailure.UseDefaultValue);
        verifier.checkDue();
        assertThat(status()).isEqualTo(VerificationStatus.Pending);
        assertThat(domains.domainFor(TENANT, "ann@shop.example")).isEmpty();

        dns.mx(BOUNCE, new MxRecord(10, "mail.test")).txt(BOUNCE, "other", SPF);
        clock.advance(Duration.ofMinutes(2));
        verifier.checkDue();
        assertThat(status()).isEqualTo(VerificationStatus.Success);
        assertThat(domains.domainFor(TENANT, "ann@shop.example")).contains(BOUNCE);
        assertThat(domains.domainFor(TENANT, "ann@News.Shop.example")).contains(BOUNCE);
        assertThat(domains.domainFor(TENANT, "ann@other.example")).isEmpty();

        domains.clear(TENANT, DOMAIN);
        assertThat(domains.domainFor(TENANT, "ann@shop.example")).isEmpty();
    }

    @Test
    void anExchangerThatTheMailDomainNamesItselfWillDo() {
        domains.set(TENANT, DOMAIN, BOUNCE, OnMxFailure.UseDefaultValue);
        dns.mx(BOUNCE, new MxRecord(10, "mx.mail.test")).txt(BOUNCE, SPF);
        dns.mx("mail.test", new MxRecord(5, "mx.mail.test"));
        verifier.checkDue();
        assertThat(status()).isEqualTo(VerificationStatus.Success);
    }

    @ParameterizedTest
    @CsvSource({
        "mail.test, , v=spf1 include:mail.test ~all, Success",
        "mail.test, , V=SPF1 +a:mail.test -all, Success",
        "mx.elsewhere.example, , v=spf1 include:mail.test ~all, Pending",
        "mail.test, mx.elsewhere.example, v=spf1 include:mail.test ~all, Pending",
        "mail.test, , v=spf1 -all, Pending",
        "mail.test, , no record at all, Pending",
        "mail.test, , v=spf10 include:mail.test ~all, Pending",
    })
    void oneExchangerOfOursAndAnSpfRecordThatAllowsSomebodyAreNeeded(
            String exchanger, String second, String text, VerificationStatus expected) {
        domains.set(TENANT, DOMAIN, BOUNCE, OnMxFailure.UseDefaultValue);
        MxRecord first = new MxRecord(10, exchanger);
        if (second == null) {
            dns.mx(BOUNCE, first);
        } else {
            dns.mx(BOUNCE, first, new MxRecord(20, second));
        }
        dns.txt(BOUNCE, text);
        verifier.checkDue();
        assertThat(status()).isEqualTo(expected);
    }

    @Test
    void mailIsRefusedWithoutTheRecordsWhereItIsToBe() {
        domains.set(TENANT, DOMAIN, BOUNCE, OnMxFailure.RejectMessage);
        assertThatThrownBy(() -> domains.domainFor(TENANT, "ann@shop.example"))
                .isInstanceOfSatisfying(
                        SesException.class,
                        e -> assertThat(e.error()).isEqualTo(SesError.MAIL_FROM_DOMAIN_NOT_VERIFIED))
                .hasMessage("Mail FROM domain is not verified."); // [inferred]
        dns.mx(BOUNCE, new MxRecord(10, "mail.test")).txt(BOUNCE, SPF);
        verifier.checkDue();
        assertThat(domains.domainFor(TENANT, "ann@shop.example")).contains(BOUNCE);

        // Unlike an identity, it is not used for another three days.
        dns.clear();
        clock.advance(Duration.ofDays(2));
        verifier.checkDue();
        assertThat(status()).isEqualTo(VerificationStatus.TemporaryFailure);
        assertThatThrownBy(() -> domains.domainFor(TENANT, "ann@shop.example")).isInstanceOf(SesException.class);
        domains.set(TENANT, DOMAIN, BOUNCE, OnMxFailure.UseDefaultValue);
        assertThat(status()).isEqualTo(VerificationStatus.TemporaryFailure);
        assertThat(domains.domainFor(TENANT, "ann@shop.example")).isEmpty();
    }

    @Test
    void itFailsAfterThreeDaysAndSilenceOfDnsChangesNothing() {
        domains.set(TENANT, DOMAIN, BOUNCE, OnMxFailure.UseDefaultValue);
        clock.advance(Duration.ofDays(4));
        dns.fail(BOUNCE);
        verifier.checkDue();
        assertThat(status()).isEqualTo(VerificationStatus.Pending);
        dns.clear();
        clock.advance(Duration.ofMinutes(2));
        verifier.checkDue();
        assertThat(status()).isEqualTo(VerificationStatus.Failed);
        domains.set(TENANT, DOMAIN, BOUNCE, OnMxFailure.UseDefaultValue);
        assertThat(status()).isEqualTo(VerificationStatus.Pending);
    }

    @Test
    void theSettingOfAnAddressComesBeforeThatOfItsDomain() {
        MailFromDomains atOnce = new MailFromDomains(settings, identities, clock, true);
        identities.vouch(TENANT, "ann@shop.example");
        atOnce.set(TENANT, DOMAIN, BOUNCE, OnMxFailure.UseDefaultValue);
        atOnce.set(TENANT, "ann@shop.example", "ann.shop.example", OnMxFailure.UseDefaultValue);
        assertThat(atOnce.domainFor(TENANT, "ann@shop.example")).contains("ann.shop.example");
        assertThat(atOnce.domainFor(TENANT, "ann+label@shop.example")).contains("ann.shop.example");
        assertThat(atOnce.domainFor(TENANT, "bob@shop.example")).contains(BOUNCE);
        identities.verifyEmail(TENANT, "eve@shop.example");
        atOnce.set(TENANT, "eve@shop.example", "eve.shop.example", OnMxFailure.UseDefaultValue);
        assertThat(atOnce.domainFor(TENANT, "eve@shop.example"))
                .as("that of an address that is not verified does not count")
                .contains(BOUNCE);
        identities.delete(TENANT, "ann@shop.example");
        assertThat(atOnce.domainFor(TENANT, "ann@shop.example")).contains(BOUNCE);
    }

    @ParameterizedTest
    @CsvSource({
        "nobody.example, bounce.nobody.example, Identity <nobody.example> does not exist.",
        "shop.example, shop.example,"
                + " Provided MAIL-FROM domain <shop.example> is not subdomain of the domain of the identity"
                + " <shop.example>.",
        "shop.example, notshop.example,"
                + " Provided MAIL-FROM domain <notshop.example> is not subdomain of the domain of the identity"
                + " <shop.example>.",
        "shop.example, a b.shop.example, Domain a b.shop.example is invalid.",
    })
    void whatIsNoDomainBelowTheIdentitysIsRefused(String identity, String domain, String text) {
        assertThatThrownBy(() -> domains.set(TENANT, identity, domain, OnMxFailure.UseDefaultValue))
                .isInstanceOf(SesException.class)
                .hasMessage(text);
    }

    @Test
    void aDomainThatMakesTheReturnPathTooLongIsRefused() {
        String label = "a".repeat(62) + ".";
        String fits = label.repeat(3).substring(3) + DOMAIN;
        assertThat(fits).hasSizeLessThanOrEqualTo(199);
        domains.set(TENANT, DOMAIN, fits, OnMxFailure.UseDefaultValue);
        String tooLong = label.repeat(3) + DOMAIN;
        assertThatThrownBy(() -> domains.set(TENANT, DOMAIN, tooLong, OnMxFailure.UseDefaultValue))
                .hasMessage("Domain " + tooLong + " is invalid.");
    }

    private VerificationStatus status() {
        return domains.of(TENANT, identities.find(TENANT, DOMAIN).orElseThrow())
                .map(mailFrom -> mailFrom.verification().status())
                .or(() -> Optional.of(VerificationStatus.NotStarted))
                .orElseThrow();
    }
}
