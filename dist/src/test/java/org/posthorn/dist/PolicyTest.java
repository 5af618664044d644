package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.posthorn.dist.Refusal.assertRefused;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.posthorn.engine.identity.Credential;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.smtp.testing.ScriptedPeer;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.ses.SesClient;
import software.amazon.awssdk.services.ses.model.InvalidPolicyException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Sending for others, and keys that may do a part only, as the AWS SDK and the command line see them.
class PolicyTest {
    private static final Tenant OWNER = new Tenant("123456789012", "us-east-1");
    private static final Tenant DELEGATE = new Tenant("210987654321", "us-east-1");
    private static final String ARN = OWNER.identityArn("example.com");

    @RegisterExtension
    static final Installation installation = Installation.behindRelay();

    @Given
    private static Path directory;

    @Given
    private static ScriptedPeer relay;

    @Given
    private static TestServer posthorn;

    @Given
    private static SesClient owner;

    private static Credential delegateKey;
    private static SesClient delegate;

    @BeforeAll
    static void start() throws Exception {
        delegateKey = posthorn.tenant(DELEGATE, "delegate.test");
        delegate = posthorn.client(delegateKey);
    }

    @Test
    @Shows({"DeleteIdentityPolicy", "GetIdentityPolicies", "ListIdentityPolicies", "PutIdentityPolicy"})
    void policiesArePutToldListedAndDeleted() {
        posthorn.server.identities().vouch(OWNER, "kept.test");
        String arn = OWNER.identityArn("kept.test");
        put("kept.test", "second", allow(arn, "*"));
        owner.putIdentityPolicy(r -> r.identity("kept.test").policyName("first").policy(allow(arn, "210987654321")));
        put("kept.test", "second", "{ \"Statement\" : [" + statement(arn, "*") + "] }");

        assertThat(owner.listIdentityPolicies(r -> r.identity("KEPT.test")).policyNames())
                .containsExactly("first", "second");
        assertThat(owner.getIdentityPolicies(r -> r.identity("kept.test").policyNames("second", "unknown"))
                        .policies())
                .containsOnlyKeys("second")
                .containsEntry("second", "{\"Statement\":[" + statement(arn, "*") + "]}");

        owner.deleteIdentityPolicy(r -> r.identity("kept.test").policyName("first"));
        owner.deleteIdentityPolicy(r -> r.identity("kept.test").policyName("first"));
        assertThat(owner.listIdentityPolicies(r -> r.identity("kept.test")).policyNames())
                .containsExactly("second");

        owner.deleteIdentity(r -> r.identity("kept.test"));
        posthorn.server.identities().vouch(OWNER, "kept.test");
        assertThat(owner.listIdentityPolicies(r -> r.identity("kept.test")).policyNames())
                .as("they die with their identity")
                .isEmpty();
    }

    @Test
    void whatIsWrongWithAPolicyIsSaid() {
        posthorn.server.identities().vouch(OWNER, "wrong.test");
        String arn = OWNER.identityArn("wrong.test");
        assertThatThrownBy(() -> put("wrong.test", "p", "{}"))
                .isInstanceOfSatisfying(
                        InvalidPolicyException.class,
                        e -> assertThat(e.awsErrorDetails().errorMessage())
                                .isEqualTo("Invalid policy: Statement must hold at least one statement."));
        assertThatThrownBy(() -> put("wrong.test", "p", " ".repeat(4_097)))
                .isInstanceOf(InvalidPolicyException.class)
                .hasMessageContaining("Invalid policy: It must not be longer than 4096 characters.");
        assertRefused(
                () -> put("wrong.test", "no spaces", allow(arn, "*")),
                "InvalidParameterValue",
                "PolicyName is invalid. Policy names must only include alpha-numeric characters, dashes, and"
                        + " underscores.");
        assertRefused(
                () -> put("wrong.test", "p".repeat(65), allow(arn, "*")),
                "ValidationError",
                "1 validation error detected: Value at 'policyName' failed to satisfy constraint: Member must have"
                        + " length less than or equal to 64");
        assertRefused(
                () -> owner.listIdentityPolicies(r -> r.identity("unknown.test")),
                "InvalidParameterValue",
                "Identity <unknown.test> does not exist.");
        assertRefused(
                () -> owner.getIdentityPolicies(r -> r.identity("wrong.test")
                        .policyNames(
                                IntStream.range(0, 21).mapToObj(i -> "p" + i).toList())),
                "InvalidParameterValue",
                "The number of policy names (21) exceeds the maximum of 20.");

        IntStream.range(0, 20).forEach(i -> put("wrong.test", "p" + i, allow(arn, "*")));
        put("wrong.test", "p0", allow(arn, "*"));
        assertRefused(
                () -> put("wrong.test", "p20", allow(arn, "*")),
                "InvalidParameterValue",
                "Number of policies for <wrong.test> exceeds max allowed number of policies per resource");
    }

    @Test
    void anotherAccountSendsWhileThePolicyLetsIt() throws Exception {
        String arn = delegateKey.accessKeyId();
        String refusal = "User `arn:aws:iam::210987654321:user/" + arn
                + "' is not authorized to perform `ses:SendEmail'" + " on resource `" + ARN + "'";
        assertRefused(() -> send(delegate, "before@x.test"), "AccessDenied", refusal);

        put("example.com", "delegate", allow(ARN, "210987654321"));
        double owners = owner.getSendQuota().sentLast24Hours();
        String id = send(delegate, "during@x.test");
        assertThat(posthorn.ended(id).mail().tenant()).isEqualTo(DELEGATE);
        assertThat(TestServer.arrived(relay, "during@x.test").text()).contains("From: shop@example.com");
        assertThat(delegate.getSendQuota().sentLast24Hours())
                .as("the delegate's quota")
                .isPositive();
        assertThat(owner.getSendQuota().sentLast24Hours()).isEqualTo(owners);

        String raw = "X-SES-SOURCE-ARN: " + ARN + "\r\nFrom: shop@example.com\r\nTo: raw@x.test\r\nSubject: s\r\n\r\nt";
        delegate.sendRawEmail(r -> r.rawMessage(m -> m.data(SdkBytes.fromUtf8String(raw))));
        assertThat(TestServer.arrived(relay, "raw@x.test").text()).doesNotContain("X-SES-");
        assertThat(SmtpText.submit(
                        posthorn.server.endpoints().submission(),
                        delegateKey.accessKeyId(),
                        org.posthorn.smtp.server.SmtpCredentials.password(delegateKey.secretAccessKey(), "us-east-1"),
                        "shop@example.com",
                        "smtp@x.test",
                        raw + "\r\n"))
                .startsWith("250 Ok ");

        owner.deleteIdentityPolicy(r -> r.identity("example.com").policyName("delegate"));
        assertRefused(() -> send(delegate, "after@x.test"), "AccessDenied", refusal);
    }

    @Test
    void aKeyMayDoWhatItsPolicySays() throws Exception {
        Path policy = Files.writeString(
                directory.resolve("policy.json"),
                "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Action\": \"ses:SendEmail\","
                        + " \"Resource\": \"*\", \"Condition\": {\"StringEquals\": {\"ses:FromAddress\":"
                        + " \"app@example.com\"}}}]}");
        CommandLineRun created = CommandLineRun.on(
                directory, "key", "create", "--account", "123456789012", "--policy", policy.toString(), "--json");
        assertThat(created.code()).as(created.err()).isZero();
        JsonNode key = JsonMapper.shared().readTree(created.out());
        String id = key.get("accessKeyId").asString();
        String user = "User `arn:aws:iam::123456789012:user/" + id + "' is not authorized to perform ";
        try (SesClient limited = posthorn.client(id, key.get("secretAccessKey").asString())) {
            limited.sendEmail(r -> r.source("app@example.com")
                    .destination(d -> d.toAddresses("limited@x.test"))
                    .message(m -> m.subject(s -> s.data("s")).body(b -> b.text(t -> t.data("t")))));
            assertThat(TestServer.arrived(relay, "limited@x.test").text()).contains("From: app@example.com");
            assertRefused(
                    () -> send(limited, "not@x.test"),
                    "AccessDenied",
                    user + "`ses:SendEmail' on resource `" + ARN + "'");
            assertRefused(limited::listIdentities, "AccessDenied", user + "`ses:ListIdentities'");
            assertRefused(
                    () -> limited.deleteIdentity(r -> r.identity("example.com")),
                    "AccessDenied",
                    user + "`ses:DeleteIdentity'");
        }
        assertThat(SmtpText.submit(
                        posthorn.server.endpoints().submission(),
                        id,
                        key.get("smtpPassword").asString(),
                        "app@example.com",
                        "smtp@x.test",
                        "From: app@example.com\r\n\r\nt\r\n"))
                .startsWith("554 Access denied: " + user + "`ses:SendRawEmail' on resource `" + ARN + "'");

        Files.writeString(policy, "{\"Statement\": []}");
        CommandLineRun refused = CommandLineRun.on(
                directory, "key", "create", "--account", "123456789012", "--policy", policy.toString());
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err()).contains("Invalid policy: Statement must hold at least one statement.");
    }

    @Test
    void callsThatSendNothingAreHeldToTheConfiguredRate(@TempDir Path own) throws Exception {
        try (TestServer slow = TestServer.start(own, false, "relay.hosts=" + relay.address(), "api.control_rate=1")) {
            Credential key = slow.tenant(OWNER, "example.com");
            try (SesClient ses = slow.client(key.accessKeyId(), key.secretAccessKey())) {
                ses.listIdentities();
                assertRefused(ses::listIdentities, "Throttling", "Rate exceeded");
            }
        }
    }

    private static void put(String identity, String name, String policy) {
        owner.putIdentityPolicy(r -> r.identity(identity).policyName(name).policy(policy));
    }

    private static String send(SesClient from, String to) {
        return from.sendEmail(r -> r.source("shop@example.com")
                        .sourceArn(ARN)
                        .destination(d -> d.toAddresses(to))
                        .message(m -> m.subject(s -> s.data("s")).body(b -> b.text(t -> t.data("t")))))
                .messageId();
    }

    private static String allow(String arn, String account) {
        return "{\"Version\":\"2012-10-17\",\"Statement\":[" + statement(arn, account) + "]}";
    }

    private static String statement(String arn, String account) {
        return "{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"" + account
                + "\"},\"Action\":[\"ses:SendEmail\",\"ses:SendRawEmail\"],\"Resource\":\"" + arn + "\"}";
    }
}
