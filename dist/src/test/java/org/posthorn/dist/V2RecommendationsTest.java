package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.posthorn.engine.identity.Credential;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.smtp.testing.LoopbackDns;
import software.amazon.awssdk.services.sesv2.SesV2Client;
import software.amazon.awssdk.services.sesv2.model.BadRequestException;
import software.amazon.awssdk.services.sesv2.model.EmailAddressInsightsConfidenceVerdict;
import software.amazon.awssdk.services.sesv2.model.MailboxValidation;
import software.amazon.awssdk.services.sesv2.model.Recommendation;
import software.amazon.awssdk.services.sesv2.model.RecommendationImpact;
import software.amazon.awssdk.services.sesv2.model.RecommendationStatus;
import software.amazon.awssdk.services.sesv2.model.RecommendationType;
import software.amazon.awssdk.services.sesv2.model.SuppressionListReason;

/// What API v2 says of identities and addresses after a look at DNS, through its SDK.
class V2RecommendationsTest {
    private static final EmailAddressInsightsConfidenceVerdict LOW = EmailAddressInsightsConfidenceVerdict.LOW;
    private static final EmailAddressInsightsConfidenceVerdict MEDIUM = EmailAddressInsightsConfidenceVerdict.MEDIUM;
    private static final EmailAddressInsightsConfidenceVerdict HIGH = EmailAddressInsightsConfidenceVerdict.HIGH;

    @TempDir
    private static Path directory;

    private static LoopbackDns dns;
    private static TestServer posthorn;
    private static SesV2Client ses;

    /// Identities are looked at when a server starts, and every hour.
    @BeforeAll
    static void start() throws Exception {
        dns = LoopbackDns.start();
        dns.txt("_dmarc.good.example", "v=DMARC1; p=reject");
        dns.mx("good.example", 10, "mx.good.example");
        String[] settings = {
            "relay.hosts=127.0.0.1:9", "dns.servers=127.0.0.1:" + dns.address().getPort()
        };
        Credential key;
        try (TestServer first = TestServer.start(directory, false, settings)) {
            Tenant tenant = new Tenant("123456789012", "us-east-1");
            key = first.tenant(tenant, "bare.example");
            first.server.identities().vouch(tenant, "good.example");
        }
        posthorn = TestServer.start(directory, false, settings);
        ses = posthorn.clientV2(key.accessKeyId(), key.secretAccessKey());
    }

    @AfterAll
    static void stop() throws Exception {
        ses.close();
        posthorn.close();
        dns.close();
    }

    @Test
    @Shows(value = "ListRecommendations", face = Face.V2)
    void whatAnIdentityLacksIsRecommended() {
        String bare = "arn:aws:ses:us-east-1:123456789012:identity/bare.example";
        String good = "arn:aws:ses:us-east-1:123456789012:identity/good.example";
        List<Recommendation> all = await().atMost(TestServer.PATIENCE)
                .until(() -> ses.listRecommendations(r -> {}).recommendations(), found -> found.size() == 3);
        assertThat(all)
                .extracting(Recommendation::resourceArn, Recommendation::type)
                .containsExactly(
                        tuple(bare, RecommendationType.DKIM),
                        tuple(bare, RecommendationType.DMARC),
                        tuple(good, RecommendationType.DKIM));
        assertThat(all.get(1))
                .satisfies(found ->
                        assertThat(found.description()).isEqualTo("The domain bare.example has no DMARC record."))
                .satisfies(found -> assertThat(found.status()).isEqualTo(RecommendationStatus.OPEN))
                .satisfies(found -> assertThat(found.impact()).isEqualTo(RecommendationImpact.HIGH))
                .satisfies(found -> assertThat(found.createdTimestamp()).isEqualTo(found.lastUpdatedTimestamp()));
        assertThat(ses.listRecommendations(r -> r.filterWithStrings(Map.of("TYPE", "DKIM", "RESOURCE_ARN", good)))
                        .recommendations())
                .containsExactly(all.get(2));
        var first = ses.listRecommendations(r -> r.pageSize(2));
        assertThat(first.recommendations()).isEqualTo(all.subList(0, 2));
        assertThat(ses.listRecommendations(r -> r.nextToken(first.nextToken())).recommendations())
                .isEqualTo(all.subList(2, 3));
    }

    /// The texts about pages are guesses.
    @Test
    void filtersAndPagesAreChecked() {
        refused(
                () -> ses.listRecommendations(r -> r.filterWithStrings(Map.of("COLOUR", "red"))),
                "1 validation error detected: Value at 'filter' failed to satisfy constraint: Map keys must satisfy"
                        + " constraint: [Member must satisfy enum value set: [TYPE, IMPACT, STATUS, RESOURCE_ARN]]");
        refused(
                () -> ses.listRecommendations(
                        r -> r.filterWithStrings(Map.of("TYPE", "DKIM", "STATUS", "OPEN", "IMPACT", "HIGH"))),
                "1 validation error detected: Value at 'filter' failed to satisfy constraint: Member must have length less"
                        + " than or equal to 2");
        refused(() -> ses.listRecommendations(r -> r.pageSize(101)), "The page size must be between 1 and 100");
        refused(() -> ses.listRecommendations(r -> r.nextToken("strange")), "Invalid NextToken <strange>.");
    }

    private static void refused(Runnable call, String text) {
        assertThatExceptionOfType(BadRequestException.class)
                .isThrownBy(call::run)
                .satisfies(e -> assertThat(e.awsErrorDetails().errorMessage()).isEqualTo(text));
    }

    private static List<EmailAddressInsightsConfidenceVerdict> verdicts(String address) {
        MailboxValidation found =
                ses.getEmailAddressInsights(r -> r.emailAddress(address)).mailboxValidation();
        var evaluations = found.evaluations();
        return List.of(
                found.isValid().confidenceVerdict(),
                evaluations.hasValidSyntax().confidenceVerdict(),
                evaluations.hasValidDnsRecords().confidenceVerdict(),
                evaluations.mailboxExists().confidenceVerdict(),
                evaluations.isRoleAddress().confidenceVerdict(),
                evaluations.isDisposable().confidenceVerdict(),
                evaluations.isRandomInput().confidenceVerdict());
    }

    /// Valid, syntax, DNS records, mailbox, role, disposable, random.
    @Test
    @Shows(value = "GetEmailAddressInsights", face = Face.V2)
    void anAddressIsLookedAtWithoutSendingToIt() {
        assertThat(verdicts("ann@good.example")).containsExactly(MEDIUM, HIGH, HIGH, MEDIUM, LOW, LOW, LOW);
        assertThat(verdicts("Postmaster+x@good.example")).containsExactly(MEDIUM, HIGH, HIGH, MEDIUM, HIGH, LOW, LOW);
        assertThat(verdicts("sdfghjkl@good.example")).containsExactly(MEDIUM, HIGH, HIGH, MEDIUM, LOW, LOW, HIGH);
        assertThat(verdicts("ann@nowhere.example")).containsExactly(LOW, HIGH, LOW, LOW, LOW, LOW, LOW);
        assertThat(verdicts("ann@mailinator.com").get(5)).isEqualTo(HIGH);
        assertThat(verdicts("no address")).containsOnly(LOW);
        ses.putSuppressedDestination(r -> r.emailAddress("gone@good.example").reason(SuppressionListReason.BOUNCE));
        assertThat(verdicts("gone@good.example")).containsExactly(LOW, HIGH, HIGH, LOW, LOW, LOW, LOW);
        refused(() -> ses.getEmailAddressInsights(r -> r.emailAddress(" ")), "EmailAddress can't be blank.");
        refused(
                () -> ses.getEmailAddressInsights(r -> {}),
                "1 validation error detected: Value at 'emailAddress' failed to satisfy constraint: Member must not be"
                        + " null");
    }
}
