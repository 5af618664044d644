package org.posthorn.engine.receipt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.posthorn.engine.Limits;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.ReceiptAction;
import org.posthorn.engine.settings.ReceiptRule;
import org.posthorn.engine.testing.MemoryStore;
import org.posthorn.engine.testing.TestClock;

/// Rule sets and their rules, where many change them at once and where what they name is not there. What the API says
/// of each is shown through the SDK.
class ReceiptRulesTest {
    private static final Tenant TENANT = new Tenant("123456789012", "us-east-1");
    private static final String SET = "inbound";

    private final TestClock clock = new TestClock();
    private final MemoryStore store = new MemoryStore(clock);
    private final ReceiptRuleSets sets = new ReceiptRuleSets(store.settings(), clock);
    /// Buckets that are there.
    private final Set<String> buckets = Set.of("mail");

    private final List<ReceiptAction> tried = Collections.synchronizedList(new ArrayList<>());

    private final ReceiptRules rules = new ReceiptRules(
            sets, new ReceiptRuleCheck((tenant, address) -> address.endsWith("@example.com"), this::tryTarget));

    private void tryTarget(Tenant tenant, ReceiptAction action) {
        tried.add(action);
        if (action instanceof ReceiptAction.S3 s3 && !buckets.contains(s3.bucket())) {
            throw new SesException(SesError.INVALID_S3_CONFIGURATION, "Could not write to bucket: " + s3.bucket());
        }
    }

    @BeforeEach
    void oneSet() {
        sets.create(TENANT, SET);
    }

    private static ReceiptRule rule(String name, ReceiptAction... actions) {
        return new ReceiptRule(name, true, false, List.of("example.com"), List.of(actions), false);
    }

    private static ReceiptAction s3(String bucket) {
        return new ReceiptAction.S3(bucket, Optional.empty(), Optional.empty(), Optional.empty());
    }

    private List<String> names() {
        return sets.get(TENANT, SET).rules().stream().map(ReceiptRule::name).toList();
    }

    private void refused(Runnable call, SesError error, String text) {
        assertThatThrownBy(call::run).isInstanceOfSatisfying(SesException.class, e -> {
            assertThat(e.getMessage()).isEqualTo(text);
            assertThat(e.error()).isEqualTo(error);
        });
    }

    @Test
    void rulesThatAreMadeAtTheSameTimeAreAllThere() throws Exception {
        List<Callable<Void>> calls = IntStream.range(0, 60)
                .<Callable<Void>>mapToObj(i -> () -> {
                    rules.create(TENANT, SET, rule("rule" + i), Optional.empty());
                    return null;
                })
                .toList();
        all(calls);
        assertThat(names()).hasSize(60).doesNotHaveDuplicates();
    }

    @Test
    void changesOfDifferentKindsAtTheSameTimeLoseNothing() throws Exception {
        for (int i = 0; i < 40; i++) {
            rules.create(TENANT, SET, rule("rule" + i), Optional.empty());
        }
        List<Callable<Void>> calls = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            String gone = "rule" + i;
            String changed = "rule" + (20 + i);
            calls.add(() -> {
                rules.delete(TENANT, SET, gone);
                return null;
            });
            calls.add(() -> {
                rules.update(TENANT, SET, rule(changed, s3("mail")));
                return null;
            });
            calls.add(() -> {
                rules.move(TENANT, SET, changed, Optional.empty());
                return null;
            });
        }
        all(calls);
        assertThat(sets.get(TENANT, SET).rules())
                .hasSize(20)
                .allSatisfy(rule -> assertThat(rule.actions()).containsExactly(s3("mail")));
    }

    @Test
    @Timeout(60)
    void aSetIsEitherActiveOrDeletedWhenBothAreAskedForAtOnce() throws Exception {
        for (int round = 0; round < 200; round++) {
            String name = "set" + round;
            sets.create(TENANT, name);
            List<Boolean> done = all(List.of(
                    () -> succeeds(() -> sets.activate(TENANT, name), SesError.RULE_SET_DOES_NOT_EXIST),
                    () -> succeeds(() -> sets.delete(TENANT, name), SesError.CANNOT_DELETE)));
            assertThat(done).containsOnlyOnce(true);
            boolean active =
                    sets.active(TENANT).filter(set -> set.name().equals(name)).isPresent();
            assertThat(active).isEqualTo(done.getFirst());
            sets.deactivate(TENANT);
            sets.delete(TENANT, name);
        }
    }

    private static boolean succeeds(Runnable call, SesError otherwise) {
        try {
            call.run();
            return true;
        } catch (SesException e) {
            assertThat(e.error()).isEqualTo(otherwise);
            return false;
        }
    }

    private static <T> List<T> all(List<Callable<T>> calls) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<T> results = new ArrayList<>();
            for (Future<T> call : threads.invokeAll(calls)) {
                results.add(call.get());
            }
            return results;
        }
    }

    @Test
    void whatAnActionNamesIsTriedAndItsRefusalIsTheAnswer() {
        refused(
                () -> rules.create(TENANT, SET, rule("a", s3("gone")), Optional.empty()),
                SesError.INVALID_S3_CONFIGURATION,
                "Could not write to bucket: gone");
        assertThat(names()).isEmpty();
        rules.create(TENANT, SET, rule("a", s3("mail")), Optional.empty());
        refused(
                () -> rules.update(TENANT, SET, rule("a", s3("gone"))),
                SesError.INVALID_S3_CONFIGURATION,
                "Could not write to bucket: gone");
        assertThat(rules.get(TENANT, SET, "a").actions()).containsExactly(s3("mail"));
    }

    @Test
    void nothingIsTriedForARuleThatIsRefusedAnyway() {
        rules.create(TENANT, SET, rule("a"), Optional.empty());
        refused(
                () -> rules.create(TENANT, SET, rule("a", s3("mail")), Optional.of("none")),
                SesError.ALREADY_EXISTS,
                "Rule already exists: a");
        refused(
                () -> rules.create(TENANT, SET, rule("b", s3("mail")), Optional.of("none")),
                SesError.RULE_DOES_NOT_EXIST,
                "Rule does not exist: none");
        refused(
                () -> rules.create(TENANT, SET, rule("b", s3("mail"), s3("..")), Optional.empty()),
                SesError.INVALID_S3_CONFIGURATION,
                "No such bucket: ..");
        refused(
                () -> rules.update(TENANT, "none", rule("a", s3("mail"))),
                SesError.RULE_SET_DOES_NOT_EXIST,
                "Rule set does not exist: none");
        assertThat(tried).isEmpty();
    }

    @Test
    void aSetThatIsFullOfTheLargestRulesItMayHaveCanBeRead() {
        String value = "x".repeat(2_047);
        ReceiptAction[] actions = Collections.nCopies(10, new ReceiptAction.AddHeader("X-Large", value))
                .toArray(ReceiptAction[]::new);
        int fit = Limits.RECEIPT_RULE_SET_CHARS / (10 * (2_047 + 7) + 20);
        for (int i = 0; i < fit; i++) {
            rules.create(TENANT, SET, rule("rule" + i, actions), Optional.empty());
        }
        refused(
                () -> {
                    rules.create(TENANT, SET, rule("over", actions), Optional.empty());
                    rules.create(TENANT, SET, rule("over2", actions), Optional.empty());
                },
                SesError.LIMIT_EXCEEDED,
                "The rules of a rule set hold more than 2097152 characters");
        assertThat(sets.get(TENANT, SET).rules()).hasSizeGreaterThanOrEqualTo(fit);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            user@example.com     | true
            User+Label@Example.COM | true
            example.com          | true
            .example.com         | true
            localhost            | true
            jürgen@example.com   | true
            a..b@example.com     | true
            not valid            | false
            us er@example.com    | false
            @example.com         | false
            user@                | false
            user@@example.com    | false
            a@b@example.com      | false
            "quoted"@example.com | false
            example..com         | false
            ..example.com        | false
            .                    | false
            ''                   | false
            example.-com         | false
            example-.com         | false
            example.com-         | false
            example.com.         | false
            bücher.example       | false
            user@[192.0.2.1]     | false
            <user@example.com>   | false
            """)
    void recipientsAreAddressesAndDomains(String text, boolean valid) {
        assertThat(RecipientForm.isValid(text)).isEqualTo(valid);
    }

    @Test
    void recipientsHaveTheLengthsOfAddresses() {
        assertThat(RecipientForm.isValid("a".repeat(64) + "@example.com")).isTrue();
        assertThat(RecipientForm.isValid("a".repeat(65) + "@example.com")).isFalse();
        assertThat(RecipientForm.isValid("a".repeat(63) + ".example")).isTrue();
        assertThat(RecipientForm.isValid("a".repeat(64) + ".example")).isFalse();
        assertThat(RecipientForm.isValid("a.".repeat(126) + "a")).isTrue();
        assertThat(RecipientForm.isValid("a.".repeat(127) + "a")).isFalse();
        assertThat(RecipientForm.isValid("\t@example.com")).isFalse();
        assertThat(RecipientForm.isValid("a\u00a0b@example.com")).isFalse();
    }
}
