package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.posthorn.dist.Refusal.assertRefused;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.posthorn.engine.mail.Tenant;
import software.amazon.awssdk.services.ses.SesClient;
import software.amazon.awssdk.services.ses.model.AlreadyExistsException;
import software.amazon.awssdk.services.ses.model.CannotDeleteException;
import software.amazon.awssdk.services.ses.model.DescribeActiveReceiptRuleSetResponse;
import software.amazon.awssdk.services.ses.model.DescribeReceiptRuleSetResponse;
import software.amazon.awssdk.services.ses.model.LimitExceededException;
import software.amazon.awssdk.services.ses.model.ListReceiptRuleSetsResponse;
import software.amazon.awssdk.services.ses.model.ReceiptAction;
import software.amazon.awssdk.services.ses.model.ReceiptFilter;
import software.amazon.awssdk.services.ses.model.ReceiptFilterPolicy;
import software.amazon.awssdk.services.ses.model.ReceiptRule;
import software.amazon.awssdk.services.ses.model.RuleDoesNotExistException;
import software.amazon.awssdk.services.ses.model.RuleSetDoesNotExistException;

/// Receipt rule sets and IP filters as the AWS SDK makes them. Texts of errors are those that others got when they
/// probed SES, unless they are marked as a guess.
class ReceiptRuleSetTest {
    @RegisterExtension
    static final Installation installation = Installation.capturing();

    @Given
    private static TestServer posthorn;

    @Given
    private static SesClient ses;

    /// Each with sets of its own.
    private static SesClient client(String account) {
        return posthorn.client(new Tenant(account, "us-east-1"), "example.com");
    }

    @Test
    @Shows({"CreateReceiptRuleSet", "DeleteReceiptRuleSet", "DescribeReceiptRuleSet"})
    void aSetIsMadeToldAndDeletedWithItsRules() {
        Instant before = Instant.now().minusSeconds(2);
        ses.createReceiptRuleSet(r -> r.ruleSetName("in.bound_1-a"));
        DescribeReceiptRuleSetResponse told = ses.describeReceiptRuleSet(r -> r.ruleSetName("in.bound_1-a"));
        assertThat(told.metadata().name()).isEqualTo("in.bound_1-a");
        assertThat(told.metadata().createdTimestamp()).isBetween(before, before.plus(Duration.ofMinutes(5)));
        assertThat(told.rules()).isEmpty();
        assertThatThrownBy(() -> ses.createReceiptRuleSet(r -> r.ruleSetName("in.bound_1-a")))
                .isInstanceOf(AlreadyExistsException.class);
        assertRefused(
                () -> ses.createReceiptRuleSet(r -> r.ruleSetName("in.bound_1-a")),
                "AlreadyExists",
                "Rule set already exists: in.bound_1-a");

        ses.createReceiptRule(r -> r.ruleSetName("in.bound_1-a").rule(rule -> rule.name("first")));
        ses.deleteReceiptRuleSet(r -> r.ruleSetName("in.bound_1-a"));
        ses.deleteReceiptRuleSet(r -> r.ruleSetName("in.bound_1-a"));
        assertThatThrownBy(() -> ses.describeReceiptRuleSet(r -> r.ruleSetName("in.bound_1-a")))
                .isInstanceOf(RuleSetDoesNotExistException.class)
                .hasMessageContaining("Rule set does not exist: in.bound_1-a");
        assertRefused(
                () -> ses.createReceiptRuleSet(r -> r.ruleSetName("no spaces")),
                "ValidationError",
                "1 validation error detected: Value at 'ruleSetName' failed to satisfy constraint: Member must satisfy"
                        + " regular expression pattern: ^[a-zA-Z0-9_.-]+$");
        assertRefused(
                () -> ses.createReceiptRuleSet(r -> r.ruleSetName("ends-")),
                "InvalidParameterValue",
                "Not a valid ruleSetName: ends-");
        ses.createReceiptRuleSet(r -> r.ruleSetName("in.bound_1-a"));
        assertThat(ses.describeReceiptRuleSet(r -> r.ruleSetName("in.bound_1-a"))
                        .rules())
                .as("those of the one before are gone")
                .isEmpty();
    }

    @Test
    @Shows({"DescribeActiveReceiptRuleSet", "SetActiveReceiptRuleSet"})
    void oneSetIsActiveUntilAnotherOneIsOrNoneAndIsNotDeleted() {
        try (SesClient other = client("210987654321")) {
            DescribeActiveReceiptRuleSetResponse none = other.describeActiveReceiptRuleSet();
            assertThat(none.metadata()).isNull();
            assertThat(none.hasRules()).isFalse();
            other.createReceiptRuleSet(r -> r.ruleSetName("one"));
            other.createReceiptRuleSet(r -> r.ruleSetName("two"));
            other.createReceiptRule(r -> r.ruleSetName("two").rule(rule -> rule.name("only")));
            assertThat(other.describeActiveReceiptRuleSet().metadata())
                    .as("to make one does not make it active")
                    .isNull();

            other.setActiveReceiptRuleSet(r -> r.ruleSetName("one"));
            assertThat(other.describeActiveReceiptRuleSet().metadata().name()).isEqualTo("one");
            other.setActiveReceiptRuleSet(r -> r.ruleSetName("two"));
            DescribeActiveReceiptRuleSetResponse active = other.describeActiveReceiptRuleSet();
            assertThat(active.metadata())
                    .isEqualTo(other.describeReceiptRuleSet(r -> r.ruleSetName("two"))
                            .metadata());
            assertThat(active.rules()).extracting(ReceiptRule::name).containsExactly("only");

            assertThatThrownBy(() -> other.deleteReceiptRuleSet(r -> r.ruleSetName("two")))
                    .isInstanceOf(CannotDeleteException.class)
                    .hasMessageContaining("Cannot delete active rule set: two");
            other.deleteReceiptRuleSet(r -> r.ruleSetName("one"));
            assertThatThrownBy(() -> other.setActiveReceiptRuleSet(r -> r.ruleSetName("one")))
                    .isInstanceOf(RuleSetDoesNotExistException.class);
            assertThat(other.describeActiveReceiptRuleSet().metadata().name())
                    .as("what is refused changes nothing")
                    .isEqualTo("two");

            other.setActiveReceiptRuleSet(r -> {});
            other.setActiveReceiptRuleSet(r -> {});
            assertThat(other.describeActiveReceiptRuleSet().metadata()).isNull();
            other.deleteReceiptRuleSet(r -> r.ruleSetName("two"));
        }
    }

    @Test
    @Shows("CloneReceiptRuleSet")
    void aCloneHasTheRulesInTheirOrderAndALifeOfItsOwn() {
        try (SesClient other = client("310987654321")) {
            other.createReceiptRuleSet(r -> r.ruleSetName("original"));
            for (String name : List.of("c", "b", "a")) {
                other.createReceiptRule(r -> r.ruleSetName("original")
                        .rule(rule -> rule.name(name)
                                .recipients(name + "@example.com")
                                .actions(
                                        ReceiptAction.builder()
                                                .addHeaderAction(h -> h.headerName("X-" + name)
                                                        .headerValue(name))
                                                .build(),
                                        ReceiptAction.builder()
                                                .stopAction(stop -> stop.scope("RuleSet"))
                                                .build())));
            }
            other.setActiveReceiptRuleSet(r -> r.ruleSetName("original"));
            other.cloneReceiptRuleSet(r -> r.ruleSetName("copy").originalRuleSetName("original"));
            List<ReceiptRule> rules =
                    other.describeReceiptRuleSet(r -> r.ruleSetName("copy")).rules();
            assertThat(rules).extracting(ReceiptRule::name).containsExactly("a", "b", "c");
            assertThat(rules)
                    .isEqualTo(other.describeReceiptRuleSet(r -> r.ruleSetName("original"))
                            .rules());
            assertThat(other.describeActiveReceiptRuleSet().metadata().name()).isEqualTo("original");

            other.deleteReceiptRule(r -> r.ruleSetName("original").ruleName("b"));
            assertThat(other.describeReceiptRuleSet(r -> r.ruleSetName("copy")).rules())
                    .isEqualTo(rules);
            assertThatThrownBy(() ->
                            other.cloneReceiptRuleSet(r -> r.ruleSetName("copy").originalRuleSetName("none")))
                    .as("that it is there is said first")
                    .isInstanceOf(AlreadyExistsException.class)
                    .hasMessageContaining("Rule set already exists: copy");
            assertThatThrownBy(() ->
                            other.cloneReceiptRuleSet(r -> r.ruleSetName("new").originalRuleSetName("none")))
                    .isInstanceOf(RuleSetDoesNotExistException.class)
                    .hasMessageContaining("Rule set does not exist: none");
        }
    }

    @Test
    @Shows("ListReceiptRuleSets")
    void anAccountHasFortySetsInARegionAndTheyAreListedByTheirNames() {
        try (SesClient other = client("410987654321")) {
            assertThat(other.listReceiptRuleSets().ruleSets()).isEmpty();
            for (int i = 40; i > 0; i--) {
                String name = "set" + (100 + i);
                other.createReceiptRuleSet(r -> r.ruleSetName(name));
            }
            assertThatThrownBy(() -> other.createReceiptRuleSet(r -> r.ruleSetName("one-more")))
                    .isInstanceOf(LimitExceededException.class)
                    .hasMessageContaining("Too many rule sets"); // A guess.
            assertThatThrownBy(() -> other.cloneReceiptRuleSet(
                            r -> r.ruleSetName("one-more").originalRuleSetName("set101")))
                    .isInstanceOf(LimitExceededException.class);
            ListReceiptRuleSetsResponse listed = other.listReceiptRuleSets();
            assertThat(listed.ruleSets())
                    .hasSize(40)
                    .isSortedAccordingTo((a, b) -> a.name().compareTo(b.name()))
                    .allSatisfy(set -> assertThat(set.createdTimestamp()).isNotNull());
            assertThat(listed.nextToken()).isNull();
            assertRefused(
                    () -> other.listReceiptRuleSets(r -> r.nextToken("invalid")),
                    "InvalidParameterValue",
                    "Invalid token: invalid");
            other.deleteReceiptRuleSet(r -> r.ruleSetName("set117"));
            other.createReceiptRuleSet(r -> r.ruleSetName("one-more"));
        }
    }

    @Test
    @Shows("ReorderReceiptRuleSet")
    void allRulesArePutInAnotherOrderAtOnceOrNone() {
        ses.createReceiptRuleSet(r -> r.ruleSetName("ordered"));
        for (String name : List.of("r3", "r2", "r1")) {
            ses.createReceiptRule(r -> r.ruleSetName("ordered").rule(rule -> rule.name(name)));
        }
        ses.reorderReceiptRuleSet(r -> r.ruleSetName("ordered").ruleNames("r3", "r1", "r2"));
        assertThat(order("ordered")).containsExactly("r3", "r1", "r2");
        ses.reorderReceiptRuleSet(r -> r.ruleSetName("ordered").ruleNames("r3", "r1", "r2"));
        assertThat(order("ordered")).containsExactly("r3", "r1", "r2");

        assertRefused(
                () -> ses.reorderReceiptRuleSet(r -> r.ruleSetName("ordered").ruleNames("r2", "extra")),
                "InvalidParameterValue",
                "Positions for rules not found: r3, r1");
        assertRefused(
                () -> ses.reorderReceiptRuleSet(r -> r.ruleSetName("ordered").ruleNames(List.of())),
                "InvalidParameterValue",
                "Positions for rules not found: r3, r1, r2");
        assertRefused(
                () -> ses.reorderReceiptRuleSet(r -> r.ruleSetName("ordered").ruleNames("r1", "r1")),
                "InvalidParameterValue",
                "Multiple positions found for rule: r1");
        assertRefused(
                () -> ses.reorderReceiptRuleSet(
                        r -> r.ruleSetName("ordered").ruleNames("r1", "r2", "r3", "extra", "extra")),
                "InvalidParameterValue",
                "Multiple positions found for rule: extra");
        assertThatThrownBy(() -> ses.reorderReceiptRuleSet(
                        r -> r.ruleSetName("ordered").ruleNames("r1", "r2", "r3", "extra", "more")))
                .isInstanceOf(RuleDoesNotExistException.class)
                .hasMessageContaining("Rule does not exist: extra");
        assertThatThrownBy(() ->
                        ses.reorderReceiptRuleSet(r -> r.ruleSetName("none").ruleNames("r1", "r1")))
                .isInstanceOf(RuleSetDoesNotExistException.class);
        assertThat(order("ordered")).containsExactly("r3", "r1", "r2");
    }

    private static List<String> order(String set) {
        return ses.describeReceiptRuleSet(r -> r.ruleSetName(set)).rules().stream()
                .map(ReceiptRule::name)
                .toList();
    }

    @Test
    @Shows({"CreateReceiptFilter", "DeleteReceiptFilter", "ListReceiptFilters"})
    void filtersAreMadeListedAndDeletedAHundredAtMost() {
        try (SesClient other = client("510987654321")) {
            assertThat(other.listReceiptFilters().filters()).isEmpty();
            filter(other, "zulu", ReceiptFilterPolicy.BLOCK, "10.0.0.0/24");
            filter(other, "alpha", ReceiptFilterPolicy.ALLOW, "2001:db8::/32");
            List<ReceiptFilter> filters = other.listReceiptFilters().filters();
            assertThat(filters).extracting(ReceiptFilter::name).containsExactly("alpha", "zulu");
            assertThat(filters.getFirst().ipFilter().policy()).isEqualTo(ReceiptFilterPolicy.ALLOW);
            assertThat(filters.getFirst().ipFilter().cidr()).isEqualTo("2001:db8::/32");
            assertThatThrownBy(() -> filter(other, "zulu", ReceiptFilterPolicy.ALLOW, "10.9.9.9"))
                    .isInstanceOf(AlreadyExistsException.class)
                    .hasMessageContaining("Filter already exists: zulu");
            assertRefused(
                    () -> filter(other, "f", ReceiptFilterPolicy.BLOCK, "10.0.0.0/33"),
                    "InvalidParameterValue",
                    "Invalid CIDR block: 10.0.0.0/33");
            assertRefused(
                    () -> filter(other, "no spaces", ReceiptFilterPolicy.BLOCK, "10.0.0.0"),
                    "InvalidParameterValue",
                    "Not a valid filterName: no spaces");

            for (int i = 3; i <= 100; i++) {
                filter(other, "f" + i, ReceiptFilterPolicy.BLOCK, "192.0.2." + i);
            }
            assertThatThrownBy(() -> filter(other, "f101", ReceiptFilterPolicy.BLOCK, "192.0.2.101"))
                    .isInstanceOf(LimitExceededException.class)
                    .hasMessageContaining("Too many filters");
            other.deleteReceiptFilter(r -> r.filterName("zulu"));
            other.deleteReceiptFilter(r -> r.filterName("zulu"));
            other.deleteReceiptFilter(r -> r.filterName("no name at all"));
            filter(other, "f101", ReceiptFilterPolicy.BLOCK, "192.0.2.101");
            assertThat(other.listReceiptFilters().filters())
                    .hasSize(100)
                    .extracting(ReceiptFilter::name)
                    .doesNotContain("zulu");
        }
    }

    private static void filter(SesClient client, String name, ReceiptFilterPolicy policy, String cidr) {
        client.createReceiptFilter(r -> r.filter(
                filter -> filter.name(name).ipFilter(ip -> ip.policy(policy).cidr(cidr))));
    }
}
