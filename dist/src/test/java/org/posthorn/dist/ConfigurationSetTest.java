package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.posthorn.engine.identity.Credential;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.smtp.testing.ScriptedPeer;
import software.amazon.awssdk.services.ses.SesClient;
import software.amazon.awssdk.services.ses.model.ConfigurationSet;
import software.amazon.awssdk.services.ses.model.ConfigurationSetAlreadyExistsException;
import software.amazon.awssdk.services.ses.model.ConfigurationSetAttribute;
import software.amazon.awssdk.services.ses.model.ConfigurationSetDoesNotExistException;
import software.amazon.awssdk.services.ses.model.ConfigurationSetSendingPausedException;
import software.amazon.awssdk.services.ses.model.DescribeConfigurationSetResponse;
import software.amazon.awssdk.services.ses.model.ListConfigurationSetsResponse;
import software.amazon.awssdk.services.ses.model.SesException;
import software.amazon.awssdk.services.ses.model.TlsPolicy;

/// Configuration sets as the AWS SDK makes and uses them.
class ConfigurationSetTest {
    @RegisterExtension
    static final Installation installation = Installation.behindRelay();

    @Given
    private static ScriptedPeer relay;

    @Given
    private static TestServer posthorn;

    @Given
    private static SesClient ses;

    @Test
    @Shows({"CreateConfigurationSet", "DeleteConfigurationSet"})
    void aSetIsMadeUsedAndDeleted() {
        ses.createConfigurationSet(r -> r.configurationSet(set -> set.name("receipts")));
        String sent = ses.sendEmail(r -> r.source("shop@example.com")
                        .destination(d -> d.toAddresses("set@example.net"))
                        .message(m -> m.subject(s -> s.data("s")).body(b -> b.text(t -> t.data("t"))))
                        .configurationSetName("receipts"))
                .messageId();
        assertThat(posthorn.ended(sent).mail().configurationSet()).contains("receipts");
        assertThat(TestServer.arrived(relay, "set@example.net").text()).contains("t");

        assertThatThrownBy(() -> create("receipts"))
                .isInstanceOfSatisfying(ConfigurationSetAlreadyExistsException.class, e -> {
                    assertThat(e.configurationSetName())
                            .as("SES does not send it")
                            .isNull();
                    assertThat(e.awsErrorDetails().errorMessage())
                            .isEqualTo("Configuration set <receipts> already exists.");
                });
        ses.deleteConfigurationSet(r -> r.configurationSetName("receipts"));
        assertThatThrownBy(() -> ses.deleteConfigurationSet(r -> r.configurationSetName("receipts")))
                .isInstanceOfSatisfying(ConfigurationSetDoesNotExistException.class, e -> {
                    assertThat(e.configurationSetName())
                            .as("SES does not send it")
                            .isNull();
                    assertThat(e.awsErrorDetails().errorMessage())
                            .isEqualTo("Configuration set <receipts> does not exist.");
                });
        assertThatThrownBy(() -> create("no spaces")).isInstanceOfSatisfying(SesException.class, e -> {
            assertThat(e.awsErrorDetails().errorCode()).isEqualTo("InvalidParameterValue");
            assertThat(e.awsErrorDetails().errorMessage())
                    .isEqualTo("Invalid configuration set name <no spaces>: only alphanumeric ASCII characters, '_', "
                            + "and '-' are allowed.");
        });
    }

    @Test
    @Shows({"DescribeConfigurationSet", "PutConfigurationSetDeliveryOptions"})
    void deliveryOptionsAreSetToldAndSetBack() {
        create("strict");
        DescribeConfigurationSetResponse fresh = ses.describeConfigurationSet(r -> r.configurationSetName("strict")
                .configurationSetAttributeNames(ConfigurationSetAttribute.DELIVERY_OPTIONS));
        assertThat(fresh.configurationSet().name()).isEqualTo("strict");
        assertThat(fresh.deliveryOptions()).isNull();

        ses.putConfigurationSetDeliveryOptions(
                r -> r.configurationSetName("strict").deliveryOptions(o -> o.tlsPolicy(TlsPolicy.REQUIRE)));
        assertThat(describe("strict", ConfigurationSetAttribute.DELIVERY_OPTIONS)
                        .deliveryOptions()
                        .tlsPolicy())
                .isEqualTo(TlsPolicy.REQUIRE);
        assertThat(describe("strict").deliveryOptions()).as("not asked for").isNull();
        DescribeConfigurationSetResponse whole =
                describe("strict", ConfigurationSetAttribute.knownValues().toArray(ConfigurationSetAttribute[]::new));
        assertThat(whole.eventDestinations()).isEmpty();
        assertThat(whole.trackingOptions()).isNull();
        assertThat(whole.reputationOptions().sendingEnabled()).isTrue();
        assertThat(whole.reputationOptions().reputationMetricsEnabled()).isFalse();

        ses.putConfigurationSetDeliveryOptions(r -> r.configurationSetName("strict"));
        assertThat(describe("strict", ConfigurationSetAttribute.DELIVERY_OPTIONS)
                        .deliveryOptions())
                .isNull();
        assertThatThrownBy(() -> ses.putConfigurationSetDeliveryOptions(
                        r -> r.configurationSetName("strict").deliveryOptions(o -> o.tlsPolicy("Sometimes"))))
                .isInstanceOfSatisfying(
                        SesException.class,
                        e -> assertThat(e.awsErrorDetails().errorMessage())
                                .isEqualTo(
                                        "1 validation error detected: Value at 'deliveryOptions.tlsPolicy' failed to "
                                                + "satisfy constraint: Member must satisfy enum value set: [Optional, Require]"));
        assertThatThrownBy(() -> ses.putConfigurationSetDeliveryOptions(r -> r.configurationSetName("none")))
                .isInstanceOf(ConfigurationSetDoesNotExistException.class);
        assertThatThrownBy(() -> describe("none")).isInstanceOf(ConfigurationSetDoesNotExistException.class);
    }

    @Test
    @Shows("UpdateConfigurationSetSendingEnabled")
    void aSetThatIsPausedRefusesMailUntilItMaySendAgain() {
        create("pausing");
        ses.updateConfigurationSetSendingEnabled(
                r -> r.configurationSetName("pausing").enabled(false));
        assertThat(describe("pausing", ConfigurationSetAttribute.REPUTATION_OPTIONS)
                        .reputationOptions()
                        .sendingEnabled())
                .isFalse();
        assertThatThrownBy(() -> send("pausing"))
                .isInstanceOf(ConfigurationSetSendingPausedException.class)
                .hasMessageContaining(
                        "Sending is paused for configuration set pausing"); // what others got when they tried SES
        ses.updateConfigurationSetSendingEnabled(
                r -> r.configurationSetName("pausing").enabled(true));
        assertThat(send("pausing")).isNotEmpty();
        assertThat(describe("pausing", ConfigurationSetAttribute.REPUTATION_OPTIONS)
                        .reputationOptions()
                        .lastFreshStart())
                .isNotNull();
        assertThatThrownBy(() -> ses.updateConfigurationSetSendingEnabled(
                        r -> r.configurationSetName("none").enabled(true)))
                .isInstanceOf(ConfigurationSetDoesNotExistException.class);
    }

    private static String send(String set) {
        return ses.sendEmail(r -> r.source("shop@example.com")
                        .destination(d -> d.toAddresses("a@example.net"))
                        .message(m -> m.subject(s -> s.data("s")).body(b -> b.text(t -> t.data("t"))))
                        .configurationSetName(set))
                .messageId();
    }

    @Test
    @Shows("ListConfigurationSets")
    void setsAreListedInPages() throws Exception {
        Credential other = posthorn.tenant(new Tenant("210987654321", "us-east-1"), "other.test");
        try (SesClient lister = posthorn.client(other.accessKeyId(), other.secretAccessKey())) {
            assertThat(lister.listConfigurationSets().configurationSets()).isEmpty();
            for (String name : List.of("b", "a", "c")) {
                lister.createConfigurationSet(r -> r.configurationSet(set -> set.name(name)));
            }
            ListConfigurationSetsResponse first = lister.listConfigurationSets(r -> r.maxItems(2));
            assertThat(first.configurationSets())
                    .extracting(ConfigurationSet::name)
                    .containsExactly("a", "b");
            ListConfigurationSetsResponse last =
                    lister.listConfigurationSets(r -> r.maxItems(2).nextToken(first.nextToken()));
            assertThat(last.configurationSets())
                    .extracting(ConfigurationSet::name)
                    .containsExactly("c");
            assertThat(last.nextToken()).isNull();
            assertThatThrownBy(() -> lister.listConfigurationSets(r -> r.maxItems(0)))
                    .hasMessageContaining("MaxItems must be between 1 and 1000 inclusive.");
            assertThatThrownBy(() -> lister.listConfigurationSets(r -> r.nextToken("x")))
                    .hasMessageContaining("NextToken is invalid.");
        }
    }

    private static void create(String name) {
        ses.createConfigurationSet(r -> r.configurationSet(set -> set.name(name)));
    }

    private static DescribeConfigurationSetResponse describe(String name, ConfigurationSetAttribute... attributes) {
        return ses.describeConfigurationSet(
                r -> r.configurationSetName(name).configurationSetAttributeNames(attributes));
    }
}
