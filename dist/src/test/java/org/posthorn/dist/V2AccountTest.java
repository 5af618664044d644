package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.posthorn.engine.delivery.RecipientState;
import org.posthorn.engine.identity.Credential;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.Account;
import org.posthorn.smtp.testing.PeerScript;
import org.posthorn.smtp.testing.ScriptedPeer;
import software.amazon.awssdk.services.ses.SesClient;
import software.amazon.awssdk.services.sesv2.SesV2Client;
import software.amazon.awssdk.services.sesv2.model.BadRequestException;
import software.amazon.awssdk.services.sesv2.model.ConflictException;
import software.amazon.awssdk.services.sesv2.model.FeatureStatus;
import software.amazon.awssdk.services.sesv2.model.GetAccountResponse;
import software.amazon.awssdk.services.sesv2.model.MailType;
import software.amazon.awssdk.services.sesv2.model.NotFoundException;
import software.amazon.awssdk.services.sesv2.model.PutAccountDetailsRequest;
import software.amazon.awssdk.services.sesv2.model.ReviewStatus;
import software.amazon.awssdk.services.sesv2.model.SendingPausedException;
import software.amazon.awssdk.services.sesv2.model.SuppressionConfidenceVerdictThreshold;
import software.amazon.awssdk.services.sesv2.model.SuppressionListReason;

/// The account by API v2, through its SDK: what it may, what it says of itself, and what follows for its mail.
class V2AccountTest {
    private static final Tenant TENANT = new Tenant("123456789012", "us-east-1");

    @TempDir
    private Path directory;

    private ScriptedPeer relay;
    private TestServer posthorn;
    private Credential key;
    private SesV2Client ses;

    @BeforeEach
    void start() throws Exception {
        relay = ScriptedPeer.start(new PeerScript()
                .reply("RCPT", "<gone@x.test>", "550 5.1.1 no such user\n")
                .reply("RCPT", "<late@x.test>", "550 5.1.1 no such user\n"));
        posthorn = TestServer.start(directory, false, "relay.hosts=" + relay.address(), "account.sandbox=false");
        key = posthorn.tenant(TENANT, "example.com");
        ses = posthorn.clientV2(key.accessKeyId(), key.secretAccessKey());
    }

    @AfterEach
    void stop() {
        ses.close();
        posthorn.close();
        relay.close();
    }

    @Test
    @Shows(value = "GetAccount", face = Face.V2)
    void aFreshAccountIsToldWithItsQuota() {
        posthorn.ended(send("a@x.test"));
        GetAccountResponse account = ses.getAccount(r -> {});
        assertThat(account.dedicatedIpAutoWarmupEnabled()).isTrue();
        assertThat(account.enforcementStatus()).isEqualTo("HEALTHY");
        assertThat(account.productionAccessEnabled()).isTrue();
        assertThat(account.sendingEnabled()).isTrue();
        assertThat(account.sendQuota().max24HourSend()).isEqualTo(1_000_000);
        assertThat(account.sendQuota().maxSendRate()).isEqualTo(10_000);
        assertThat(account.sendQuota().sentLast24Hours()).isEqualTo(1);
        assertThat(account.suppressionAttributes().suppressedReasons())
                .containsExactly(SuppressionListReason.BOUNCE, SuppressionListReason.COMPLAINT);
        assertThat(account.suppressionAttributes().validationAttributes()).isNull();
        assertThat(account.details()).isNull();
        assertThat(account.vdmAttributes()).isNull();
        assertThat(account.pricingAttributes().currentPlanAsString()).isEqualTo("NONE");

        posthorn.server.accounts().update(TENANT.accountId(), known -> known.withSendingEnabled(false));
        assertThat(ses.getAccount(r -> {}).enforcementStatus()).isEqualTo("SHUTDOWN");
        assertThat(ses.getAccount(r -> {}).sendingEnabled()).isFalse();
    }

    @Test
    @Shows(value = "PutAccountSendingAttributes", face = Face.V2)
    void theSwitchForSendingIsOneForBothVersions() {
        try (SesClient v1 = posthorn.client(key.accessKeyId(), key.secretAccessKey())) {
            ses.putAccountSendingAttributes(r -> {});
            assertThat(v1.getAccountSendingEnabled().enabled()).isFalse();
            assertThat(ses.getAccount(r -> {}).sendingEnabled()).isFalse();
            assertThat(ses.getAccount(r -> {}).enforcementStatus()).isEqualTo("HEALTHY");
            assertThatExceptionOfType(SendingPausedException.class)
                    .isThrownBy(() -> send("a@x.test"))
                    .withMessageStartingWith("Account sending is disabled.");
            v1.updateAccountSendingEnabled(r -> r.enabled(true));
            assertThat(ses.getAccount(r -> {}).sendingEnabled()).isTrue();
            ses.putAccountSendingAttributes(r -> r.sendingEnabled(false));
            ses.putAccountSendingAttributes(r -> r.sendingEnabled(true));
            assertThat(send("a@x.test")).isNotEmpty();
        }
    }

    @Test
    @Shows(value = "PutAccountDetails", face = Face.V2)
    void whoAsksToLeaveTheSandboxWaitsForTheOperator() {
        ses.putAccountDetails(r -> r.mailType(MailType.TRANSACTIONAL).websiteURL("https://example.com/"));
        assertThat(ses.getAccount(r -> {}).details().reviewDetails())
                .as("nothing was asked for")
                .isNull();
        setSandbox(true);
        assertThat(ses.getAccount(r -> {}).productionAccessEnabled()).isFalse();
        ses.putAccountDetails(details(true));
        var details = ses.getAccount(r -> {}).details();
        assertThat(details.mailType()).isEqualTo(MailType.MARKETING);
        assertThat(details.websiteURL()).isEqualTo("https://example.com/news");
        assertThat(details.contactLanguageAsString()).isEqualTo("JA");
        assertThat(details.useCaseDescription()).isEqualTo("Letters");
        assertThat(details.additionalContactEmailAddresses()).containsExactly("ann@example.com");
        assertThat(details.reviewDetails().status()).isEqualTo(ReviewStatus.PENDING);
        // The text is a guess.
        assertThatExceptionOfType(ConflictException.class)
                .isThrownBy(() -> ses.putAccountDetails(details(false)))
                .withMessageStartingWith("Your account details can't be changed while they are under review.");
        setSandbox(false);
        assertThat(ses.getAccount(r -> {}).details().reviewDetails().status()).isEqualTo(ReviewStatus.GRANTED);
        ses.putAccountDetails(details(false));
        assertThat(ses.getAccount(r -> {}).details().reviewDetails()).isNull();
    }

    private void setSandbox(boolean on) {
        posthorn.server
                .accounts()
                .update(
                        TENANT.accountId(),
                        a -> new Account(
                                a.id(),
                                a.name(),
                                on,
                                a.max24HourSend(),
                                a.maxSendRate(),
                                a.sendingEnabled(),
                                a.createdAt()));
    }

    private static PutAccountDetailsRequest details(boolean production) {
        return PutAccountDetailsRequest.builder()
                .mailType(MailType.MARKETING)
                .websiteURL("https://example.com/news")
                .contactLanguage("JA")
                .useCaseDescription("Letters")
                .additionalContactEmailAddresses("ann@example.com")
                .productionAccessEnabled(production)
                .build();
    }

    @Test
    void detailsThatAreNoneAreRefused() {
        assertThatExceptionOfType(BadRequestException.class)
                .isThrownBy(() -> ses.putAccountDetails(r -> r.mailType("SPAM").websiteURL("x".repeat(1001))))
                .withMessageStartingWith(
                        "2 validation errors detected: Value at 'mailType' failed to satisfy constraint:"
                                + " Member must satisfy enum value set: [MARKETING, TRANSACTIONAL]; Value at 'websiteURL' failed"
                                + " to satisfy constraint: Member must have length less than or equal to 1000");
        for (String url : List.of("https://exa mple.com", "ftp://example.com", "https://[x")) {
            assertThatExceptionOfType(BadRequestException.class)
                    .as(url)
                    .isThrownBy(() -> ses.putAccountDetails(
                            r -> r.mailType(MailType.MARKETING).websiteURL(url)))
                    .withMessageStartingWith("Url contains invalid format");
        }
        assertThatExceptionOfType(BadRequestException.class)
                .isThrownBy(() -> ses.putAccountDetails(details(false).toBuilder()
                        .additionalContactEmailAddresses("a@x.test", "none of them")
                        .build()))
                .withMessageContaining("Value at 'additionalContactEmailAddresses' failed to satisfy constraint: Member"
                        + " must satisfy constraint: [Member must have length less than or equal to 254");
        assertThatExceptionOfType(BadRequestException.class)
                .isThrownBy(() -> ses.putAccountDetails(details(false).toBuilder()
                        .additionalContactEmailAddresses("a@x.test", "b@x.test", "c@x.test", "d@x.test", "e@x.test")
                        .build()))
                .withMessageStartingWith(
                        "1 validation error detected: Value at 'additionalContactEmailAddresses' failed to"
                                + " satisfy constraint: Member must have length less than or equal to 4");
    }

    @Test
    @Shows(value = "PutAccountSuppressionAttributes", face = Face.V2)
    void theReasonsOfTheAccountDecideWhatItsListTakesAndKeepsBack() {
        ses.putAccountSuppressionAttributes(r -> r.suppressedReasons(List.of())
                .validationAttributes(v -> v.conditionThreshold(c -> c.conditionThresholdEnabled(FeatureStatus.ENABLED)
                        .overallConfidenceThreshold(
                                o -> o.confidenceVerdictThreshold(SuppressionConfidenceVerdictThreshold.HIGH)))));
        var told = ses.getAccount(r -> {}).suppressionAttributes();
        assertThat(told.suppressedReasons()).isEmpty();
        assertThat(told.validationAttributes()
                        .conditionThreshold()
                        .overallConfidenceThreshold()
                        .confidenceVerdictThreshold())
                .isEqualTo(SuppressionConfidenceVerdictThreshold.HIGH);
        assertThat(told.validationAttributes().conditionThreshold().conditionThresholdEnabled())
                .isEqualTo(FeatureStatus.ENABLED);
        posthorn.ended(send("gone@x.test"));

        ses.putAccountSuppressionAttributes(r -> r.suppressedReasons(SuppressionListReason.BOUNCE));
        posthorn.ended(send("late@x.test"));
        // Events are followed in their order: once the later bounce is on the list, the first one was judged.
        await("the entry").atMost(TestServer.PATIENCE).until(() -> isListed("late@x.test"));
        assertThat(isListed("gone@x.test")).isFalse();

        ses.putSuppressedDestination(r -> r.emailAddress("angry@x.test").reason(SuppressionListReason.COMPLAINT));
        assertThat(status("late@x.test")).isEqualTo(RecipientState.Status.BOUNCED);
        assertThat(status("angry@x.test"))
                .as("on the list for a reason that does not count")
                .isEqualTo(RecipientState.Status.DELIVERED);
        ses.putAccountSuppressionAttributes(
                r -> r.suppressedReasons(SuppressionListReason.COMPLAINT, SuppressionListReason.BOUNCE));
        assertThat(status("angry@x.test")).isNotEqualTo(RecipientState.Status.DELIVERED);
        assertThat(ses.getAccount(r -> {}).suppressionAttributes().suppressedReasons())
                .containsExactly(SuppressionListReason.BOUNCE, SuppressionListReason.COMPLAINT);
        assertThatExceptionOfType(BadRequestException.class)
                .isThrownBy(() -> ses.putAccountSuppressionAttributes(r -> r.suppressedReasonsWithStrings("SPAM")))
                .withMessageStartingWith("1 validation error detected: Value at 'suppressedReasons' failed to satisfy"
                        + " constraint: Member must satisfy constraint: [Member must satisfy enum value set: [BOUNCE,"
                        + " COMPLAINT]]");
    }

    private boolean isListed(String address) {
        try {
            ses.getSuppressedDestination(r -> r.emailAddress(address));
            return true;
        } catch (NotFoundException e) {
            return false;
        }
    }

    private RecipientState.Status status(String address) {
        return posthorn.ended(send(address)).recipients().getFirst().status();
    }

    @Test
    @Shows(
            value = {"PutAccountVdmAttributes", "PutAccountDedicatedIpWarmupAttributes"},
            face = Face.V2)
    void switchesAreToldAsTheyWereSet() {
        ses.putAccountVdmAttributes(r -> r.vdmAttributes(v -> v.vdmEnabled(FeatureStatus.ENABLED)
                .dashboardAttributes(d -> d.engagementMetrics(FeatureStatus.ENABLED))
                .guardianAttributes(g -> g.optimizedSharedDelivery(FeatureStatus.DISABLED))));
        var vdm = ses.getAccount(r -> {}).vdmAttributes();
        assertThat(vdm.vdmEnabled()).isEqualTo(FeatureStatus.ENABLED);
        assertThat(vdm.dashboardAttributes().engagementMetrics()).isEqualTo(FeatureStatus.ENABLED);
        assertThat(vdm.guardianAttributes().optimizedSharedDelivery()).isEqualTo(FeatureStatus.DISABLED);
        ses.putAccountVdmAttributes(r -> r.vdmAttributes(v -> v.vdmEnabled(FeatureStatus.DISABLED)
                .dashboardAttributes(d -> d.engagementMetrics(FeatureStatus.ENABLED))));
        vdm = ses.getAccount(r -> {}).vdmAttributes();
        assertThat(vdm.vdmEnabled()).isEqualTo(FeatureStatus.DISABLED);
        assertThat(vdm.dashboardAttributes()).isNull();
        assertThat(vdm.guardianAttributes()).isNull();

        ses.putAccountDedicatedIpWarmupAttributes(r -> {});
        assertThat(ses.getAccount(r -> {}).dedicatedIpAutoWarmupEnabled()).isFalse();
        ses.putAccountDedicatedIpWarmupAttributes(r -> r.autoWarmupEnabled(true));
        assertThat(ses.getAccount(r -> {}).dedicatedIpAutoWarmupEnabled()).isTrue();
    }

    @Test
    @Shows(value = "PutAccountPricingAttributes", face = Face.V2)
    void nothingIsPaidFor() {
        ses.putAccountPricingAttributes(r -> r.plan("NONE"));
        assertThatExceptionOfType(BadRequestException.class)
                .isThrownBy(() -> ses.putAccountPricingAttributes(r -> r.plan("PRO")))
                .withMessageStartingWith("Posthorn has no plan but NONE: nothing is billed.");
    }

    @Test
    void whatAnAccountSaidGoesWithIt() {
        ses.putAccountSendingAttributes(r -> r.sendingEnabled(false));
        ses.putAccountSuppressionAttributes(r -> r.suppressedReasons(List.of()));
        ses.putAccountDetails(details(false));
        posthorn.server.accounts().delete(TENANT.accountId());
        posthorn.server.accounts().create(Optional.of(TENANT.accountId()), "again");
        Credential again = posthorn.server.accounts().createKey(TENANT.accountId());
        try (SesV2Client fresh = posthorn.clientV2(again.accessKeyId(), again.secretAccessKey())) {
            GetAccountResponse account = fresh.getAccount(r -> {});
            assertThat(account.sendingEnabled()).isTrue();
            assertThat(account.suppressionAttributes().suppressedReasons()).hasSize(2);
            assertThat(account.details()).isNull();
        }
    }

    private String send(String to) {
        return ses.sendEmail(r -> r.fromEmailAddress("shop@example.com")
                        .destination(d -> d.toAddresses(to))
                        .content(c ->
                                c.simple(m -> m.subject(s -> s.data("Hi")).body(b -> b.text(t -> t.data("there"))))))
                .messageId();
    }
}
