package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.posthorn.engine.identity.Credential;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.smtp.testing.LoopbackDns;
import software.amazon.awssdk.services.ses.SesClient;
import software.amazon.awssdk.services.sesv2.SesV2Client;
import software.amazon.awssdk.services.sesv2.model.AlreadyExistsException;
import software.amazon.awssdk.services.sesv2.model.BadRequestException;
import software.amazon.awssdk.services.sesv2.model.GetEmailIdentityResponse;
import software.amazon.awssdk.services.sesv2.model.LimitExceededException;
import software.amazon.awssdk.services.sesv2.model.NotFoundException;
import software.amazon.awssdk.services.sesv2.model.SesV2Exception;

/// Policies and certificates of identities by API v2 through its SDK.
class V2IdentityPolicyTest {
    private static final String ACCOUNT = "123456789012";
    private static final String ARN = "arn:aws:ses:us-east-1:" + ACCOUNT + ":identity/";
    private static final String POLICY = "{ \"Version\": \"2012-10-17\", \"Statement\": [ { \"Effect\": \"Allow\","
            + " \"Principal\": { \"AWS\": \"210987654321\" }, \"Action\": \"ses:SendEmail\", \"Resource\": \"" + ARN
            + "%s\" } ] }";

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
            value = {
                "CreateEmailIdentityPolicy",
                "GetEmailIdentityPolicies",
                "UpdateEmailIdentityPolicy",
                "DeleteEmailIdentityPolicy"
            },
            face = Face.V2)
    void policiesAreMadeReplacedToldAndDeleted() {
        // It need not be verified: Terraform gives it its policy in the same run.
        String identity = "policy.example";
        v1.verifyDomainIdentity(r -> r.domain(identity));
        String policy = POLICY.formatted(identity);
        ses.createEmailIdentityPolicy(
                r -> r.emailIdentity(identity).policyName("partner").policy(policy));
        refused(
                AlreadyExistsException.class,
                "Policy <partner> already exists",
                () -> ses.createEmailIdentityPolicy(
                        r -> r.emailIdentity(identity).policyName("partner").policy(policy)));
        assertThat(get(identity).policies())
                .containsEntry("partner", policy.replace(" ", ""))
                .isEqualTo(ses.getEmailIdentityPolicies(r -> r.emailIdentity(identity))
                        .policies())
                .isEqualTo(v1.getIdentityPolicies(r -> r.identity(identity).policyNames("partner"))
                        .policies());
        String denying = policy.replace("Allow", "Deny");
        ses.updateEmailIdentityPolicy(
                r -> r.emailIdentity(identity).policyName("partner").policy(denying));
        assertThat(get(identity).policies()).containsEntry("partner", denying.replace(" ", ""));
        refused(
                NotFoundException.class,
                "Policy <other> does not exist",
                () -> ses.updateEmailIdentityPolicy(
                        r -> r.emailIdentity(identity).policyName("other").policy(policy)));
        refused(
                NotFoundException.class,
                "Policy <other> does not exist",
                () -> ses.deleteEmailIdentityPolicy(
                        r -> r.emailIdentity(identity).policyName("other")));
        refused(
                BadRequestException.class,
                "PolicyName is invalid. Policy names must only include alpha-numeric characters, dashes, and"
                        + " underscores.",
                () -> ses.createEmailIdentityPolicy(
                        r -> r.emailIdentity(identity).policyName("a b").policy(policy)));
        refused(
                BadRequestException.class,
                "Invalid policy: It must be a JSON object.",
                () -> ses.createEmailIdentityPolicy(
                        r -> r.emailIdentity(identity).policyName("bad").policy("[]")));
        ses.deleteEmailIdentityPolicy(r -> r.emailIdentity(identity).policyName("partner"));
        assertThat(v1.listIdentityPolicies(r -> r.identity(identity)).policyNames())
                .isEmpty();
    }

    @Test
    void anIdentityHasTwentyPoliciesAndAnUnknownOneNone() {
        String identity = "many.example";
        v1.verifyDomainIdentity(r -> r.domain(identity));
        String policy = POLICY.formatted(identity);
        for (int i = 0; i < 20; i++) {
            String name = "p" + i;
            ses.createEmailIdentityPolicy(
                    r -> r.emailIdentity(identity).policyName(name).policy(policy));
        }
        refused(
                LimitExceededException.class,
                "Number of policies for <many.example> exceeds max allowed number of policies per resource",
                () -> ses.createEmailIdentityPolicy(
                        r -> r.emailIdentity(identity).policyName("p20").policy(policy)));
        String unknown = "Email identity <unknown.test> does not exist.";
        refused(
                NotFoundException.class,
                unknown,
                () -> ses.createEmailIdentityPolicy(
                        r -> r.emailIdentity("unknown.test").policyName("p").policy(policy)));
        refused(
                NotFoundException.class,
                unknown,
                () -> ses.getEmailIdentityPolicies(r -> r.emailIdentity("unknown.test")));
    }

    @Test
    @Shows(
            value = {
                "AssociateEmailIdentityCertificate",
                "DisassociateEmailIdentityCertificate",
                "ListEmailIdentityCertificates"
            },
            face = Face.V2)
    void certificatesAreNotedAndToldAsFailed() {
        String identity = "certified.test";
        posthorn.server.identities().vouch(new Tenant(ACCOUNT, "us-east-1"), identity);
        String arn = "arn:aws:acm:us-east-1:" + ACCOUNT + ":certificate/12ab";
        ses.associateEmailIdentityCertificate(
                r -> r.emailIdentity(identity).fromAddress("ann@certified.test").certificateArn(arn));
        associate(identity, "bob@news.certified.test", arn);
        refused(
                AlreadyExistsException.class,
                "A certificate is already associated with sender <ann@certified.test> on identity <certified.test>.",
                () -> associate(identity, "ann@certified.test", arn));
        var first =
                ses.listEmailIdentityCertificates(r -> r.emailIdentity(identity).pageSize(1));
        assertThat(first.certificates()).singleElement().satisfies(certificate -> {
            assertThat(certificate.fromAddress()).isEqualTo("ann@certified.test");
            assertThat(certificate.certificateArn()).isEqualTo(arn);
            assertThat(certificate.statusAsString()).isEqualTo("FAILED");
        });
        assertThat(ses.listEmailIdentityCertificates(
                                r -> r.emailIdentity(identity).nextToken(first.nextToken()))
                        .certificates())
                .singleElement()
                .satisfies(certificate -> assertThat(certificate.fromAddress()).isEqualTo("bob@news.certified.test"));
        refused(
                BadRequestException.class,
                "FromAddress is required when EmailIdentity is a domain.",
                () -> associate(identity, null, arn));
        refused(
                BadRequestException.class,
                "FromAddress <nobody> is not a valid email address.",
                () -> associate(identity, "nobody", arn));
        refused(
                BadRequestException.class,
                "FromAddress <ann@else.test> does not belong to the domain identity <certified.test>.",
                () -> associate(identity, "ann@else.test", arn));
        refused(
                BadRequestException.class,
                "1 validation error detected: Value at 'certificateArn' failed to satisfy constraint: Member must"
                        + " satisfy regular expression pattern: arn:[\\w",
                () -> associate(identity, "cay@certified.test", "arn:aws:acm:us-east-1:x:certificate/1"));
        refused(
                NotFoundException.class,
                "Email identity <unknown.test> does not exist.",
                () -> ses.listEmailIdentityCertificates(r -> r.emailIdentity("unknown.test")));
        refused(
                BadRequestException.class,
                "Cannot delete <" + ARN + "certified.test> because it has certificates associated with it."
                        + " Disassociate all certificates and try again.",
                () -> ses.deleteEmailIdentity(r -> r.emailIdentity(identity)));
        for (String sender : List.of("ann@certified.test", "bob@news.certified.test", "ann@certified.test")) {
            ses.disassociateEmailIdentityCertificate(
                    r -> r.emailIdentity(identity).fromAddress(sender));
        }
        ses.deleteEmailIdentity(r -> r.emailIdentity(identity));
    }

    private static void associate(String identity, String from, String arn) {
        ses.associateEmailIdentityCertificate(
                r -> r.emailIdentity(identity).fromAddress(from).certificateArn(arn));
    }

    private static GetEmailIdentityResponse get(String name) {
        return ses.getEmailIdentity(r -> r.emailIdentity(name));
    }

    private static void refused(Class<? extends SesV2Exception> type, String text, ThrowingCallable call) {
        assertThatExceptionOfType(type).isThrownBy(call).withMessageStartingWith(text);
    }
}
