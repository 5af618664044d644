package org.posthorn.api.v1.identity;

import org.posthorn.engine.Limits;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;

/// The lengths that the API's model gives to policies and their names.
final class PolicyName {
    private PolicyName() {}

    /// @throws SesException VALIDATION_ERROR
    static void check(String name) {
        if (name.isEmpty()) {
            throw invalid("policyName", "greater than or equal to 1");
        }
        if (name.length() > Limits.POLICY_NAME_CHARS) {
            throw invalid("policyName", "less than or equal to " + Limits.POLICY_NAME_CHARS);
        }
    }

    /// @throws SesException VALIDATION_ERROR
    static void checkPolicy(String policy) {
        if (policy.isEmpty()) {
            throw invalid("policy", "greater than or equal to 1");
        }
    }

    private static SesException invalid(String path, String bound) {
        return new SesException(
                SesError.VALIDATION_ERROR,
                "1 validation error detected: Value at '" + path
                        + "' failed to satisfy constraint: Member must have length " + bound);
    }
}
