package org.posthorn.api.codec;

import org.posthorn.engine.Limits;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.policy.Policy;
import org.posthorn.engine.policy.PolicyReader;
import tools.jackson.core.JacksonException;

/// The text of a policy.
public final class PolicyJson {
    private PolicyJson() {}

    /// @throws SesException INVALID_POLICY
    public static Policy read(String json, PolicyReader reader) {
        if (json.length() > Limits.POLICY_CHARS) {
            throw invalid("It must not be longer than " + Limits.POLICY_CHARS + " characters");
        }
        try {
            JsonObject object = JsonObject.parse(json).orElseThrow(() -> invalid("It must be a JSON object"));
            return reader.read(object.values(), object.compact());
        } catch (JacksonException e) {
            throw invalid(e.getOriginalMessage());
        }
    }

    private static SesException invalid(String why) {
        return new SesException(SesError.INVALID_POLICY, "Invalid policy: " + why + ".");
    }
}
