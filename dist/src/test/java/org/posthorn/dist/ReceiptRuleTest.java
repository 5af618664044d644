package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.posthorn.dist.Refusal.assertRefused;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.ses.SesClient;
import software.amazon.awssdk.services.ses.model.AlreadyExistsException;
import software.amazon.awssdk.services.ses.model.InvalidLambdaFunctionException;
import software.amazon.awssdk.services.ses.model.InvalidS3ConfigurationException;
import software.amazon.awssdk.services.ses.model.InvalidSnsTopicException;
import software.amazon.awssdk.services.ses.model.LimitExceededException;
import software.amazon.awssdk.services.ses.model.ReceiptAction;
import software.amazon.awssdk.services.ses.model.ReceiptRule;
import software.amazon.awssdk.services.ses.model.RuleDoesNotExistException;
import software.amazon.awssdk.services.ses.model.RuleSetDoesNotExistException;
import software.amazon.awssdk.services.ses.model.SNSActionEncoding;
import software.amazon.awssdk.services.ses.model.TlsPolicy;

/// Receipt rules as the AWS SDK makes them. Texts of errors are those that others got when they probed SES, unless they
/// are marked as a guess.
class ReceiptRuleTest {
    private static final ReceiptAction STOP =
            ReceiptAction.builder().stopAction(stop -> stop.scope("RuleSet")).build();

    @RegisterExtension
    static final Installation installation = Installation.capturing();

    @Given
    private static Path directory;

    @Given
    private static SesClient ses;

    private static void set(String name) {
        ses.createReceiptRuleSet(r -> r.ruleSetName(name));
    }

    private static void create(String set, Consumer<ReceiptRule.Builder> rule) {
        ses.createReceiptRule(r -> r.ruleSetName(set).rule(rule));
    }

    private static ReceiptRule describe(String set, String name) {
        return ses.describeReceiptRule(r -> r.ruleSetName(set).ruleName(name)).rule();
    }

    private static List<String> order(String set) {
        return ses.describeReceiptRuleSet(r -> r.ruleSetName(set)).rules().stream()
                .map(ReceiptRule::name)
                .toList();
    }

    private static ReceiptAction header(String name, String value) {
        return ReceiptAction.builder()
                .addHeaderAction(h -> h.headerName(name).headerValue(value))
                .build();
    }

    private static ReceiptAction one(Consumer<ReceiptAction.Builder> action) {
        ReceiptAction.Builder builder = ReceiptAction.builder();
        action.accept(builder);
        return builder.build();
    }

    private static ReceiptAction bounce(String code, String status, String message, String sender) {
        return ReceiptAction.builder()
                .bounceAction(b -> b.smtpReplyCode(code)
                        .statusCode(status)
                        .message(message)
                        .sender(sender))
                .build();
    }

    @Test
    @Shows({"CreateReceiptRule", "DescribeReceiptRule"})
    void aRuleOfANameHasTheDefaultsOfTheApi() {
        set("defaults");
        create("defaults", rule -> rule.name("bare"));
        ReceiptRule bare = describe("defaults", "bare");
        assertThat(bare.enabled()).isFalse();
        assertThat(bare.scanEnabled()).isFalse();
        assertThat(bare.tlsPolicy()).isEqualTo(TlsPolicy.OPTIONAL);
        assertThat(bare.recipients()).isEmpty();
        assertThat(bare.actions()).isEmpty();

        CommandLineRun topic =
                CommandLineRun.on(directory, "topic", "create", "mail-came", "--account", "123456789012", "--json");
        assertThat(topic.code()).as(topic.err()).isZero();
        String arn = "arn:aws:sns:us-east-1:123456789012:mail-came";
        List<ReceiptAction> actions = List.of(
                header("X-Way", "in\tbound ü"),
                header("X-Empty", ""),
                ReceiptAction.builder().snsAction(sns -> sns.topicArn(arn)).build(),
                bounce("550", "5.1.1", "No such mailbox", "mailer@example.com"),
                ReceiptAction.builder()
                        .stopAction(stop -> stop.scope("RuleSet").topicArn(arn))
                        .build());
        create(
                "defaults",
                rule -> rule.name("whole")
                        .enabled(true)
                        .scanEnabled(true)
                        .tlsPolicy(TlsPolicy.REQUIRE)
                        .recipients("User@Example.com", "example.org", ".example.net")
                        .actions(actions));
        ReceiptRule whole = describe("defaults", "whole");
        assertThat(whole.enabled()).isTrue();
        assertThat(whole.scanEnabled()).isTrue();
        assertThat(whole.tlsPolicy()).isEqualTo(TlsPolicy.REQUIRE);
        assertThat(whole.recipients()).containsExactly("User@Example.com", "example.org", ".example.net");
        assertThat(whole.actions()).hasSize(5);
        assertThat(whole.actions().get(2).snsAction().encoding()).isEqualTo(SNSActionEncoding.UTF_8);
        assertThat(whole.actions().get(0)).isEqualTo(actions.get(0));
        assertThat(whole.actions().subList(3, 5)).isEqualTo(actions.subList(3, 5));
    }

    @Test
    void rulesComeFirstOrBehindTheOneThatTheyName() {
        set("places");
        create("places", rule -> rule.name("r1"));
        create("places", rule -> rule.name("r2"));
        ses.createReceiptRule(r -> r.ruleSetName("places").after("r1").rule(rule -> rule.name("r3")));
        ses.createReceiptRule(r -> r.ruleSetName("places").after("r2").rule(rule -> rule.name("r4")));
        assertThat(order("places")).containsExactly("r2", "r4", "r1", "r3");

        assertThatThrownBy(() -> ses.createReceiptRule(
                        r -> r.ruleSetName("places").after("none").rule(rule -> rule.name("r5"))))
                .isInstanceOf(RuleDoesNotExistException.class)
                .hasMessageContaining("Rule does not exist: none");
        assertThatThrownBy(() -> ses.createReceiptRule(
                        r -> r.ruleSetName("places").after("none").rule(rule -> rule.name("r1"))))
                .isInstanceOf(AlreadyExistsException.class)
                .hasMessageContaining("Rule already exists: r1");
        assertThatThrownBy(() -> create("none", rule -> rule.name("r1")))
                .isInstanceOf(RuleSetDoesNotExistException.class)
                .hasMessageContaining("Rule set does not exist: none");
        assertThatThrownBy(() -> describe("places", "none"))
                .isInstanceOf(RuleDoesNotExistException.class)
                .hasMessageContaining("Rule does not exist: none");
        assertThat(order("places")).containsExactly("r2", "r4", "r1", "r3");
    }

    @Test
    @Shows("SetReceiptRulePosition")
    void aRuleMovesToTheFrontOrBehindAnother() {
        set("moves");
        for (String name : List.of("r3", "r2", "r1")) {
            create("moves", rule -> rule.name(name));
        }
        ses.setReceiptRulePosition(r -> r.ruleSetName("moves").ruleName("r3"));
        assertThat(order("moves")).containsExactly("r3", "r1", "r2");
        ses.setReceiptRulePosition(r -> r.ruleSetName("moves").ruleName("r3").after("r2"));
        assertThat(order("moves")).containsExactly("r1", "r2", "r3");
        ses.setReceiptRulePosition(r -> r.ruleSetName("moves").ruleName("r3").after("r1"));
        assertThat(order("moves")).containsExactly("r1", "r3", "r2");
        ses.setReceiptRulePosition(r -> r.ruleSetName("moves").ruleName("r3").after("r3"));
        assertThat(order("moves")).containsExactly("r1", "r3", "r2");
        for (String after : List.of("none", "r1")) {
            String name = after.equals("none") ? "r1" : "none";
            assertThatThrownBy(() -> ses.setReceiptRulePosition(
                            r -> r.ruleSetName("moves").ruleName(name).after(after)))
                    .isInstanceOf(RuleDoesNotExistException.class)
                    .hasMessageContaining("Rule does not exist: none");
        }
        assertThatThrownBy(() ->
                        ses.setReceiptRulePosition(r -> r.ruleSetName("none").ruleName("r1")))
                .isInstanceOf(RuleSetDoesNotExistException.class);
        assertThat(order("moves")).containsExactly("r1", "r3", "r2");
    }

    @Test
    @Shows({"DeleteReceiptRule", "UpdateReceiptRule"})
    void aRuleIsReplacedInItsPlaceAndDeletedTwice() {
        set("changes");
        create(
                "changes",
                rule -> rule.name("r2")
                        .enabled(true)
                        .scanEnabled(true)
                        .tlsPolicy(TlsPolicy.REQUIRE)
                        .recipients("a@example.com")
                        .actions(STOP));
        create("changes", rule -> rule.name("r1"));
        ses.updateReceiptRule(r -> r.ruleSetName("changes")
                .rule(rule -> rule.name("r2").recipients("b@example.com").actions(header("X-A", "b"))));
        ReceiptRule changed = describe("changes", "r2");
        assertThat(changed.enabled()).as("what is left out").isFalse();
        assertThat(changed.scanEnabled()).isFalse();
        assertThat(changed.tlsPolicy()).isEqualTo(TlsPolicy.OPTIONAL);
        assertThat(changed.recipients()).containsExactly("b@example.com");
        assertThat(changed.actions()).containsExactly(header("X-A", "b"));
        assertThat(order("changes")).containsExactly("r1", "r2");

        assertRefused(
                () -> ses.updateReceiptRule(r ->
                        r.ruleSetName("changes").rule(rule -> rule.name("r2").recipients("not valid"))),
                "InvalidParameterValue",
                "Invalid recipient: not valid");
        assertThat(describe("changes", "r2")).isEqualTo(changed);
        assertThatThrownBy(() ->
                        ses.updateReceiptRule(r -> r.ruleSetName("changes").rule(rule -> rule.name("r3"))))
                .isInstanceOf(RuleDoesNotExistException.class)
                .hasMessageContaining("Rule does not exist: r3");
        assertThatThrownBy(
                        () -> ses.updateReceiptRule(r -> r.ruleSetName("none").rule(rule -> rule.name("r2"))))
                .isInstanceOf(RuleSetDoesNotExistException.class);

        ses.deleteReceiptRule(r -> r.ruleSetName("changes").ruleName("r2"));
        ses.deleteReceiptRule(r -> r.ruleSetName("changes").ruleName("r2"));
        assertThat(order("changes")).containsExactly("r1");
        assertThatThrownBy(
                        () -> ses.deleteReceiptRule(r -> r.ruleSetName("none").ruleName("r1")))
                .isInstanceOf(RuleSetDoesNotExistException.class);
    }

    @Test
    void aSetHasTwoHundredRules() {
        set("full");
        for (int i = 0; i < 200; i++) {
            String name = "r" + i;
            create("full", rule -> rule.name(name));
        }
        assertThatThrownBy(() -> create("full", rule -> rule.name("r200")))
                .isInstanceOf(LimitExceededException.class)
                .hasMessageContaining("Too many rules");
        assertThat(order("full")).hasSize(200).startsWith("r199").endsWith("r0");
    }

    @Test
    void aRuleHasTenActionsAndAHundredRecipients() {
        set("limits");
        List<ReceiptAction> actions = Collections.nCopies(10, header("X-A", "b"));
        List<String> recipients =
                IntStream.range(0, 100).mapToObj(i -> "r" + i + "@example.com").toList();
        create("limits", rule -> rule.name("most").actions(actions).recipients(recipients));
        assertThat(describe("limits", "most").recipients()).isEqualTo(recipients);
        assertThatThrownBy(() -> create(
                        "limits", rule -> rule.name("more").actions(Collections.nCopies(11, header("X-A", "b")))))
                .isInstanceOf(LimitExceededException.class)
                .hasMessageContaining("Too many actions");
        assertThatThrownBy(() ->
                        create("limits", rule -> rule.name("more").recipients(Collections.nCopies(101, "example.com"))))
                .isInstanceOf(LimitExceededException.class)
                .hasMessageContaining("Too many recipients"); // A guess.
        assertThat(order("limits")).containsExactly("most");
    }

    @Test
    void whatIsWrongWithAnActionIsSaidAndNoRuleIsMade() {
        set("actions");
        refused("Stop action, if any, must be placed at the end of the actions list", STOP, header("X-A", "b"));
        refused("Stop action, if any, must be placed at the end of the actions list", STOP, STOP);
        refused("Invalid header name: X bad", header("X bad", "v"));
        refused("Invalid header name: X:bad", header("X:bad", "v"));
        refused("Invalid header name: ", header("", "v"));
        refused("Invalid header name: " + "x".repeat(51), header("x".repeat(51), "v"));
        refused("Invalid header value: a0x000ab", header("X-A", "a\nb"));
        refused("Invalid header value: a0x000d0x000aBcc: b", header("X-A", "a\r\nBcc: b"));
        refused("Invalid header value: " + "x".repeat(2_048), header("X-A", "x".repeat(2_048)));
        create("actions", rule -> rule.name("long").actions(header("x".repeat(50), "x".repeat(2_047))));
        ses.deleteReceiptRule(r -> r.ruleSetName("actions").ruleName("long"));

        String sender = "mailer@example.com";
        refused("Invalid SMTP reply code: ", bounce("", null, "m", sender));
        refused("Invalid SMTP reply code: 250", bounce("250", null, "m", sender));
        refused("Invalid SMTP reply code: 55x", bounce("55x", null, "m", sender));
        refused("Invalid SMTP reply code: 5500", bounce("5500", null, "m", sender));
        refused("Invalid SMTP status code: 5.1", bounce("550", "5.1", "m", sender)); // A guess, as the next.
        refused("Invalid SMTP status code: 2.1.1", bounce("550", "2.1.1", "m", sender));
        refused("Invalid SMTP response message: ", bounce("550", null, "", "someone@example.org"));
        refused("Invalid SMTP response message: a0x000ab", bounce("550", null, "a\nb", sender));
        refused("Identity is not verified: someone@example.org", bounce("550", null, "m", "someone@example.org"));
        refused("Identity is not verified: example.com", bounce("550", null, "m", "example.com"));
        refused("Identity is not verified: M <mailer@example.com>", bounce("550", null, "m", "M <" + sender + ">"));
        create(
                "actions",
                rule -> rule.name("presets")
                        .actions(
                                bounce("450", "4.0.0", "m", "mailer+label@sub.example.com"),
                                bounce("500", "5.6.1", "m", sender)));
        assertThat(order("actions")).containsExactly("presets");
    }

    private static void refused(String text, ReceiptAction... actions) {
        assertRefused(() -> create("actions", rule -> rule.name("r").actions(actions)), "InvalidParameterValue", text);
    }

    @Test
    void whatAnActionNamesMustHaveItsForm() {
        set("forms");
        String text = "Invalid SNS topic: ";
        for (String arn : List.of("", "topic", "arn:aws:sqs:us-east-1:123456789012:topic")) {
            assertThatThrownBy(() -> create(
                            "forms",
                            rule -> rule.name("r").actions(one(action -> action.snsAction(sns -> sns.topicArn(arn))))))
                    .isInstanceOf(InvalidSnsTopicException.class)
                    .hasMessageContaining(text + arn);
            assertThatThrownBy(() -> create(
                            "forms",
                            rule -> rule.name("r")
                                    .actions(one(action -> action.stopAction(
                                            stop -> stop.scope("RuleSet").topicArn(arn))))))
                    .isInstanceOf(InvalidSnsTopicException.class);
        }
        assertRefused(
                () -> create(
                        "forms",
                        rule -> rule.name("r")
                                .actions(one(action -> action.lambdaAction(lambda -> lambda.functionArn(""))))),
                "InvalidParameterValue",
                "Lambda function ARN must not be empty");
        for (String arn : List.of("name", "arn:aws:lambda:us-east-1:1:function:f", "arn:aws:lambda:r:123456789012:f")) {
            assertThatThrownBy(() -> create(
                            "forms",
                            rule -> rule.name("r")
                                    .actions(one(action -> action.lambdaAction(lambda -> lambda.functionArn(arn))))))
                    .isInstanceOf(InvalidLambdaFunctionException.class)
                    .hasMessageContaining("Invalid Lambda function: " + arn);
        }
        assertRefused(
                () -> create(
                        "forms",
                        rule -> rule.name("r").actions(one(action -> action.s3Action(s3 -> s3.bucketName(""))))),
                "InvalidParameterValue",
                "Bucket name must not be empty");
        for (String bucket : List.of("..", "a/b", "UPPER", "-mail", "a".repeat(64))) {
            assertThatThrownBy(() -> create(
                            "forms",
                            rule -> rule.name("r")
                                    .actions(one(action -> action.s3Action(s3 -> s3.bucketName(bucket))))))
                    .isInstanceOf(InvalidS3ConfigurationException.class)
                    .hasMessageContaining("No such bucket: " + bucket);
        }
        assertThat(order("forms")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "not valid", "example..com", "foo.-example.com", "@example.com", "a@b@example.com"})
    void whatIsNoRecipientIsRefused(String recipient) {
        String set = "recipients" + Integer.toHexString(recipient.hashCode());
        set(set);
        assertRefused(
                () -> create(set, rule -> rule.name("r").recipients("example.com", recipient)),
                "InvalidParameterValue",
                "Invalid recipient: " + recipient);
    }
}
