package org.posthorn.api.v2.tenant;

import java.util.Arrays;
import java.util.Collection;
import org.posthorn.api.codec.Violations;

/// The keys of a filter that comes as a map.
public final class FilterKeys {
    private FilterKeys() {}

    /// @param keys those that are given
    /// @param known the constants of those that there are
    /// @throws org.posthorn.engine.SesException VALIDATION_ERROR with SES's text for another
    public static void check(Collection<String> keys, Enum<?>[] known) {
        if (keys.stream()
                .allMatch(key -> Arrays.stream(known).anyMatch(one -> one.name().equals(key)))) {
            return;
        }
        Violations violations = new Violations(Violations.Style.V2);
        violations.keyNotOneOf(known, "filter");
        violations.throwIfAny();
    }
}
