package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.posthorn.engine.identity.Credential;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.smtp.testing.PeerScript;
import org.posthorn.smtp.testing.ScriptedPeer;
import software.amazon.awssdk.services.ses.SesClient;
import software.amazon.awssdk.services.ses.model.SesException;
import software.amazon.awssdk.services.sesv2.SesV2Client;
import software.amazon.awssdk.services.sesv2.model.BadRequestException;
import software.amazon.awssdk.services.sesv2.model.NotFoundException;
import software.amazon.awssdk.services.sesv2.model.RecommendationImpact;
import software.amazon.awssdk.services.sesv2.model.ReputationEntity;
import software.amazon.awssdk.services.sesv2.model.SendingPausedException;
import software.amazon.awssdk.services.sesv2.model.SendingStatus;

/// Reputation entities by API v2, through its SDK: told, listed, stopped by their owner and by their bounces.
class EntityReputationTest {
    private static final String ARN = "arn:aws:ses:us-east-1:123456789012:";
    private static final String POLICIES = "arn:aws:ses:us-east-1:aws:reputation-policy/";

    @TempDir
    private static Path directory;

    private static ScriptedPeer relay;
    private static TestServer posthorn;
    private static Credential key;
    private static SesV2Client ses;

    @BeforeAll
    static void start() throws Exception {
        relay = ScriptedPeer.start(new PeerScript().reply("RCPT", "<gone@x.test>", "550 5.1.1 no such user\n"));
        posthorn = TestServer.start(
                directory,
                false,
                "relay.hosts=" + relay.address(),
                "account.sandbox=false",
                "suppression.reasons=off",
                "reputation.min_messages=2");
        Tenant owner = new Tenant("123456789012", "us-east-1");
        key = posthorn.tenant(owner, "example.com");
        for (String domain : List.of("paused.example", "listed-1.example", "listed-2.example")) {
            posthorn.server.identities().vouch(owner, domain);
        }
        ses = posthorn.clientV2(key.accessKeyId(), key.secretAccessKey());
    }

    @AfterAll
    static void stop() {
        ses.close();
        posthorn.close();
        relay.close();
    }

    @Test
    @Shows(
            value = {"GetReputationEntity", "UpdateReputationEntityCustomerManagedStatus"},
            face = Face.V2)
    void itsOwnerStopsTheMailOfAnIdentityOrASet() {
        ReputationEntity untouched = get(ARN + "identity/paused.example");
        assertThat(untouched.reputationEntityReference()).isEqualTo(ARN + "identity/paused.example");
        assertThat(untouched.reputationEntityTypeAsString()).isEqualTo("RESOURCE");
        assertThat(untouched.sendingStatusAggregate()).isEqualTo(SendingStatus.ENABLED);
        assertThat(untouched.reputationManagementPolicy()).isEqualTo(POLICIES + "none");
        assertThat(untouched.customerManagedStatus()).isNull();
        assertThat(untouched.awsSesManagedStatus()).isNull();
        assertThat(untouched.reputationImpact()).isNull();

        setStatus(ARN + "identity/paused.example", SendingStatus.DISABLED);
        ReputationEntity disabled = get(ARN + "identity/paused.example");
        assertThat(disabled.sendingStatusAggregate()).isEqualTo(SendingStatus.DISABLED);
        assertThat(disabled.customerManagedStatus().status()).isEqualTo(SendingStatus.DISABLED);
        assertThat(disabled.customerManagedStatus().lastUpdatedTimestamp()).isNotNull();
        // The texts of identities and tenants are guesses.
        paused(
                "Sending is paused for identity paused.example",
                () -> send("shop@paused.example", "a@x.test", null, null));
        setStatus(ARN + "identity/paused.example", SendingStatus.ENABLED);
        posthorn.ended(send("shop@paused.example", "a@x.test", null, null));

        try (SesClient v1 = posthorn.client(key.accessKeyId(), key.secretAccessKey())) {
            v1.createConfigurationSet(r -> r.configurationSet(set -> set.name("stopped")));
            setStatus(ARN + "configuration-set/stopped", SendingStatus.DISABLED);
            paused(
                    "Sending is paused for configuration set stopped",
                    () -> send("shop@example.com", "a@x.test", "stopped", null));
            assertThatExceptionOfType(SesException.class)
                    .isThrownBy(() -> v1.sendEmail(r -> r.source("shop@example.com")
                            .configurationSetName("stopped")
                            .destination(d -> d.toAddresses("a@x.test"))
                            .message(m -> m.subject(s -> s.data("Hi")).body(b -> b.text(t -> t.data("there"))))))
                    .withMessageStartingWith("Sending is paused for configuration set stopped");
            v1.deleteConfigurationSet(r -> r.configurationSetName("stopped"));
            v1.createConfigurationSet(r -> r.configurationSet(set -> set.name("stopped")));
            assertThat(get(ARN + "configuration-set/stopped").sendingStatusAggregate())
                    .as("another one of the name")
                    .isEqualTo(SendingStatus.ENABLED);
        }
    }

    /// The engine looks once a minute.
    @Test
    @Timeout(value = 240, unit = TimeUnit.SECONDS)
    @Shows(value = "UpdateReputationEntityPolicy", face = Face.V2)
    void bouncesStopATenantWhosePolicyWantsItUntilItIsReinstated() {
        String tenant = ses.createTenant(r -> r.tenantName("careless")).tenantArn();
        ses.createTenantResourceAssociation(r -> r.tenantName("careless").resourceArn(ARN + "identity/example.com"));
        setPolicy(tenant, "strict");
        assertThat(get(tenant).reputationManagementPolicy()).isEqualTo(POLICIES + "strict");
        posthorn.ended(send("shop@example.com", "gone@x.test", null, "careless"));
        assertThat(get(tenant).reputationImpact()).as("too few").isNull();
        posthorn.ended(send("shop@example.com", "there@x.test", null, "careless"));
        assertThat(get(tenant).reputationImpact()).isEqualTo(RecommendationImpact.HIGH);
        await("the pause")
                .atMost(TestServer.PATIENCE.multipliedBy(2))
                .until(() -> get(tenant).sendingStatusAggregate() == SendingStatus.DISABLED);
        ReputationEntity stopped = get(tenant);
        assertThat(stopped.awsSesManagedStatus().status()).isEqualTo(SendingStatus.DISABLED);
        assertThat(stopped.awsSesManagedStatus().cause())
                .isEqualTo("Bounce rate 50.00 %, complaint rate 0.00 %, of 2 recipients in 24 hours.");
        paused("Sending is paused for tenant careless", () -> send("shop@example.com", "a@x.test", null, "careless"));
        posthorn.ended(send("shop@example.com", "a@x.test", null, null));
        assertThat(list(Map.of("SENDING_STATUS", "DISABLED", "REPUTATION_IMPACT", "HIGH")))
                .containsExactly(tenant);

        setStatus(tenant, SendingStatus.REINSTATED);
        assertThat(get(tenant).sendingStatusAggregate()).isEqualTo(SendingStatus.REINSTATED);
        assertThat(get(tenant).awsSesManagedStatus().status()).isEqualTo(SendingStatus.ENABLED);
        posthorn.ended(send("shop@example.com", "a@x.test", null, "careless"));
    }

    @Test
    @Shows(value = "ListReputationEntities", face = Face.V2)
    void entitiesAreListedInPagesAndBySearch() {
        assertThat(list(Map.of("ENTITY_REFERENCE_PREFIX", ARN + "identity/listed", "ENTITY_TYPE", "RESOURCE")))
                .containsExactly(ARN + "identity/listed-1.example", ARN + "identity/listed-2.example");
        List<String> all = new ArrayList<>();
        String token = null;
        do {
            String next = token;
            var page = ses.listReputationEntities(r -> r.pageSize(1).nextToken(next));
            page.reputationEntities().forEach(entity -> all.add(entity.reputationEntityReference()));
            token = page.nextToken();
        } while (token != null);
        assertThat(all).contains(ARN + "identity/example.com").doesNotHaveDuplicates();
        assertThat(all).isSorted();
        refused("Invalid sending status <OFF>.", () -> list(Map.of("SENDING_STATUS", "OFF")));
        refused("Invalid reputation impact <MEDIUM>.", () -> list(Map.of("REPUTATION_IMPACT", "MEDIUM")));
        refused("Invalid Next Token", () -> ses.listReputationEntities(r -> r.nextToken("mine")));
        refused(
                "1 validation error detected: Value at 'filter' failed to satisfy constraint: Map keys must satisfy"
                        + " constraint: [Member must satisfy enum value set: [ENTITY_TYPE, REPUTATION_IMPACT,"
                        + " SENDING_STATUS, ENTITY_REFERENCE_PREFIX]]",
                () -> list(Map.of("NAME", "x")));
    }

    @Test
    void whatHasNoReputationIsRefused() {
        for (String arn : List.of(
                ARN + "identity/none.example",
                ARN + "contact-list/people",
                ARN.replace("us-east-1", "eu-west-1") + "identity/example.com",
                ARN + "identity",
                "example.com")) {
            // The text is a guess.
            String text = "The requested reputation entity <" + arn + "> does not exist.";
            assertThatExceptionOfType(NotFoundException.class)
                    .as(arn)
                    .isThrownBy(() -> get(arn))
                    .withMessageStartingWith(text);
            refused(text, () -> setStatus(arn, SendingStatus.DISABLED));
            refused(text, () -> setPolicy(arn, "none"));
        }
        refused(
                "Invalid reputation policy <" + POLICIES + "harsh>.",
                () -> setPolicy(ARN + "identity/example.com", "harsh"));
        refused(
                "1 validation error detected: Value at 'reputationEntityType' failed to satisfy constraint: Member must"
                        + " satisfy enum value set: [RESOURCE]",
                () -> ses.getReputationEntity(r ->
                        r.reputationEntityType("ACCOUNT").reputationEntityReference(ARN + "identity/example.com")));
        refused(
                "1 validation error detected: Value at 'sendingStatus' failed to satisfy constraint: Member must satisfy"
                        + " enum value set: [ENABLED, REINSTATED, DISABLED]",
                () -> ses.updateReputationEntityCustomerManagedStatus(r -> r.reputationEntityType("RESOURCE")
                        .reputationEntityReference(ARN + "identity/example.com")
                        .sendingStatus("OFF")));
    }

    private static ReputationEntity get(String arn) {
        return ses.getReputationEntity(r -> r.reputationEntityType("RESOURCE").reputationEntityReference(arn))
                .reputationEntity();
    }

    private static void setStatus(String arn, SendingStatus status) {
        ses.updateReputationEntityCustomerManagedStatus(r -> r.reputationEntityType("RESOURCE")
                .reputationEntityReference(arn)
                .sendingStatus(status));
    }

    private static void setPolicy(String arn, String policy) {
        ses.updateReputationEntityPolicy(r -> r.reputationEntityType("RESOURCE")
                .reputationEntityReference(arn)
                .reputationEntityPolicy(POLICIES + policy));
    }

    private static List<String> list(Map<String, String> filter) {
        return ses.listReputationEntities(r -> r.filterWithStrings(filter)).reputationEntities().stream()
                .map(ReputationEntity::reputationEntityReference)
                .toList();
    }

    private static void refused(String text, ThrowingCallable call) {
        assertThatExceptionOfType(BadRequestException.class).isThrownBy(call).withMessageStartingWith(text);
    }

    private static void paused(String text, ThrowingCallable call) {
        assertThatExceptionOfType(SendingPausedException.class).isThrownBy(call).withMessageStartingWith(text);
    }

    private static String send(String from, String to, String set, String tenant) {
        return ses.sendEmail(r -> r.fromEmailAddress(from)
                        .destination(d -> d.toAddresses(to))
                        .configurationSetName(set)
                        .tenantName(tenant)
                        .content(c ->
                                c.simple(m -> m.subject(s -> s.data("Hi")).body(b -> b.text(t -> t.data("there"))))))
                .messageId();
    }
}
