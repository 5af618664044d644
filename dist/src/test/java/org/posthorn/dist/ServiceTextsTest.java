package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.posthorn.dist.Refusal.assertRefused;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.posthorn.engine.identity.Credential;
import org.posthorn.engine.mail.Tenant;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ses.SesClient;
import software.amazon.awssdk.services.ses.model.NotificationType;
import tools.jackson.databind.JsonNode;

/// Answers that were seen from the real service, letter by letter.
class ServiceTextsTest {
    private static final Tenant TENANT = new Tenant("123456789012", "us-east-1");

    @RegisterExtension
    static final Installation installation = Installation.capturing();

    @Given
    private static Path directory;

    @Given
    private static TestServer posthorn;

    @Given
    private static SesClient ses;

    @Test
    void headersInNotificationsNameTheTypesAndTheUnknownIdentity() {
        assertRefused(
                () -> ses.setIdentityHeadersInNotificationsEnabled(r ->
                        r.identity("example.com").notificationType("Reject").enabled(true)),
                "InvalidParameterValue",
                "Invalid notification type: Reject. Valid values are: Bounce, Complaint, Delivery.");
        assertRefused(
                () -> ses.setIdentityHeadersInNotificationsEnabled(r -> r.identity("other.test")
                        .notificationType(NotificationType.BOUNCE)
                        .enabled(true)),
                "MessageRejected",
                "Identity other.test is not verified or does not exist.");
        ses.setIdentityHeadersInNotificationsEnabled(
                r -> r.identity("example.com").notificationType("Delivery").enabled(true));
        assertThat(ses.getIdentityNotificationAttributes(r -> r.identities("example.com"))
                        .notificationAttributes()
                        .get("example.com")
                        .headersInDeliveryNotificationsEnabled())
                .isTrue();
    }

    @Test
    void trackingOptionsAreCheckedBeforeTheirSet() {
        assertRefused(
                () -> ses.createConfigurationSetTrackingOptions(
                        r -> r.configurationSetName("none").trackingOptions(t -> t.customRedirectDomain("other.test"))),
                "InvalidTrackingOptions",
                "Domain <other.test> is not verified under this account.");
        assertRefused(
                () -> ses.createConfigurationSetTrackingOptions(r ->
                        r.configurationSetName("none").trackingOptions(t -> t.customRedirectDomain("go.example.com"))),
                "ConfigurationSetDoesNotExist",
                "Configuration set <none> does not exist.");
    }

    @Test
    void policiesAreTwentyAndNoneIsEmpty() {
        posthorn.server.identities().vouch(TENANT, "policies.test");
        assertRefused(
                () -> ses.putIdentityPolicy(
                        r -> r.identity("policies.test").policyName("p").policy("")),
                "ValidationError",
                "1 validation error detected: Value at 'policy' failed to satisfy constraint: Member must have length"
                        + " greater than or equal to 1");
        String policy = """
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"210987654321"},
                "Action":"ses:SendEmail","Resource":"arn:aws:ses:us-east-1:123456789012:identity/policies.test"}]}""";
        for (int i = 0; i < 20; i++) {
            String name = "p" + i;
            ses.putIdentityPolicy(
                    r -> r.identity("policies.test").policyName(name).policy(policy));
        }
        assertRefused(
                () -> ses.putIdentityPolicy(
                        r -> r.identity("policies.test").policyName("p20").policy(policy)),
                "InvalidParameterValue",
                "Number of policies for <policies.test> exceeds max allowed number of policies per resource");
    }

    @Test
    void anUnknownIdentityIsToldInTheWordsOfEachOperation() {
        assertRefused(
                () -> ses.setIdentityDkimEnabled(r -> r.identity("none.test").dkimEnabled(true)),
                "InvalidParameterValue",
                "Domain none.test is not verified for DKIM signing.");
        assertRefused(
                () -> ses.setIdentityDkimEnabled(
                        r -> r.identity("ann@none.test").dkimEnabled(true)),
                "InvalidParameterValue",
                "Domain none.test is not verified for DKIM signing.");
        assertRefused(
                () -> ses.setIdentityMailFromDomain(r -> r.identity("none.test").mailFromDomain("mail.none.test")),
                "InvalidParameterValue",
                "Identity <none.test> does not exist.");
    }

    @Test
    void aDomainOfOneLabelIsAnIdentity() {
        assertThat(ses.verifyDomainIdentity(r -> r.domain("Intranet")).verificationToken())
                .hasSize(44);
        assertThat(ses.getIdentityVerificationAttributes(r -> r.identities("intranet"))
                        .verificationAttributes()
                        .get("intranet")
                        .verificationStatusAsString())
                .isEqualTo("Pending");
        assertThat(ses.listIdentities(r -> {}).identities()).contains("intranet");
        posthorn.server.identities().vouch(TENANT, "corp");
        assertThat(ses.sendEmail(r -> r.source("ann@mail.corp")
                                .destination(d -> d.toAddresses("bob@example.net"))
                                .message(m -> m.subject(s -> s.data("s")).body(b -> b.text(t -> t.data("t")))))
                        .messageId())
                .isNotEmpty();
        assertRefused(
                () -> ses.verifyDomainIdentity(r -> r.domain("no domain")),
                "InvalidParameterValue",
                "Domain no domain is invalid.");
    }

    @Test
    void whatCanBeNoIdentityIsRefusedByAllFourGetters() {
        for (String name : List.of(
                "user@example.com;", "example.com;", "a b@example.com", "üser@example.com", "<a@example.com>", "")) {
            String text = "Identity " + name + " is invalid. Must be a verified email address or domain.";
            assertRefused(
                    () -> ses.getIdentityVerificationAttributes(r -> r.identities(name)),
                    "InvalidParameterValue",
                    text);
            assertRefused(() -> ses.getIdentityDkimAttributes(r -> r.identities(name)), "InvalidParameterValue", text);
            assertRefused(
                    () -> ses.getIdentityNotificationAttributes(r -> r.identities(name)),
                    "InvalidParameterValue",
                    text);
            assertRefused(
                    () -> ses.getIdentityMailFromDomainAttributes(r -> r.identities(name)),
                    "InvalidParameterValue",
                    text);
        }
        assertThat(ses.getIdentityVerificationAttributes(r -> r.identities("no@such.test", "single", "\"a b\"@x.test"))
                        .verificationAttributes())
                .isEmpty();
    }

    @Test
    void anAccountIsSwitchedOffInOneRegionAndTheOperatorsWordStandsAboveItsOwn() throws Exception {
        Tenant tenant = new Tenant("210987654321", "us-east-1");
        Credential own = posthorn.tenant(tenant, "shop.test");
        posthorn.server.identities().vouch(new Tenant(tenant.accountId(), "eu-west-1"), "shop.test");
        try (SesClient east = posthorn.client(own.accessKeyId(), own.secretAccessKey());
                SesClient west = westOf(own)) {
            east.updateAccountSendingEnabled(r -> r.enabled(false));
            assertThat(east.getAccountSendingEnabled().enabled()).isFalse();
            assertThat(west.getAccountSendingEnabled().enabled()).isTrue();
            assertRefused(
                    () -> send(east, "a@shop.test"), "AccountSendingPausedException", "Account sending is disabled.");
            send(west, "a@shop.test");
            east.updateAccountSendingEnabled(r -> r.enabled(true));
            send(east, "a@shop.test");

            posthorn.server.accounts().update(tenant.accountId(), account -> account.withSendingEnabled(false));
            east.updateAccountSendingEnabled(r -> r.enabled(true));
            assertThat(east.getAccountSendingEnabled().enabled()).isFalse();
            assertRefused(
                    () -> send(west, "a@shop.test"), "AccountSendingPausedException", "Account sending is disabled.");
        }
    }

    @Test
    void enumSetsStandInTheOrderOfTheAlphabet() {
        assertRefused(
                () -> ses.putConfigurationSetDeliveryOptions(
                        r -> r.configurationSetName("s").deliveryOptions(d -> d.tlsPolicy("No"))),
                "ValidationError",
                "1 validation error detected: Value at 'deliveryOptions.tlsPolicy' failed to satisfy constraint: Member"
                        + " must satisfy enum value set: [Optional, Require]");
        assertRefused(
                () -> ses.setIdentityMailFromDomain(
                        r -> r.identity("example.com").behaviorOnMXFailure("No")),
                "ValidationError",
                "1 validation error detected: Value at 'behaviorOnMXFailure' failed to satisfy constraint: Member must"
                        + " satisfy enum value set: [RejectMessage, UseDefaultValue]");
        assertRefused(
                () -> ses.listIdentities(r -> r.identityType("No")),
                "ValidationError",
                "1 validation error detected: Value at 'identityType' failed to satisfy constraint: Member must satisfy"
                        + " enum value set: [Domain, EmailAddress]");
    }

    @Test
    void capturedTextIsAsItWasGiven() throws Exception {
        try (TestServer dev = TestServer.start(directory.resolve("dev"), true);
                SesClient client = dev.client("123456789012", "secret")) {
            client.verifyDomainIdentity(r -> r.domain("example.com"));
            for (String text : List.of("one line", "two\nlines", "ends\n", "Grüße", "日本語日本語日本語", "")) {
                String id = client.sendEmail(r -> r.source("a@example.com")
                                .destination(d -> d.toAddresses("b@example.com"))
                                .message(m -> m.subject(s -> s.data("s")).body(b -> b.text(t -> t.data(text)))))
                        .messageId();
                JsonNode body = dev.captured(id).path("Body");
                assertThat(body.path("text_part").asString()).isEqualTo(text);
                id = client.sendEmail(r -> r.source("a@example.com")
                                .destination(d -> d.toAddresses("b@example.com"))
                                .message(m -> m.subject(s -> s.data("s")).body(b -> b.html(t -> t.data("<p>" + text)))))
                        .messageId();
                body = dev.captured(id).path("Body");
                assertThat(body.path("html_part").asString()).isEqualTo("<p>" + text);
            }
        }
    }

    private static SesClient westOf(Credential own) {
        return SesClient.builder()
                .endpointOverride(posthorn.api())
                .region(Region.EU_WEST_1)
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(own.accessKeyId(), own.secretAccessKey())))
                .httpClient(UrlConnectionHttpClient.create())
                .build();
    }

    private static void send(SesClient client, String source) {
        client.sendEmail(r -> r.source(source)
                .destination(d -> d.toAddresses("b@example.net"))
                .message(m -> m.subject(s -> s.data("s")).body(b -> b.text(t -> t.data("t")))));
    }
}
