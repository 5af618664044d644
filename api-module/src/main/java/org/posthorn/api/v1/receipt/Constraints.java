package org.posthorn.api.v1.receipt;

import java.util.List;
import org.posthorn.api.codec.Violations;
import org.posthorn.engine.receipt.ReceiptNames;

/// What the service's framework asks of texts before the operation looks at them; all that is wrong is told at once.
final class Constraints {
    /// Nobody runs it: [ReceiptNames] reads the text.
    private static final String PATTERN = "^[a-zA-Z0-9_.-]+$";

    /// Of a name in a list, as probed; any other is refused by its form.
    private static final int LISTED_CHARS = 100;
    /// Of the model.
    private static final int LEAST_ROLE_CHARS = 20;

    private static final int ROLE_CHARS = 2_048;

    private final Violations violations = new Violations(Violations.Style.V1);

    Constraints name(String path, String name) {
        if (name.isEmpty()) {
            violations.tooSmall("length", 1, path);
        }
        if (!ReceiptNames.hasForm(name)) {
            violations.unlike(PATTERN, path);
        }
        return this;
    }

    Constraints names(String path, List<String> names) {
        if (names.stream().anyMatch(name -> name.length() > LISTED_CHARS || !ReceiptNames.hasForm(name))) {
            violations.memberUnlike(
                    List.of(
                            "Member must have length less than or equal to " + LISTED_CHARS,
                            "Member must have length greater than or equal to 1",
                            "Member must satisfy regular expression pattern: " + PATTERN),
                    path);
        }
        return this;
    }

    Constraints role(String path, String arn) {
        if (arn.length() < LEAST_ROLE_CHARS) {
            violations.tooSmall("length", LEAST_ROLE_CHARS, path);
        } else if (arn.length() > ROLE_CHARS) {
            violations.tooLarge("length", ROLE_CHARS, path);
        }
        return this;
    }

    /// @throws SesException VALIDATION_ERROR when any was broken
    void check() {
        violations.throwIfAny();
    }
}
