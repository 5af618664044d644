package org.posthorn.api.action.identity;

import org.posthorn.engine.Limits;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;

/// The length that the API's model gives to the names of policies.
final class PolicyName {
    private PolicyName() {}

    /// @throws SesException VALIDATION_ERROR
    static void check(String name) {
        if (name.isEmpty()) {
            throw invalid("greater than or equal to 1");
        }
        if (name.length() > Limits.POLICY_NAME_CHARS) {
            throw invalid("less than or equal to " + Limits.POLICY_NAME_CHARS);
        }
    }

    private static SesException invalid(String bound) {
        return new SesException(
                SesError.VALIDATION_ERROR,
                "1 validation error detected: Value at 'policyName' failed to satisfy constraint: Member must have"
                        + " length " + bound);
    }
}
