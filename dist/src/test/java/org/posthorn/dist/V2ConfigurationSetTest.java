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
import software.amazon.awssdk.services.ses.SesClient;
import software.amazon.awssdk.services.ses.model.ConfigurationSetAttribute;
import software.amazon.awssdk.services.sesv2.SesV2Client;
import software.amazon.awssdk.services.sesv2.model.AlreadyExistsException;
import software.amazon.awssdk.services.sesv2.model.BadRequestException;
import software.amazon.awssdk.services.sesv2.model.FeatureStatus;
import software.amazon.awssdk.services.sesv2.model.GetConfigurationSetResponse;
import software.amazon.awssdk.services.sesv2.model.HttpsPolicy;
import software.amazon.awssdk.services.sesv2.model.NotFoundException;
import software.amazon.awssdk.services.sesv2.model.SendingPausedException;
import software.amazon.awssdk.services.sesv2.model.SesV2Exception;
import software.amazon.awssdk.services.sesv2.model.SuppressionListReason;
import software.amazon.awssdk.services.sesv2.model.Tag;
import software.amazon.awssdk.services.sesv2.model.TlsPolicy;

/// Configuration sets by API v2: made, told, listed, changed and deleted, and seen by API v1.
class V2ConfigurationSetTest {
    @TempDir
    private static Path directory;

    private static TestServer posthorn;
    private static SesV2Client ses;
    private static SesClient v1;

    @BeforeAll
    static void start() throws Exception {
        posthorn = TestServer.start(directory, false, "relay.mode=capture", "account.sandbox=false");
        Credential key = posthorn.tenant(new Tenant("123456789012", "us-east-1"), "example.com");
        ses = posthorn.clientV2(key.accessKeyId(), key.secretAccessKey());
        v1 = posthorn.client(key.accessKeyId(), key.secretAccessKey());
    }

    @AfterAll
    static void stop() {
        ses.close();
        v1.close();
        posthorn.close();
    }

    @Test
    @Shows(
            value = {"CreateConfigurationSet", "GetConfigurationSet", "DeleteConfigurationSet"},
            face = Face.V2)
    void aSetIsMadeWithAllItsOptionsAndGoesWithItsTags() {
        ses.createConfigurationSet(r -> r.configurationSetName("whole")
                .trackingOptions(o -> o.customRedirectDomain("Go.example.com").httpsPolicy(HttpsPolicy.REQUIRE))
                .deliveryOptions(o -> o.tlsPolicy(TlsPolicy.REQUIRE).maxDeliverySeconds(300L))
                .reputationOptions(o -> o.reputationMetricsEnabled(false))
                .sendingOptions(o -> o.sendingEnabled(true))
                .suppressionOptions(o -> o.suppressedReasons(SuppressionListReason.COMPLAINT))
                .vdmOptions(o -> o.dashboardOptions(d -> d.engagementMetrics(FeatureStatus.ENABLED)))
                .messageSecurityOptions(o -> o.signingScheme(s -> s.defaultScheme(d -> {})))
                .tags(Tag.builder().key("team").value("shop").build()));
        GetConfigurationSetResponse set = ses.getConfigurationSet(r -> r.configurationSetName("whole"));
        assertThat(set.configurationSetName()).isEqualTo("whole");
        assertThat(set.trackingOptions().customRedirectDomain()).isEqualTo("go.example.com");
        assertThat(set.trackingOptions().httpsPolicy()).isEqualTo(HttpsPolicy.REQUIRE);
        assertThat(set.deliveryOptions().tlsPolicy()).isEqualTo(TlsPolicy.REQUIRE);
        assertThat(set.deliveryOptions().maxDeliverySeconds()).isEqualTo(300);
        assertThat(set.deliveryOptions().sendingPoolName()).isNull();
        assertThat(set.reputationOptions().reputationMetricsEnabled()).isFalse();
        assertThat(set.sendingOptions().sendingEnabled()).isTrue();
        assertThat(set.suppressionOptions().suppressedReasons()).containsExactly(SuppressionListReason.COMPLAINT);
        assertThat(set.vdmOptions().dashboardOptions().engagementMetrics()).isEqualTo(FeatureStatus.ENABLED);
        assertThat(set.vdmOptions().guardianOptions()).isNull();
        assertThat(set.archivingOptions()).isNull();
        assertThat(set.messageSecurityOptions().signingScheme().defaultScheme()).isNotNull();
        assertThat(set.tags())
                .containsExactly(Tag.builder().key("team").value("shop").build());

        assertThatExceptionOfType(AlreadyExistsException.class)
                .isThrownBy(() -> create("whole"))
                .satisfies(e -> assertThat(e.awsErrorDetails().errorMessage())
                        .isEqualTo("Configuration set whole already exists."));
        ses.deleteConfigurationSet(r -> r.configurationSetName("whole"));
        assertUnknown(() -> ses.deleteConfigurationSet(r -> r.configurationSetName("whole")));
        assertUnknown(() -> get("whole"));
        create("whole");
        GetConfigurationSetResponse anew = get("whole");
        assertThat(anew.tags()).isEmpty();
        assertThat(anew.sendingOptions().sendingEnabled()).isTrue();
        assertThat(anew.reputationOptions().reputationMetricsEnabled()).isTrue();
        assertThat(List.of(
                        anew.trackingOptions() == null,
                        anew.deliveryOptions() == null,
                        anew.suppressionOptions() == null,
                        anew.vdmOptions() == null,
                        anew.messageSecurityOptions() == null))
                .as("what was never set is not told")
                .containsOnly(true);
    }

    @Test
    void whatIsWrongWithASetMakesNone() {
        assertBad(
                () -> create("no spaces"),
                "Invalid configuration set name <no spaces>: only alphanumeric ASCII"
                        + " characters, '_', and '-' are allowed.");
        assertBad(() -> create("n".repeat(65)), "Configuration set name cannot exceed 64 characters.");
        assertBad(() -> create(""), "The configuration set name must be specified.");
        assertBad(
                () -> get("no.dots"),
                "Invalid configuration set name <no.dots>: only alphanumeric ASCII characters, '_', and '-' are"
                        + " allowed.");
        assertBad(
                () -> ses.createConfigurationSet(r ->
                        r.configurationSetName("none").trackingOptions(o -> o.customRedirectDomain("elsewhere.test"))),
                "Domain <elsewhere.test> is not verified under this account.");
        assertBad(
                () -> ses.createConfigurationSet(
                        r -> r.configurationSetName("none").deliveryOptions(o -> o.sendingPoolName("pool"))),
                "SendingPool <pool> doesn't exist");
        assertBad(
                () -> ses.createConfigurationSet(
                        r -> r.configurationSetName("none").deliveryOptions(o -> o.maxDeliverySeconds(299L))),
                "1 validation error detected: Value at 'deliveryOptions.maxDeliverySeconds' failed to satisfy"
                        + " constraint: Member must have value greater than or equal to 300");
        assertBad(
                () -> ses.createConfigurationSet(r -> r.configurationSetName("none")
                        .suppressionOptions(o -> o.suppressedReasonsWithStrings("SPITE"))),
                "1 validation error detected: Value at 'suppressionOptions.suppressedReasons' failed to satisfy"
                        + " constraint: Member must satisfy constraint: [Member must satisfy enum value set: [BOUNCE,"
                        + " COMPLAINT]]");
        // A guess.
        assertBad(
                () -> ses.createConfigurationSet(r -> r.configurationSetName("none")
                        .tags(Tag.builder().key("aws:no").value("x").build())),
                "Invalid tag key <aws:no>: 'aws:' is reserved.");
        assertUnknown(() -> get("none"));
    }

    @Test
    @Shows(value = "ListConfigurationSets", face = Face.V2)
    void setsAreListedByNameInPagesAndByAPartOfIt() {
        List<String> names = List.of("list-A", "list-a", "list-b", "list-c", "other-list");
        names.forEach(V2ConfigurationSetTest::create);
        List<String> found = new ArrayList<>();
        String token = null;
        do {
            String asked = token;
            var page = ses.listConfigurationSets(r -> r.nextToken(asked)
                    .pageSize(2)
                    .filterWithStrings(Map.of("CONFIGURATION_SET_NAME_CONTAINS", "LIST")));
            assertThat(page.configurationSets()).hasSizeBetween(1, 2);
            found.addAll(page.configurationSets());
            token = page.nextToken();
        } while (token != null);
        assertThat(found).containsExactlyElementsOf(names);
        assertThat(ses.listConfigurationSets(r -> {}).configurationSets()).containsAll(names);
        assertThat(ses.listConfigurationSets(
                                r -> r.filterWithStrings(Map.of("CONFIGURATION_SET_NAME_CONTAINS", "-list")))
                        .configurationSets())
                .containsExactly("other-list");

        for (int size : List.of(0, 1_001)) {
            assertBad(
                    () -> ses.listConfigurationSets(r -> r.pageSize(size)
                            .nextToken("x")
                            .filterWithStrings(Map.of("CONFIGURATION_SET_NAME_CONTAINS", "x"))),
                    "The page size must be between 1 and 1000");
        }
        for (String part : List.of("ab", "n".repeat(65))) {
            assertBad(
                    () -> ses.listConfigurationSets(
                            r -> r.nextToken("x").filterWithStrings(Map.of("CONFIGURATION_SET_NAME_CONTAINS", part))),
                    "CONFIGURATION_SET_NAME_CONTAINS must be between 3 and 64 characters");
        }
        assertBad(() -> ses.listConfigurationSets(r -> r.nextToken("x")), "invalid nextToken x");
        assertBad(
                () -> ses.listConfigurationSets(r -> r.filterWithStrings(Map.of("COLOUR", "red"))),
                "1 validation error detected: Value at 'filter' failed to satisfy constraint: Map keys must satisfy"
                        + " constraint: [Member must satisfy enum value set: [CONFIGURATION_SET_NAME_CONTAINS]]");
    }

    @Test
    @Shows(
            value = {"PutConfigurationSetSendingOptions", "PutConfigurationSetReputationOptions"},
            face = Face.V2)
    void sendingAndMetricsAreSwitchedAndAnEmptyRequestSwitchesOff() {
        create("switched");
        ses.putConfigurationSetSendingOptions(r -> r.configurationSetName("switched"));
        ses.putConfigurationSetReputationOptions(r -> r.configurationSetName("switched"));
        assertThat(get("switched").sendingOptions().sendingEnabled()).isFalse();
        assertThat(get("switched").reputationOptions().reputationMetricsEnabled())
                .isFalse();
        assertThatExceptionOfType(SendingPausedException.class)
                .isThrownBy(() -> ses.sendEmail(r -> r.fromEmailAddress("shop@example.com")
                        .destination(d -> d.toAddresses("a@x.test"))
                        .configurationSetName("switched")
                        .content(c -> c.simple(m -> m.subject(s -> s.data("s")).body(b -> b.text(t -> t.data("t")))))))
                .withMessageStartingWith("Sending is paused for configuration set switched");
        ses.putConfigurationSetSendingOptions(
                r -> r.configurationSetName("switched").sendingEnabled(true));
        ses.putConfigurationSetReputationOptions(
                r -> r.configurationSetName("switched").reputationMetricsEnabled(true));
        GetConfigurationSetResponse on = get("switched");
        assertThat(on.sendingOptions().sendingEnabled()).isTrue();
        assertThat(on.reputationOptions().reputationMetricsEnabled()).isTrue();
        assertThat(on.reputationOptions().lastFreshStart()).isNotNull();
        assertUnknown(() -> ses.putConfigurationSetSendingOptions(r -> r.configurationSetName("none")));
        assertUnknown(() -> ses.putConfigurationSetReputationOptions(r -> r.configurationSetName("none")));
    }

    @Test
    void oneFaceShowsWhatTheOtherMade() {
        v1.createConfigurationSet(r -> r.configurationSet(s -> s.name("by-v1")));
        assertThat(get("by-v1").reputationOptions().reputationMetricsEnabled()).isFalse();
        v1.putConfigurationSetDeliveryOptions(
                r -> r.configurationSetName("by-v1").deliveryOptions(o -> o.tlsPolicy("Require")));
        v1.createConfigurationSetTrackingOptions(
                r -> r.configurationSetName("by-v1").trackingOptions(o -> o.customRedirectDomain("t.example.com")));
        assertThat(get("by-v1").deliveryOptions().tlsPolicy()).isEqualTo(TlsPolicy.REQUIRE);
        assertThat(get("by-v1").trackingOptions().customRedirectDomain()).isEqualTo("t.example.com");

        ses.createConfigurationSet(r -> r.configurationSetName("by-v2")
                .deliveryOptions(o -> o.tlsPolicy(TlsPolicy.OPTIONAL))
                .sendingOptions(o -> o.sendingEnabled(false)));
        var described = v1.describeConfigurationSet(r -> r.configurationSetName("by-v2")
                .configurationSetAttributeNames(
                        ConfigurationSetAttribute.DELIVERY_OPTIONS, ConfigurationSetAttribute.REPUTATION_OPTIONS));
        assertThat(described.deliveryOptions().tlsPolicyAsString()).isEqualTo("Optional");
        assertThat(described.reputationOptions().sendingEnabled()).isFalse();
        assertThat(described.reputationOptions().reputationMetricsEnabled()).isTrue();
        v1.deleteConfigurationSet(r -> r.configurationSetName("by-v2"));
        assertUnknown(() -> get("by-v2"));
    }

    private static void create(String name) {
        ses.createConfigurationSet(r -> r.configurationSetName(name));
    }

    private static GetConfigurationSetResponse get(String name) {
        return ses.getConfigurationSet(r -> r.configurationSetName(name));
    }

    private static void assertUnknown(ThrowingCallable call) {
        assertThatExceptionOfType(NotFoundException.class)
                .isThrownBy(call)
                .satisfies(e -> assertThat(e.awsErrorDetails().errorMessage())
                        .startsWith("Configuration set <")
                        .endsWith("> does not exist."));
    }

    private static void assertBad(ThrowingCallable call, String text) {
        assertThatExceptionOfType(BadRequestException.class)
                .isThrownBy(call)
                .extracting(SesV2Exception::awsErrorDetails)
                .satisfies(details -> assertThat(details.errorMessage()).isEqualTo(text));
    }
}
