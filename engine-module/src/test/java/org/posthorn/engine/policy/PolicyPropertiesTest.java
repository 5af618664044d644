package org.posthorn.engine.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/// What holds for all policies: random ones, from fixed seeds.
class PolicyPropertiesTest {
    private static final List<String> ACTIONS = List.of("ses:SendEmail", "ses:SendRawEmail", "ses:Send*", "ses:*");
    private static final List<String> ACCOUNTS = List.of("111111111111", "222222222222", "*");
    private static final List<String> RESOURCES = List.of("arn:a", "arn:b", "arn:*");
    private static final List<String> VALUES = List.of("", "a", "ab", "b", "*", "a*", "?b", "ba");
    private static final List<Operator> TEXT = List.of(
            Operator.STRING_EQUALS,
            Operator.STRING_NOT_EQUALS,
            Operator.STRING_LIKE,
            Operator.STRING_NOT_LIKE,
            Operator.STRING_EQUALS_IGNORE_CASE);

    @RepeatedTest(200)
    void denyWinsAndOrderAndDoublesDontMatter(RepetitionInfo round) {
        Random random = new Random(round.getCurrentRepetition());
        List<Statement> statements = statements(random);
        Access access = access(random);
        Decision decision = new Policy("", statements).decide(access);

        List<Statement> shuffled = new ArrayList<>(statements);
        shuffled.addAll(statements);
        Collections.shuffle(shuffled, random);
        assertThat(new Policy("", shuffled).decide(access)).isEqualTo(decision);
        List<Policy> apart =
                statements.stream().map(one -> new Policy("", List.of(one))).toList();
        assertThat(Policy.decide(apart, access)).isEqualTo(decision);

        boolean denied = statements.stream().anyMatch(one -> one.decide(access) == Decision.DENY);
        boolean allowed = statements.stream().anyMatch(one -> one.decide(access) == Decision.ALLOW);
        assertThat(decision).isEqualTo(denied ? Decision.DENY : allowed ? Decision.ALLOW : Decision.NONE);
    }

    @RepeatedTest(50)
    void oneMoreDenyNeverAllowsMore(RepetitionInfo round) {
        Random random = new Random(1_000 + round.getCurrentRepetition());
        List<Statement> statements = statements(random);
        Access access = access(random);
        List<Statement> more = new ArrayList<>(statements);
        more.add(statement(random, false));
        assertThat(new Policy("", more).decide(access) == Decision.ALLOW)
                .isIn(false, new Policy("", statements).decide(access) == Decision.ALLOW);
    }

    @RepeatedTest(200)
    void aNegatedOperatorSaysTheOpposite(RepetitionInfo round) {
        Random random = new Random(2_000 + round.getCurrentRepetition());
        List<String> values = List.of(pick(random, VALUES), pick(random, VALUES));
        Map<String, List<String>> context =
                random.nextInt(4) == 0 ? Map.of() : Map.of("ses:x", List.of(pick(random, VALUES)));
        for (var pair : Map.of(
                        Operator.STRING_EQUALS, Operator.STRING_NOT_EQUALS,
                        Operator.STRING_LIKE, Operator.STRING_NOT_LIKE)
                .entrySet()) {
            Condition is = new Condition(Condition.Quantifier.NONE, pair.getKey(), false, "ses:x", values);
            Condition isNot = new Condition(Condition.Quantifier.NONE, pair.getValue(), false, "ses:x", values);
            assertThat(isNot.holds(context)).isEqualTo(!is.holds(context));
        }
    }

    @RepeatedTest(300)
    void wildcardsFitAsTheRegularExpressionDoes(RepetitionInfo round) {
        Random random = new Random(3_000 + round.getCurrentRepetition());
        String pattern = random(random, "ab*?", 8);
        String text = random(random, "ab", 8);
        String expression = pattern.replace("*", ".*").replace("?", ".");
        assertThat(Glob.matches(pattern, text)).isEqualTo(Pattern.matches(expression, text));
    }

    @Test
    void manyStarsTakeNoLonger() {
        String text = "a".repeat(4_000);
        long start = System.nanoTime();
        assertThat(Glob.matches("*a".repeat(2_000) + "b", text)).isFalse();
        assertThat(System.nanoTime() - start).isLessThan(2_000_000_000L);
    }

    private static List<Statement> statements(Random random) {
        List<Statement> statements = new ArrayList<>();
        int count = 1 + random.nextInt(4);
        for (int i = 0; i < count; i++) {
            statements.add(statement(random, random.nextInt(3) > 0));
        }
        return statements;
    }

    private static Statement statement(Random random, boolean allow) {
        return new Statement(
                allow,
                List.of(pick(random, ACCOUNTS)),
                List.of(pick(random, ACTIONS)),
                List.of(pick(random, RESOURCES)),
                random.nextBoolean()
                        ? List.of()
                        : List.of(new Condition(
                                pick(random, List.of(Condition.Quantifier.values())),
                                pick(random, TEXT),
                                random.nextBoolean(),
                                "ses:x",
                                List.of(pick(random, VALUES)))));
    }

    private static Access access(Random random) {
        String account = random.nextBoolean() ? "111111111111" : "222222222222";
        return new Access(
                account,
                "arn:aws:iam::" + account + ":user/u",
                random.nextBoolean() ? "ses:SendEmail" : "ses:SendRawEmail",
                random.nextBoolean() ? "arn:a" : "arn:b",
                random.nextBoolean() ? Map.of() : Map.of("ses:x", List.of(pick(random, VALUES), pick(random, VALUES))));
    }

    private static String random(Random random, String alphabet, int most) {
        StringBuilder text = new StringBuilder();
        int length = random.nextInt(most + 1);
        for (int i = 0; i < length; i++) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }

    private static <T> T pick(Random random, List<T> from) {
        return from.get(random.nextInt(from.size()));
    }
}
