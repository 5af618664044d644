package org.posthorn.engine.policy;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/// One condition of a statement (IAM User Guide, "Condition operators" and "Multivalued context keys").
///
/// | the key is | a plain operator | a negated one | with IfExists | ForAllValues | ForAnyValue |
/// |---|---|---|---|---|---|
/// | there | some value fits | no value is named | the same | every value passes | some value passes |
/// | missing | fails | holds | holds | holds | fails |
///
/// @param key in lower case
public record Condition(Quantifier quantifier, Operator operator, boolean ifExists, String key, List<String> values) {
    /// How the values of a key with several are taken.
    public enum Quantifier {
        NONE,
        FOR_ALL_VALUES,
        FOR_ANY_VALUE
    }

    public Condition {
        key = key.toLowerCase(Locale.ROOT);
        values = List.copyOf(values);
    }

    boolean holds(Map<String, List<String>> context) {
        List<String> given = context.getOrDefault(key, List.of());
        if (operator == Operator.NULL) {
            return values.contains(given.isEmpty() ? "true" : "false");
        }
        if (given.isEmpty()) {
            return switch (quantifier) {
                case FOR_ALL_VALUES -> true;
                case FOR_ANY_VALUE -> ifExists;
                case NONE -> ifExists || operator.isNegated();
            };
        }
        return switch (quantifier) {
            case FOR_ALL_VALUES -> given.stream().allMatch(this::passes);
            case FOR_ANY_VALUE -> given.stream().anyMatch(this::passes);
            case NONE ->
                operator.isNegated()
                        ? given.stream().allMatch(this::passes)
                        : given.stream().anyMatch(this::passes);
        };
    }

    private boolean passes(String given) {
        boolean named = values.stream().anyMatch(wanted -> operator.fits(wanted, given));
        return named != operator.isNegated();
    }
}
