package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.posthorn.engine.delivery.RecipientState;
import org.posthorn.engine.identity.Credential;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.smtp.testing.PeerScript;
import org.posthorn.smtp.testing.ScriptedPeer;
import software.amazon.awssdk.services.sesv2.SesV2Client;
import software.amazon.awssdk.services.sesv2.model.BadRequestException;
import software.amazon.awssdk.services.sesv2.model.EventType;
import software.amazon.awssdk.services.sesv2.model.FeatureStatus;
import software.amazon.awssdk.services.sesv2.model.GetConfigurationSetResponse;
import software.amazon.awssdk.services.sesv2.model.HttpsPolicy;
import software.amazon.awssdk.services.sesv2.model.NotFoundException;
import software.amazon.awssdk.services.sesv2.model.SesV2Exception;
import software.amazon.awssdk.services.sesv2.model.SuppressionListReason;
import software.amazon.awssdk.services.sesv2.model.TlsPolicy;
import tools.jackson.databind.JsonNode;

/// What the options of a configuration set do to its mail, and what is refused of them.
class V2SetOptionsTest {
    private static final String STREAM = "arn:aws:firehose:us-east-1:123456789012:deliverystream/options";

    @TempDir
    private static Path directory;

    private static ScriptedPeer relay;
    private static TestServer posthorn;
    private static SesV2Client ses;

    @BeforeAll
    static void start() throws Exception {
        relay = ScriptedPeer.start(new PeerScript()
                .reply("RCPT", "<late@x.test>", "451 4.2.0 come again\n")
                .reply("RCPT", "<gone-quiet@x.test>", "550 5.1.1 no such user\n")
                .reply("RCPT", "<gone-kept@x.test>", "550 5.1.1 no such user\n"));
        posthorn = TestServer.start(directory, false, "relay.hosts=" + relay.address(), "account.sandbox=false");
        Credential key = posthorn.tenant(new Tenant("123456789012", "us-east-1"), "example.com");
        ses = posthorn.clientV2(key.accessKeyId(), key.secretAccessKey());
    }

    @AfterAll
    static void stop() {
        ses.close();
        posthorn.close();
        relay.close();
    }

    @Test
    @Shows(value = "PutConfigurationSetSuppressionOptions", face = Face.V2)
    void aSetDecidesForWhichReasonsAddressesAreNotWrittenTo() {
        create("reasons");
        ses.putSuppressedDestination(r -> r.emailAddress("angry@x.test").reason(SuppressionListReason.COMPLAINT));
        assertThat(status(send("reasons", "angry@x.test")))
                .as("without a word of it the account's list holds")
                .isEqualTo(RecipientState.Status.BOUNCED);
        ses.putConfigurationSetSuppressionOptions(
                r -> r.configurationSetName("reasons").suppressedReasons(SuppressionListReason.BOUNCE));
        assertThat(status(send("reasons", "angry@x.test"))).isEqualTo(RecipientState.Status.DELIVERED);
        ses.putConfigurationSetSuppressionOptions(r -> r.configurationSetName("reasons")
                .suppressedReasons(SuppressionListReason.COMPLAINT, SuppressionListReason.BOUNCE));
        assertThat(status(send("reasons", "angry@x.test"))).isEqualTo(RecipientState.Status.BOUNCED);
        assertThat(get("reasons").suppressionOptions().suppressedReasons())
                .containsExactly(SuppressionListReason.BOUNCE, SuppressionListReason.COMPLAINT);
        ses.putConfigurationSetSuppressionOptions(r -> r.configurationSetName("reasons"));
        assertThat(get("reasons").suppressionOptions().suppressedReasons())
                .as("explicitly none")
                .isEmpty();
        assertThat(status(send("reasons", "angry@x.test"))).isEqualTo(RecipientState.Status.DELIVERED);
    }

    @Test
    void aSetDecidesWhatPutsAddressesOnTheList() {
        create("quiet");
        ses.putConfigurationSetSuppressionOptions(r -> r.configurationSetName("quiet"));
        // The other bounces later, so that what the first leads to was decided.
        assertThat(status(send("quiet", "gone-quiet@x.test"))).isEqualTo(RecipientState.Status.BOUNCED);
        create("keeping");
        send("keeping", "gone-kept@x.test");
        await("the entry")
                .atMost(TestServer.PATIENCE)
                .ignoreExceptions()
                .until(() -> ses.getSuppressedDestination(r -> r.emailAddress("gone-kept@x.test"))
                        .suppressedDestination()
                        .reason()
                        .equals(SuppressionListReason.BOUNCE));
        assertThatExceptionOfType(NotFoundException.class)
                .isThrownBy(() -> ses.getSuppressedDestination(r -> r.emailAddress("gone-quiet@x.test")));
    }

    @Test
    void whatIsWrongWithReasonsIsSaid() {
        create("judged");
        assertBad(
                () -> ses.putConfigurationSetSuppressionOptions(
                        r -> r.configurationSetName("judged").suppressedReasonsWithStrings("SPITE")),
                "Reason SPITE is invalid, must be one of [BOUNCE, COMPLAINT].");
        assertBad(
                () -> ses.putConfigurationSetSuppressionOptions(
                        r -> r.configurationSetName("judged").suppressionScope("WORLD")),
                "1 validation error detected: Value at 'suppressionScope' failed to satisfy constraint: Member must"
                        + " satisfy enum value set: [TENANT, ACCOUNT]");
        // A guess.
        assertBad(
                () -> ses.putConfigurationSetSuppressionOptions(r -> r.configurationSetName("judged")
                        .validationOptions(
                                v -> v.conditionThreshold(c -> c.conditionThresholdEnabled(FeatureStatus.ENABLED)))),
                "ConditionThresholdEnabled can only be DISABLED: this service does not judge addresses before it"
                        + " sends.");
        ses.putConfigurationSetSuppressionOptions(r -> r.configurationSetName("judged")
                .suppressionScope("ACCOUNT")
                .validationOptions(v -> v.conditionThreshold(c -> c.conditionThresholdEnabled(FeatureStatus.DISABLED)
                        .overallConfidenceThreshold(t -> t.confidenceVerdictThreshold("HIGH")))));
        assertThat(get("judged").suppressionOptions().suppressionScopeAsString())
                .isEqualTo("ACCOUNT");
        assertThat(get("judged")
                        .suppressionOptions()
                        .validationOptions()
                        .conditionThreshold()
                        .overallConfidenceThreshold()
                        .confidenceVerdictThresholdAsString())
                .isEqualTo("HIGH");
        assertUnknown(() -> ses.putConfigurationSetSuppressionOptions(r -> r.configurationSetName("none")));
    }

    @Test
    @Shows(value = "PutConfigurationSetDeliveryOptions", face = Face.V2)
    void aSetSaysHowLongItsMessagesAreTried() {
        create("hurried");
        ses.putConfigurationSetDeliveryOptions(
                r -> r.configurationSetName("hurried").maxDeliverySeconds(300L).tlsPolicy(TlsPolicy.OPTIONAL));
        toStream("hurried", EventType.DELIVERY_DELAY);
        JsonNode delay = StreamFiles.event(directory, "options", "DeliveryDelay", send("hurried", "late@x.test"));
        Instant accepted = Instant.parse(delay.get("mail").get("timestamp").asString());
        assertThat(Instant.parse(
                        delay.get("deliveryDelay").get("expirationTime").asString()))
                .isEqualTo(accepted.plus(Duration.ofMinutes(5)));

        String least = "1 validation error detected: Value at 'maxDeliverySeconds' failed to satisfy constraint: Member"
                + " must have value greater than or equal to 300";
        assertBad(
                () -> ses.putConfigurationSetDeliveryOptions(
                        r -> r.configurationSetName("hurried").maxDeliverySeconds(299L)),
                least);
        assertBad(
                () -> ses.putConfigurationSetDeliveryOptions(
                        r -> r.configurationSetName("hurried").maxDeliverySeconds(50_401L)),
                least.replace("greater", "less").replace("300", "50400"));
        assertBad(
                () -> ses.putConfigurationSetDeliveryOptions(r ->
                        r.configurationSetName("hurried").sendingPoolName(" ").maxDeliverySeconds(1L)),
                "sendingPoolName can't be blank.");
        assertBad(
                () -> ses.putConfigurationSetDeliveryOptions(r -> r.configurationSetName("hurried")
                        .sendingPoolName("pool")
                        .maxDeliverySeconds(1L)),
                "SendingPool <pool> doesn't exist");
        assertBad(
                () -> ses.putConfigurationSetDeliveryOptions(r ->
                        r.configurationSetName("hurried").tlsPolicy("SOMETIMES").sendingPoolName("pool")),
                "1 validation error detected: Value at 'tlsPolicy' failed to satisfy constraint: Member must satisfy"
                        + " enum value set: [OPTIONAL, REQUIRE]");
        assertThat(get("hurried").deliveryOptions().maxDeliverySeconds()).isEqualTo(300);
        ses.putConfigurationSetDeliveryOptions(r -> r.configurationSetName("hurried"));
        assertThat(get("hurried").deliveryOptions()).isNull();
        assertUnknown(() -> ses.putConfigurationSetDeliveryOptions(r -> r.configurationSetName("none")));
    }

    @Test
    @Shows(
            value = {"PutConfigurationSetTrackingOptions", "PutConfigurationSetVdmOptions"},
            face = Face.V2)
    void aSetSaysWhereItsLinksLeadAndWhetherTheyAreCounted() {
        create("counted");
        assertThat(html("counted", "uncounted@x.test")).contains("https://shop.test/");
        ses.putConfigurationSetVdmOptions(r -> r.configurationSetName("counted")
                .vdmOptions(o -> o.dashboardOptions(d -> d.engagementMetrics(FeatureStatus.ENABLED))
                        .guardianOptions(g -> g.optimizedSharedDelivery(FeatureStatus.DISABLED))));
        assertThat(html("counted", "counted@x.test"))
                .as("seen without any event destination")
                .contains("href=\"http://127.0.0.1:")
                .contains("<img");
        ses.putConfigurationSetTrackingOptions(r -> r.configurationSetName("counted")
                .customRedirectDomain("go.example.com")
                .httpsPolicy(HttpsPolicy.REQUIRE));
        assertThat(html("counted", "secure@x.test"))
                .contains("href=\"https://go.example.com/L0/")
                .contains("src=\"https://go.example.com/I0/");
        ses.putConfigurationSetTrackingOptions(
                r -> r.configurationSetName("counted").customRedirectDomain("go.example.com"));
        assertThat(html("counted", "plain@x.test")).contains("src=\"http://go.example.com/I0/");

        assertBad(
                () -> ses.putConfigurationSetTrackingOptions(
                        r -> r.configurationSetName("counted").httpsPolicy("NEVER")),
                "CustomRedirectDomain must be specified.");
        assertBad(
                () -> ses.putConfigurationSetTrackingOptions(r -> r.configurationSetName("counted")
                        .customRedirectDomain("elsewhere.test")
                        .httpsPolicy("NEVER")),
                "Domain <elsewhere.test> is not verified under this account.");
        assertBad(
                () -> ses.putConfigurationSetTrackingOptions(r -> r.configurationSetName("counted")
                        .customRedirectDomain("go.example.com")
                        .httpsPolicy("NEVER")),
                "1 validation error detected: Value at 'httpsPolicy' failed to satisfy constraint: Member must satisfy"
                        + " enum value set: [OPTIONAL, REQUIRE, REQUIRE_OPEN_ONLY]");
        ses.putConfigurationSetTrackingOptions(r -> r.configurationSetName("counted"));
        assertThat(get("counted").trackingOptions()).isNull();
        assertUnknown(() -> ses.putConfigurationSetTrackingOptions(r -> r.configurationSetName("none")));

        assertThat(get("counted").vdmOptions().guardianOptions().optimizedSharedDelivery())
                .isEqualTo(FeatureStatus.DISABLED);
        assertBad(
                () -> ses.putConfigurationSetVdmOptions(r -> r.configurationSetName("counted")
                        .vdmOptions(o -> o.dashboardOptions(d -> d.engagementMetrics("MAYBE")))),
                "1 validation error detected: Value at 'vdmOptions.dashboardOptions.engagementMetrics' failed to satisfy"
                        + " constraint: Member must satisfy enum value set: [ENABLED, DISABLED]");
        ses.putConfigurationSetVdmOptions(r -> r.configurationSetName("counted"));
        assertThat(get("counted").vdmOptions()).isNull();
        assertUnknown(() -> ses.putConfigurationSetVdmOptions(r -> r.configurationSetName("none")));
    }

    /// The texts of what is refused are a guess.
    @Test
    @Shows(
            value = {"PutConfigurationSetArchivingOptions", "UpdateConfigurationSet"},
            face = Face.V2)
    void archivesAndSmimeAreRefused() {
        create("plain");
        String archive = "arn:aws:ses:us-east-1:123456789012:mailmanager-archive/a-0123456789abcdefghijklmnop";
        assertBad(
                () -> ses.putConfigurationSetArchivingOptions(
                        r -> r.configurationSetName("plain").archiveArn(archive)),
                "Archive <" + archive
                        + "> does not exist: Mail Manager and its archives are not part of this service.");
        assertBad(
                () -> ses.createConfigurationSet(
                        r -> r.configurationSetName("archived").archivingOptions(o -> o.archiveArn(archive))),
                "Archive <" + archive
                        + "> does not exist: Mail Manager and its archives are not part of this service.");
        ses.putConfigurationSetArchivingOptions(r -> r.configurationSetName("plain"));
        assertUnknown(() -> ses.putConfigurationSetArchivingOptions(r -> r.configurationSetName("none")));

        assertBad(
                () -> ses.updateConfigurationSet(r -> r.configurationSetName("plain")
                        .messageSecurityOptions(o -> o.signingScheme(s -> s.smimeScheme(m -> {})))),
                "SmimeScheme is not available: this service does not sign messages by S/MIME.");
        ses.updateConfigurationSet(r -> r.configurationSetName("plain")
                .messageSecurityOptions(o -> o.signingScheme(s -> s.defaultScheme(d -> {}))));
        ses.updateConfigurationSet(r -> r.configurationSetName("plain"));
        assertThat(get("plain").messageSecurityOptions().signingScheme().defaultScheme())
                .as("what is not given stays")
                .isNotNull();
        assertUnknown(() -> ses.updateConfigurationSet(r -> r.configurationSetName("none")));
    }

    private static void create(String name) {
        ses.createConfigurationSet(r -> r.configurationSetName(name));
    }

    private static GetConfigurationSetResponse get(String name) {
        return ses.getConfigurationSet(r -> r.configurationSetName(name));
    }

    private static void toStream(String set, EventType type) {
        ses.createConfigurationSetEventDestination(r -> r.configurationSetName(set)
                .eventDestinationName("file")
                .eventDestination(d -> d.enabled(true)
                        .matchingEventTypes(type)
                        .kinesisFirehoseDestination(f ->
                                f.iamRoleArn("arn:aws:iam::123456789012:role/r").deliveryStreamArn(STREAM))));
    }

    private static RecipientState.Status status(String messageId) {
        return posthorn.ended(messageId).recipients().getFirst().status();
    }

    private static String send(String set, String to) {
        return ses.sendEmail(r -> r.fromEmailAddress("shop@example.com")
                        .destination(d -> d.toAddresses(List.of(to)))
                        .configurationSetName(set)
                        .content(c -> c.simple(m -> m.subject(s -> s.data("s"))
                                .body(b ->
                                        b.html(h -> h.data("<body><a href=\"https://shop.test/\">buy</a></body>"))))))
                .messageId();
    }

    private static String html(String set, String to) {
        send(set, to);
        return TestServer.arrived(relay, to).text().replace("=\r\n", "").replace("=3D", "=");
    }

    private static void assertUnknown(ThrowingCallable call) {
        assertThatExceptionOfType(NotFoundException.class)
                .isThrownBy(call)
                .satisfies(e -> assertThat(e.awsErrorDetails().errorMessage())
                        .isEqualTo("Configuration set <none> does not exist."));
    }

    private static void assertBad(ThrowingCallable call, String text) {
        assertThatExceptionOfType(BadRequestException.class)
                .isThrownBy(call)
                .extracting(SesV2Exception::awsErrorDetails)
                .satisfies(details -> assertThat(details.errorMessage()).isEqualTo(text));
    }
}
