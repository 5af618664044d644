package org.posthorn.engine.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.posthorn.engine.Limits;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.delivery.IntakeRefusedException;
import org.posthorn.engine.delivery.Lease;
import org.posthorn.engine.mail.MailKind;
import org.posthorn.engine.mail.PublicUrl;
import org.posthorn.engine.mail.Submission;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.mime.MimeComposer;
import org.posthorn.engine.settings.Identity;
import org.posthorn.engine.settings.IdentityType;
import org.posthorn.engine.settings.Settings;
import org.posthorn.engine.settings.Table;
import org.posthorn.engine.settings.Tables;
import org.posthorn.engine.settings.VerificationStatus;
import org.posthorn.engine.tag.Tags;
import org.posthorn.engine.tenant.SendingTenants;
import org.posthorn.engine.tenant.TenantAssociations;
import org.posthorn.engine.testing.MemoryStore;
import org.posthorn.engine.testing.TestClock;
import org.posthorn.engine.testing.TestDns;
import org.posthorn.engine.testing.TestMail;

class IdentitiesTest {
    private static final Tenant TENANT = new Tenant("123456789012", "us-east-1");
    private static final Tenant ELSEWHERE = new Tenant("123456789012", "eu-west-1");

    private final TestClock clock = new TestClock();
    private final MemoryStore store = new MemoryStore(clock);
    private final Settings settings = store.settings();
    private final Identities identities = identities(false);
    private final TestDns dns = new TestDns();
    private final DomainVerifier verifier = new DomainVerifier(settings, dns, clock);

    @Test
    void theMailedLinkVerifiesAnAddressInItsRegionOnly() throws Exception {
        identities.verifyEmail(TENANT, "Ann@Example.com");
        assertThat(status(TENANT, "Ann@Example.com")).contains(VerificationStatus.Pending);
        assertThat(identities.covering(TENANT, "Ann@Example.com")).isEmpty();
        String token = mailedToken("Ann@Example.com");

        assertThat(identities.confirm(token).flatMap(Identities.Confirmation::identity))
                .isPresent();
        assertThat(status(TENANT, "Ann@Example.com")).contains(VerificationStatus.Success);
        assertThat(identities.covering(TENANT, "Ann@Example.com")).isPresent();
        // Addresses are case-sensitive, regions are apart.
        assertThat(identities.covering(TENANT, "ann@example.com")).isEmpty();
        assertThat(identities.covering(ELSEWHERE, "Ann@Example.com")).isEmpty();
    }

    @Test
    void theLimitOfIdentitiesHoldsOverAllRegions() {
        Table<Identity> table = settings.table(Tables.IDENTITIES);
        Identity some = identities.vouch(TENANT, "some.example");
        for (int i = 1; i < Limits.IDENTITIES; i++) {
            table.put(i % 2 == 0 ? TENANT : ELSEWHERE, i + ".example", some);
        }
        assertThatThrownBy(() -> identities.vouch(ELSEWHERE, "more.example"))
                .isInstanceOfSatisfying(
                        SesException.class,
                        refused -> assertThat(refused.error()).isEqualTo(SesError.LIMIT_EXCEEDED))
                .hasMessage("Maximum number of identities (10000) exceeded.");
        identities.vouch(new Tenant("222222222222", "eu-west-1"), "more.example");
    }

    @Test
    void anAddressIsMailedOnceInAWhileAndByFewAccounts() {
        identities.verifyEmail(TENANT, "victim@example.com");
        clock.advance(Duration.ofMinutes(4));
        identities.verifyEmail(TENANT, "victim@example.com");
        assertThat(store.queue().depth().queued())
                .as("the first mail is on its way")
                .isEqualTo(1);
        assertThrottled(() -> identities.verifyEmail(ELSEWHERE, "victim@example.com"));
        assertThrottled(() -> identities.verifyEmail(TENANT, "Victim@Example.com"));
        assertThrottled(() -> identities.verifyEmail(TENANT, "victim+1@example.com"));
        assertThat(identities.find(TENANT, "victim+1@example.com")).isEmpty();
        clock.advance(Duration.ofMinutes(2));
        identities.verifyEmail(TENANT, "victim@example.com");

        for (String other : List.of("222222222222", "333333333333")) {
            identities.verifyEmail(new Tenant(other, "us-east-1"), "victim@example.com");
        }
        Tenant fourth = new Tenant("444444444444", "us-east-1");
        assertThrottled(() -> identities.verifyEmail(fourth, "victim@example.com"));
        identities.verifyEmail(fourth, "other@example.com");
        assertThat(store.queue().depth().queued()).isEqualTo(5);
        clock.advance(Duration.ofMinutes(6));
        identities.verifyEmail(fourth, "victim@example.com");
    }

    @Test
    void anAccountMailsOneLinkASecondAndSoManyADay() {
        for (int i = 0; i < Limits.SANDBOX_VERIFICATION_MAILS; i++) {
            String address = i + "@example.com";
            Tenant region = i % 2 == 0 ? TENANT : ELSEWHERE;
            identities.verifyEmail(region, address);
            assertThrottled(() -> identities.verifyEmail(region, "more-" + address));
            clock.advance(Duration.ofSeconds(1));
        }
        assertThrottled(() -> identities.verifyEmail(TENANT, "more@example.com"));
        assertThrottled(() -> identities(false).verifyEmail(TENANT, "after-a-restart@example.com"));
        identities.verifyEmail(new Tenant("222222222222", "us-east-1"), "more@example.com");
        identities.vouch(TENANT, "known@example.com");
        identities.verifyEmail(TENANT, "known@example.com");
        assertThat(store.counters()
                        .readAccount(TENANT.accountId(), clock.instant().minus(Duration.ofDays(1))))
                .as("the account's own quota is untouched")
                .isEmpty();
        clock.advance(Duration.ofDays(1));
        identities.verifyEmail(TENANT, "more@example.com");
    }

    private static void assertThrottled(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        SesException.class,
                        refused -> assertThat(refused.error()).isEqualTo(SesError.THROTTLING))
                .hasMessage("Rate exceeded");
    }

    @Test
    void whatCouldNotBeQueuedCountsForNothing() {
        MemoryStore full = new MemoryStore(clock, 1);
        full.queue().submit(TestMail.sent(clock.instant(), "a@example.net"), 1);
        VerificationQuota quota = new VerificationQuota(full.counters(), account -> true, clock, true);
        for (int i = 0; i < 3; i++) {
            clock.advance(Duration.ofSeconds(1));
            assertThatThrownBy(() -> quota.sending("222222222222", "victim@example.com", () -> {
                        Submission mail = TestMail.system(clock.instant(), "victim@example.com");
                        full.queue().submit(mail, 0);
                        return mail.mail().id();
                    }))
                    .isInstanceOf(IntakeRefusedException.class);
        }
    }

    @Test
    void aForgedOrExpiredOrOrphanedTokenVerifiesNothing() throws Exception {
        identities.verifyEmail(TENANT, "ann@example.com");
        String token = mailedToken("ann@example.com");
        char first = token.charAt(0);
        assertThat(identities.confirm((first == 'A' ? 'B' : 'A') + token.substring(1)))
                .isEmpty();
        assertThat(identities.confirm(token.substring(0, token.length() - 4) + "AAAA"))
                .isEmpty();
        assertThat(identities.confirm("")).isEmpty();
        assertThat(identities.confirm("not base64 ü.%")).isEmpty();
        clock.advance(Duration.ofHours(25));
        assertThat(identities.confirm(token).flatMap(Identities.Confirmation::identity))
                .isEmpty();

        identities.verifyEmail(TENANT, "bob@example.com");
        identities.delete(TENANT, "bob@example.com");
        assertThat(identities.confirm(mailedToken("bob@example.com")).flatMap(Identities.Confirmation::identity))
                .isEmpty();
        assertThat(identities.find(TENANT, "bob@example.com")).isEmpty();
    }

    @Test
    void aLookAtALinkChangesNothingAndALinkBelongsToItsRequest() throws Exception {
        identities.verifyEmail(TENANT, "ann@example.com");
        String token = mailedToken("ann@example.com");
        assertThat(identities.look(token).flatMap(Identities.Confirmation::identity))
                .isPresent();
        assertThat(status(TENANT, "ann@example.com")).contains(VerificationStatus.Pending);

        identities.delete(TENANT, "ann@example.com");
        clock.advance(Duration.ofMinutes(6));
        identities.verifyEmail(TENANT, "ann@example.com");
        assertThat(identities.confirm(token).flatMap(Identities.Confirmation::identity))
                .isEmpty();
        assertThat(status(TENANT, "ann@example.com")).contains(VerificationStatus.Pending);
        String newer = mailedToken("ann@example.com");
        assertThat(identities.confirm(newer).flatMap(Identities.Confirmation::identity))
                .isPresent();
        assertThat(identities.look(newer).flatMap(Identities.Confirmation::identity))
                .isPresent();
    }

    @Test
    void anAddressNobodyConfirmedFailsAfterADay() {
        identities.verifyEmail(TENANT, "ann@example.com");
        clock.advance(Duration.ofHours(23));
        verifier.checkDue();
        assertThat(status(TENANT, "ann@example.com")).contains(VerificationStatus.Pending);
        clock.advance(Duration.ofHours(2));
        verifier.checkDue();
        assertThat(status(TENANT, "ann@example.com")).contains(VerificationStatus.Failed);
    }

    @Test
    void aDomainVerifiesWhenItsTokenIsInDns() {
        String token = identities.verifyDomain(TENANT, "Example.COM");
        assertThat(token).matches("[A-Za-z0-9+/]{43}=");
        assertThat(identities.verifyDomain(TENANT, "example.com")).isEqualTo(token);
        verifier.checkDue();
        assertThat(status(TENANT, "example.com")).contains(VerificationStatus.Pending);

        dns.txt("_amazonses.example.com", "other", token);
        verifier.checkDue();
        assertThat(status(TENANT, "example.com"))
                .as("not asked again within the minute")
                .contains(VerificationStatus.Pending);
        clock.advance(Duration.ofMinutes(1));
        verifier.checkDue();
        assertThat(status(TENANT, "example.com")).contains(VerificationStatus.Success);
        assertThat(identities.covering(TENANT, "x@deep.sub.Example.com")).isPresent();
    }

    @Test
    void theRecordMayStandOnTheBareDomainToo() {
        dns.txt("example.com", identities.verifyDomain(TENANT, "example.com"));
        verifier.checkDue();
        assertThat(status(TENANT, "example.com")).contains(VerificationStatus.Success);
    }

    @Test
    void aDomainWithoutItsRecordFailsAfterThreeDaysUnlessDnsWasDown() {
        identities.verifyDomain(TENANT, "example.com");
        clock.advance(Duration.ofHours(73));
        dns.fail("_amazonses.example.com");
        verifier.checkDue();
        assertThat(status(TENANT, "example.com")).contains(VerificationStatus.Pending);
        dns.clear();
        clock.advance(Duration.ofMinutes(1));
        verifier.checkDue();
        assertThat(status(TENANT, "example.com")).contains(VerificationStatus.Failed);
    }

    @Test
    void aVerifiedDomainThatLosesItsRecordWorksForThreeMoreDays() {
        String token = identities.verifyDomain(TENANT, "example.com");
        dns.txt("_amazonses.example.com", token);
        verifier.checkDue();
        dns.clear();
        clock.advance(Duration.ofHours(25));
        verifier.checkDue();
        assertThat(status(TENANT, "example.com")).contains(VerificationStatus.TemporaryFailure);
        assertThat(identities.covering(TENANT, "a@example.com")).isPresent();

        clock.advance(Duration.ofHours(71));
        verifier.checkDue();
        assertThat(status(TENANT, "example.com")).contains(VerificationStatus.TemporaryFailure);
        clock.advance(Duration.ofHours(2));
        verifier.checkDue();
        assertThat(status(TENANT, "example.com")).contains(VerificationStatus.Failed);
        assertThat(identities.covering(TENANT, "a@example.com")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "a@",
                "@b",
                "a b@c.d",
                "a@b@c",
                "a@b c",
                "a@b\r\nBcc: x",
                "ü@example.com",
                "a@b.c\u0000",
                "a\u0007@b.c",
                "\"\u001b\"@b.c",
                "a@b.c\u007f"
            })
    void badAddressesAreRefused(String address) {
        assertThatThrownBy(() -> identities.verifyEmail(TENANT, address))
                .isInstanceOfSatisfying(
                        SesException.class, e -> assertThat(e.error()).isEqualTo(SesError.INVALID_PARAMETER_VALUE))
                .hasMessage("Invalid email address<" + address + ">.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "localhost:25", "-a", "-a.com", "a..com", "a b.com", "a@b.com", "exämple.com", "a.com."})
    void badDomainsAreRefused(String domain) {
        assertThatThrownBy(() -> identities.verifyDomain(TENANT, domain))
                .hasMessage("Domain " + domain + " is invalid.");
    }

    @Test
    void inDevModeWhatIsAskedForIsVerified() {
        Identities dev = identities(true);
        dev.verifyEmail(TENANT, "ann@example.com");
        dev.verifyDomain(TENANT, "example.org");
        assertThat(status(TENANT, "ann@example.com")).contains(VerificationStatus.Success);
        assertThat(status(TENANT, "example.org")).contains(VerificationStatus.Success);
        assertThat(store.queue().depth().queued()).isZero();
    }

    @Test
    void listsByTypeInPages() {
        for (int i = 0; i < 25; i++) {
            identities.vouch(TENANT, "user" + i + "@example.com");
            identities.vouch(TENANT, "d" + i + ".example.com");
        }
        List<Identity> first = identities.list(TENANT, Optional.of(IdentityType.Domain), "", 10);
        List<Identity> rest = identities.list(
                TENANT, Optional.of(IdentityType.Domain), first.getLast().name(), 100);
        assertThat(first).hasSize(10);
        assertThat(rest).hasSize(15).doesNotContainAnyElementsOf(first);
        assertThat(identities.list(ELSEWHERE, Optional.empty(), "", 10)).isEmpty();
    }

    private Identities identities(boolean dev) {
        VerificationToken tokens = new VerificationToken(new byte[32]);
        VerificationMail mail = new VerificationMail(
                store.queue(),
                new MimeComposer("mail.test"),
                tokens,
                new PublicUrl(URI.create("http://127.0.0.1:8465/"), true),
                "mail.test",
                new VerificationQuota(store.counters(), account -> true, clock, true));
        Tags tags = new Tags(settings);
        TenantAssociations associations =
                new TenantAssociations(settings, new SendingTenants(settings, tags, clock), tags, clock);
        return new Identities(settings, associations, mail, tokens, clock, dev);
    }

    private Optional<VerificationStatus> status(Tenant tenant, String name) {
        return identities.find(tenant, name).map(Identity::status);
    }

    private String mailedToken(String address) throws InterruptedException {
        Lease lease = store.queue().lease(10, Duration.ZERO).getLast();
        assertThat(lease.addresses()).containsExactly(address);
        assertThat(lease.mail().kind()).isEqualTo(MailKind.SYSTEM);
        assertThat(lease.mail().envelope().sender()).isEmpty();
        Matcher link = Pattern.compile("http://127\\.0\\.0\\.1:8465/verify\\?token=(\\S+)")
                .matcher(new String(lease.content().bytes(), StandardCharsets.UTF_8));
        assertThat(link.find()).isTrue();
        return link.group(1);
    }
}
