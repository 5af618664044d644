package org.posthorn.dist.linear;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Every regular expression of the product reads what it is given in linear time. What a stranger, a tenant or a peer
/// writes is better read by a scanner of our own; where an expression is the plainer form, it has to pass here.
class LinearTimeTest {
    /// Files whose expressions read what the operator wrote for this installation.
    private static final Set<String> OF_THE_OPERATOR = Set.of("TomlKeys.java", "ConfigFile.java");

    @TestFactory
    Stream<DynamicTest> everyExpressionIsReadInLinearTime() throws Exception {
        List<Expressions.Use> uses = Expressions.in(sources());
        assertThat(uses).as("uses found").hasSizeGreaterThan(50);
        return uses.stream()
                .distinct()
                .filter(use -> !OF_THE_OPERATOR.contains(use.file()))
                .map(use -> DynamicTest.dynamicTest(use.toString(), () -> {
                    assertThat(use.expression()).as("a constant").isPresent();
                    assertThat(WorstText.of(Pattern.compile(use.expression().get(), use.flags())))
                            .isEmpty();
                }));
    }

    @Test
    void anExpressionThatGoesBackIsFound() {
        assertThat(List.of(
                        "\\s*[\\r\\n]+\\s*",
                        "(?:[A-Za-z0-9_-]{1,255}:[A-Za-z0-9_-]{1,255};?){1,50}",
                        "\\s+(\\S+@\\S+)",
                        "\\s+'?([^\\s']+@[^\\s']+)'? on .*",
                        "(a|b)*c"))
                .allSatisfy(expression -> assertThat(WorstText.of(Pattern.compile(expression)))
                        .as(expression)
                        .isPresent());
    }

    private static List<Path> sources() {
        Path root = Path.of("").toAbsolutePath().getParent();
        List<Path> modules = Stream.of("engine", "store", "smtp", "feedback", "api", "receiving", "server")
                .map(module -> root.resolve(module + "-module/src/main/java"))
                .toList();
        assertThat(modules).allMatch(Files::isDirectory);
        return modules;
    }
}
