package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ses.SesClient;
import software.amazon.awssdk.services.ses.model.BehaviorOnMXFailure;
import software.amazon.awssdk.services.ses.model.IdentityNotificationAttributes;
import tools.jackson.databind.JsonNode;

/// Identities, who hears of their mail, who may send under them, and what their account does.
class IdentityCommandsTest extends SettingsFixture {
    @Test
    void aMailFromDomainIsSetAndTakenAway() {
        of("identity", "verify", "from.example");
        assertThat(of(
                                "identity",
                                "mail-from",
                                "From.example",
                                "bounce.from.example",
                                "--on-mx-failure",
                                "RejectMessage")
                        .toString())
                .isEqualTo("{\"name\":\"from.example\",\"domain\":\"bounce.from.example\",\"status\":\"Pending\","
                        + "\"onMxFailure\":\"RejectMessage\"}");
        assertThat(ses.getIdentityMailFromDomainAttributes(r -> r.identities("from.example"))
                        .mailFromDomainAttributes()
                        .get("from.example"))
                .satisfies(told -> assertThat(told.mailFromDomain()).isEqualTo("bounce.from.example"))
                .satisfies(
                        told -> assertThat(told.behaviorOnMXFailure()).isEqualTo(BehaviorOnMXFailure.REJECT_MESSAGE));
        refused(
                "Provided MAIL-FROM domain <b.example.org> is not subdomain of the domain of the identity <from.example>.",
                "identity",
                "mail-from",
                "from.example",
                "b.example.org");
        refused("there is no identity no.example in us-east-1", "identity", "mail-from", "no.example", "b.no.example");
        assertThat(run("identity", "mail-from", "from.example", "--account", ACCOUNT))
                .satisfies(wrong -> assertThat(wrong.code()).isEqualTo(2))
                .satisfies(wrong -> assertThat(wrong.err()).startsWith("give either DOMAIN or --remove"));
        of("identity", "mail-from", "from.example", "--remove");
        assertThat(of("identity", "show", "from.example").path("mailFrom").isNull())
                .isTrue();
    }

    @Test
    void whoHearsOfAnIdentitysMailIsSet() {
        of("identity", "verify", "told.example");
        String topic = of("topic", "create", "feedback").path("topicArn").asString();
        refused(
                "Identity told.example does not have SNS topics for both bounce and complaint notifications.",
                "identity",
                "feedback",
                "told.example",
                "off");
        of("identity", "notify", "told.example", "bounce", "--topic", topic, "--headers", "true");
        of("identity", "notify", "told.example", "complaint", "--topic", topic);
        of("identity", "feedback", "told.example", "off");
        IdentityNotificationAttributes told = notifications("told.example");
        assertThat(told.bounceTopic()).isEqualTo(topic);
        assertThat(told.headersInBounceNotificationsEnabled()).isTrue();
        assertThat(told.headersInComplaintNotificationsEnabled()).isFalse();
        assertThat(told.forwardingEnabled()).isFalse();

        // Without a topic for both, the sender is written to again.
        assertThat(of("identity", "notify", "told.example", "Complaint", "--topic", "")
                        .toString())
                .isEqualTo("{\"name\":\"told.example\",\"type\":\"Complaint\",\"topic\":null,\"headers\":false,"
                        + "\"feedback\":true}");
        assertThat(notifications("told.example").forwardingEnabled()).isTrue();
        refused("SNS topic none is invalid.", "identity", "notify", "told.example", "bounce", "--topic", "none");
        assertThat(run("identity", "notify", "told.example", "bounce", "--account", ACCOUNT)
                        .code())
                .isEqualTo(2);
    }

    @Test
    void policiesOfAnIdentityArePutShownAndDeleted() throws Exception {
        of("identity", "verify", "lent.example");
        Path policy = write("policy.json", """
                {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": "111122223333"},
                  "Action": ["ses:SendEmail"], "Resource": "arn:aws:ses:us-east-1:123456789012:identity/lent.example"}]}
                """);
        of("identity", "policy", "put", "lent.example", "partners", policy.toString());
        assertThat(ses.listIdentityPolicies(r -> r.identity("lent.example")).policyNames())
                .containsExactly("partners");
        String json = ses.getIdentityPolicies(r -> r.identity("lent.example").policyNames("partners"))
                .policies()
                .get("partners");
        assertThat(of("identity", "policy", "show", "lent.example", "partners")
                        .path("json")
                        .asString())
                .isEqualTo(json);
        assertThat(of("identity", "policy", "list", "lent.example")).hasSize(1);
        refused(
                "Invalid policy: ",
                "identity",
                "policy",
                "put",
                "lent.example",
                "p",
                write("p.json", "[]").toString());
        refused(
                "the name of a policy has at most 64 characters",
                "identity",
                "policy",
                "put",
                "lent.example",
                "p".repeat(65),
                policy.toString());
        refused("lent.example has no policy other", "identity", "policy", "show", "lent.example", "other");
        of("identity", "policy", "delete", "lent.example", "partners");
        refused("lent.example has no policy partners", "identity", "policy", "delete", "lent.example", "partners");
    }

    @Test
    void anIdentityIsAskedForGetsKeysAndIsShown() {
        assertThat(of("identity", "request", "asked.example").path("status").asString())
                .isEqualTo("Pending");
        JsonNode keys = of("identity", "make-dkim", "asked.example");
        assertThat(keys.path("selectors")).hasSize(3);
        assertThat(of("identity", "make-dkim", "asked.example")).isEqualTo(keys);
        assertThat(of("identity", "show", "asked.example").toString())
                .isEqualTo("{\"accountId\":\"123456789012\",\"region\":\"us-east-1\",\"name\":\"asked.example\","
                        + "\"type\":\"Domain\",\"status\":\"Pending\",\"dkim\":\"Pending\",\"dkimKeys\":\"ours\",\"signs\":true,"
                        + "\"mailFrom\":null,\"mailFromStatus\":null,\"onMxFailure\":null,\"feedback\":true,"
                        + "\"configurationSet\":null,\"policies\":[],\"topics\":[{\"type\":\"Bounce\",\"topic\":null,\"headers\":false},"
                        + "{\"type\":\"Complaint\",\"topic\":null,\"headers\":false},"
                        + "{\"type\":\"Delivery\",\"topic\":null,\"headers\":false}]}");
        // Its region is its own.
        assertThat(of("identity", "request", "asked@example.net", "--region", "eu-west-1")
                        .path("type")
                        .asString())
                .isEqualTo("EmailAddress");
        refused("there is no identity asked@example.net in us-east-1", "identity", "show", "asked@example.net");
    }

    @Test
    void whatAnAccountDoesIsShown() {
        String id = "123456789013";
        json("account", "create", "--id", id, "--name", "Other");
        JsonNode unused = json("key", "create", "--account", id);
        json("identity", "verify", "other.example", "--account", id);
        assertThat(json("key", "list", "--account", id))
                .singleElement()
                .satisfies(key -> assertThat(key.path("lastUsedAt").isNull()).isTrue());
        assertThat(json("account", "usage", "--id", id).toString())
                .isEqualTo("[{\"id\":\"123456789013\",\"name\":\"Other\",\"sentLast24Hours\":0.0,"
                        + "\"max24HourSend\":1000000.0,\"queued\":0,\"refused\":0,\"identities\":1,\"keys\":1,"
                        + "\"lastKeyUse\":null,\"sendingEnabled\":true,\"pausedIn\":[]}]");

        // A wrong secret is no use of a key; a right one is, at once and after a restart.
        try (SesClient stranger = posthorn.client(unused.path("accessKeyId").asString(), "wrong")) {
            assertThatThrownBy(stranger::getSendQuota).hasMessageContaining("signature");
        }
        assertThat(json("key", "list", "--account", id)
                        .get(0)
                        .path("lastUsedAt")
                        .isNull())
                .isTrue();
        ses.getSendQuota();
        String used = json("key", "list", "--account", ACCOUNT)
                .get(0)
                .path("lastUsedAt")
                .asString();
        assertThat(used).matches("20[0-9-]{8}T[0-9:]{8}Z");
        assertThat(json("account", "usage")
                        .valueStream()
                        .map(row -> row.path("id").asString()))
                .contains(ACCOUNT, id);

        assertThat(json("account", "sending", "off", "--id", id, "--region", "eu-west-1")
                        .toString())
                .isEqualTo("{\"id\":\"123456789013\",\"region\":\"eu-west-1\",\"enabled\":false,\"maySend\":false}");
        assertThat(json("account", "usage", "--id", id).get(0).path("pausedIn").toString())
                .isEqualTo("[\"eu-west-1\"]");
        json("account", "update", "--id", id, "--sending-enabled", "false");
        // The operator's own switch is another one.
        assertThat(json("account", "sending", "on", "--id", id, "--region", "eu-west-1")
                        .path("maySend")
                        .asBoolean())
                .isFalse();
        assertThat(run("account", "usage", "--id", "1").err()).isEqualTo("posthorn: there is no account 1\n");
    }

    private static IdentityNotificationAttributes notifications(String identity) {
        return ses.getIdentityNotificationAttributes(r -> r.identities(identity))
                .notificationAttributes()
                .get(identity);
    }
}
