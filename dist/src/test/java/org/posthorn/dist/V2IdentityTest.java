package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.posthorn.engine.identity.Credential;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.smtp.testing.LoopbackDns;
import software.amazon.awssdk.services.ses.SesClient;
import software.amazon.awssdk.services.ses.model.NotificationType;
import software.amazon.awssdk.services.sesv2.SesV2Client;
import software.amazon.awssdk.services.sesv2.model.AlreadyExistsException;
import software.amazon.awssdk.services.sesv2.model.BadRequestException;
import software.amazon.awssdk.services.sesv2.model.BehaviorOnMxFailure;
import software.amazon.awssdk.services.sesv2.model.CreateEmailIdentityResponse;
import software.amazon.awssdk.services.sesv2.model.GetEmailIdentityResponse;
import software.amazon.awssdk.services.sesv2.model.IdentityInfo;
import software.amazon.awssdk.services.sesv2.model.IdentityType;
import software.amazon.awssdk.services.sesv2.model.ListEmailIdentitiesResponse;
import software.amazon.awssdk.services.sesv2.model.MailFromDomainStatus;
import software.amazon.awssdk.services.sesv2.model.NotFoundException;
import software.amazon.awssdk.services.sesv2.model.SesV2Exception;
import software.amazon.awssdk.services.sesv2.model.Tag;
import software.amazon.awssdk.services.sesv2.model.VerificationStatus;

/// Identities by API v2 through its SDK, and that API v1 has the same.
class V2IdentityTest {
    private static final String ACCOUNT = "123456789012";

    @TempDir
    private static Path directory;

    private static LoopbackDns dns;
    private static TestServer posthorn;
    private static SesV2Client ses;
    private static SesClient v1;

    @BeforeAll
    static void start() throws Exception {
        dns = LoopbackDns.start();
        posthorn = TestServer.start(
                directory,
                false,
                "relay.mode=capture",
                "account.sandbox=false",
                "dns.servers=127.0.0.1:" + dns.address().getPort());
        Credential key = posthorn.tenant(new Tenant(ACCOUNT, "us-east-1"), "example.com");
        ses = posthorn.clientV2(key.accessKeyId(), key.secretAccessKey());
        v1 = posthorn.client(key.accessKeyId(), key.secretAccessKey());
    }

    @AfterAll
    static void stop() {
        v1.close();
        ses.close();
        posthorn.close();
        dns.close();
    }

    @Test
    @Shows(
            value = {"CreateEmailIdentity", "GetEmailIdentity", "DeleteEmailIdentity"},
            face = Face.V2)
    void anIdentityIsMadeWithAllThatIsSaidOfItToldAndDeleted() {
        v1.createConfigurationSet(r -> r.configurationSet(c -> c.name("of-new")));
        CreateEmailIdentityResponse made = ses.createEmailIdentity(r -> r.emailIdentity("New.Example")
                .tags(Tag.builder().key("team").value("mail").build())
                .configurationSetName("of-new"));
        assertThat(made.identityType()).isEqualTo(IdentityType.DOMAIN);
        assertThat(made.verifiedForSendingStatus()).isFalse();
        GetEmailIdentityResponse told = ses.getEmailIdentity(r -> r.emailIdentity("new.example"));
        assertThat(told.identityType()).isEqualTo(IdentityType.DOMAIN);
        assertThat(told.feedbackForwardingStatus()).isTrue();
        assertThat(told.verifiedForSendingStatus()).isFalse();
        assertThat(told.verificationStatus()).isEqualTo(VerificationStatus.PENDING);
        assertThat(told.dkimAttributes().lastKeyGenerationTimestamp()).isNotNull();
        assertThat(told.tags())
                .singleElement()
                .satisfies(tag -> assertThat(tag.value()).isEqualTo("mail"));
        assertThat(told.configurationSetName()).isEqualTo("of-new");
        assertThat(told.policies()).isEmpty();
        assertThat(v1.listIdentities(r -> r.maxItems(100)).identities()).contains("new.example");
        assertThat(v1.getIdentityDkimAttributes(r -> r.identities("new.example"))
                        .dkimAttributes()
                        .get("new.example")
                        .dkimTokens())
                .isEqualTo(told.dkimAttributes().tokens());
        // Its token is that of v1.
        assertThat(v1.verifyDomainIdentity(r -> r.domain("new.example")).verificationToken())
                .isEqualTo(v1.getIdentityVerificationAttributes(r -> r.identities("new.example"))
                        .verificationAttributes()
                        .get("new.example")
                        .verificationToken());
        assertThat(get("new.example").configurationSetName()).isEqualTo("of-new");

        ses.deleteEmailIdentity(r -> r.emailIdentity("new.example"));
        refused(NotFoundException.class, "Email identity new.example does not exist.", () -> get("new.example"));
        refused(
                NotFoundException.class,
                "Email identity new.example does not exist.",
                () -> ses.deleteEmailIdentity(r -> r.emailIdentity("new.example")));
        assertThat(v1.listIdentities(r -> r.maxItems(100)).identities()).doesNotContain("new.example");
        ses.createEmailIdentity(r -> r.emailIdentity("new.example"));
        assertThat(get("new.example").tags()).as("went with it").isEmpty();
    }

    @Test
    void whatIsWrongWithANewIdentityIsToldAndNothingIsMade() {
        refused(
                AlreadyExistsException.class,
                "Email identity example.com already exist.",
                () -> ses.createEmailIdentity(
                        r -> r.emailIdentity("example.com").configurationSetName("none")));
        refused(
                BadRequestException.class,
                "Invalid tag key <aws:x>",
                () -> ses.createEmailIdentity(r -> r.emailIdentity("wrong.example")
                        .tags(Tag.builder().key("aws:x").value("").build())
                        .configurationSetName("none")));
        refused(
                NotFoundException.class,
                "Configuration set <none> does not exist.",
                () -> ses.createEmailIdentity(
                        r -> r.emailIdentity("wrong.example").configurationSetName("none")));
        refused(
                BadRequestException.class,
                "Domain not a domain is invalid.",
                () -> ses.createEmailIdentity(r -> r.emailIdentity("not a domain")));
        refused(
                BadRequestException.class,
                "Invalid email address<@x>.",
                () -> ses.createEmailIdentity(r -> r.emailIdentity("@x")));
        refused(
                BadRequestException.class,
                "The EmailIdentity value must be a valid domain.",
                () -> ses.createEmailIdentity(r -> r.emailIdentity("ann@wrong.example")
                        .dkimSigningAttributes(d -> d.nextSigningKeyLength("RSA_1024_BIT"))));
        refused(
                BadRequestException.class,
                "Both DomainSigningSelector and DomainSigningPrivateKey must be specified.",
                () -> ses.createEmailIdentity(r ->
                        r.emailIdentity("wrong.example").dkimSigningAttributes(d -> d.domainSigningSelector("s"))));
        refused(NotFoundException.class, "Email identity wrong.example", () -> get("wrong.example"));
    }

    /// What is made by v1 is told by v2.
    @Test
    void anIdentityOfV1IsToldByV2() {
        v1.verifyEmailIdentity(r -> r.emailAddress("old@elsewhere.example"));
        v1.verifyDomainIdentity(r -> r.domain("plain.example"));
        GetEmailIdentityResponse address = get("old@elsewhere.example");
        assertThat(address.identityType()).isEqualTo(IdentityType.EMAIL_ADDRESS);
        assertThat(address.verificationStatus()).isEqualTo(VerificationStatus.PENDING);
        assertThat(get("plain.example").dkimAttributes().hasTokens()).isFalse();
        assertThat(get("plain.example").dkimAttributes().signingEnabled()).isFalse();
    }

    @Test
    @Shows(value = "ListEmailIdentities", face = Face.V2)
    void identitiesAreListedInPagesAndByWhatTheyAre() {
        for (int i = 1; i <= 27; i++) {
            posthorn.server.identities().vouch(new Tenant(ACCOUNT, "us-east-1"), "list" + i + ".test");
        }
        posthorn.server.identities().vouch(new Tenant(ACCOUNT, "us-east-1"), "list@list.test");
        v1.verifyDomainIdentity(r -> r.domain("pending.list.test"));
        assertThat(ses.listEmailIdentities(r -> {}).emailIdentities())
                .as("by default")
                .hasSize(25);
        List<String> names = new ArrayList<>();
        ListEmailIdentitiesResponse page = ses.listEmailIdentities(
                r -> r.pageSize(10).filterWithStrings(Map.of("IDENTITY_NAME_CONTAINS", "LIST")));
        while (page.nextToken() != null) {
            assertThat(page.emailIdentities()).hasSize(10);
            page.emailIdentities().forEach(identity -> names.add(identity.identityName()));
            String token = page.nextToken();
            page = ses.listEmailIdentities(
                    r -> r.pageSize(10).nextToken(token).filterWithStrings(Map.of("IDENTITY_NAME_CONTAINS", "LIST")));
        }
        page.emailIdentities().forEach(identity -> names.add(identity.identityName()));
        assertThat(names).hasSize(29).doesNotHaveDuplicates().contains("list@list.test", "list27.test");
        assertThat(ses.listEmailIdentities(r -> r.filterWithStrings(
                                Map.of("IDENTITY_NAME_CONTAINS", "list", "IDENTITY_TYPE", "EMAIL_ADDRESS")))
                        .emailIdentities())
                .singleElement()
                .isEqualTo(IdentityInfo.builder()
                        .identityType(IdentityType.EMAIL_ADDRESS)
                        .identityName("list@list.test")
                        .sendingEnabled(true)
                        .verificationStatus(VerificationStatus.SUCCESS)
                        .build());
        assertThat(ses.listEmailIdentities(r -> r.filterWithStrings(
                                        Map.of("IDENTITY_NAME_CONTAINS", "list", "VERIFICATION_STATUS", "PENDING"))
                                .pageSize(100))
                        .emailIdentities())
                .singleElement()
                .satisfies(pending -> {
                    assertThat(pending.identityName()).isEqualTo("pending.list.test");
                    assertThat(pending.sendingEnabled()).isFalse();
                });
        refused(
                BadRequestException.class,
                "Invalid identity type <X>.",
                () -> ses.listEmailIdentities(r -> r.filterWithStrings(Map.of("IDENTITY_TYPE", "X"))));
        refused(
                BadRequestException.class,
                "Invalid NextToken <x>.",
                () -> ses.listEmailIdentities(r -> r.nextToken("x")));
    }

    @Test
    @Shows(value = "PutEmailIdentityFeedbackAttributes", face = Face.V2)
    void feedbackByMailIsSwitched() {
        posthorn.server.identities().vouch(new Tenant(ACCOUNT, "us-east-1"), "feedback.test");
        // Without the member it is switched off, as SES does.
        ses.putEmailIdentityFeedbackAttributes(r -> r.emailIdentity("feedback.test"));
        assertThat(get("feedback.test").feedbackForwardingStatus()).isFalse();
        assertThat(v1.getIdentityNotificationAttributes(r -> r.identities("feedback.test"))
                        .notificationAttributes()
                        .get("feedback.test")
                        .forwardingEnabled())
                .isFalse();
        v1.setIdentityFeedbackForwardingEnabled(r -> r.identity("feedback.test").forwardingEnabled(true));
        assertThat(get("feedback.test").feedbackForwardingStatus()).isTrue();
        v1.setIdentityNotificationTopic(r -> r.identity("feedback.test").notificationType(NotificationType.BOUNCE));
        refused(
                BadRequestException.class,
                "Identity unknown.test is invalid. Must be a verified email address or domain.",
                () -> ses.putEmailIdentityFeedbackAttributes(
                        r -> r.emailIdentity("unknown.test").emailForwardingEnabled(true)));
    }

    @Test
    @Shows(value = "PutEmailIdentityMailFromAttributes", face = Face.V2)
    void aMailFromDomainIsSetToldAndCleared() {
        posthorn.server.identities().vouch(new Tenant(ACCOUNT, "us-east-1"), "from.test");
        assertThat(get("from.test").mailFromAttributes().behaviorOnMxFailure())
                .isEqualTo(BehaviorOnMxFailure.USE_DEFAULT_VALUE);
        ses.putEmailIdentityMailFromAttributes(r -> r.emailIdentity("from.test")
                .mailFromDomain("bounce.from.test")
                .behaviorOnMxFailure(BehaviorOnMxFailure.REJECT_MESSAGE));
        assertThat(get("from.test").mailFromAttributes().mailFromDomain()).isEqualTo("bounce.from.test");
        assertThat(get("from.test").mailFromAttributes().mailFromDomainStatus())
                .isEqualTo(MailFromDomainStatus.PENDING);
        assertThat(v1.getIdentityMailFromDomainAttributes(r -> r.identities("from.test"))
                        .mailFromDomainAttributes()
                        .get("from.test")
                        .behaviorOnMXFailureAsString())
                .isEqualTo("RejectMessage");
        ses.putEmailIdentityMailFromAttributes(r -> r.emailIdentity("from.test").mailFromDomain(""));
        assertThat(get("from.test").mailFromAttributes().mailFromDomain()).isNull();
        assertThat(get("from.test").mailFromAttributes().behaviorOnMxFailure())
                .isEqualTo(BehaviorOnMxFailure.USE_DEFAULT_VALUE);
        refused(
                BadRequestException.class,
                "Identity <unknown.test> does not exist.",
                () -> ses.putEmailIdentityMailFromAttributes(r -> r.emailIdentity("unknown.test")));
        refused(
                BadRequestException.class,
                "Provided MAIL-FROM domain <bounce.else.test> is not subdomain of the domain of the identity"
                        + " <from.test>.",
                () -> ses.putEmailIdentityMailFromAttributes(
                        r -> r.emailIdentity("from.test").mailFromDomain("bounce.else.test")));
    }

    private static GetEmailIdentityResponse get(String name) {
        return ses.getEmailIdentity(r -> r.emailIdentity(name));
    }

    private static void refused(Class<? extends SesV2Exception> type, String text, ThrowingCallable call) {
        assertThatExceptionOfType(type).isThrownBy(call).withMessageStartingWith(text);
    }
}
