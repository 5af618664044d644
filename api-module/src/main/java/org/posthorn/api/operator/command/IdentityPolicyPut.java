package org.posthorn.api.operator.command;

import jakarta.inject.Inject;
import java.util.Optional;
import org.posthorn.api.codec.PolicyJson;
import org.posthorn.api.operator.AdminRefusal;
import org.posthorn.api.operator.Command;
import org.posthorn.api.operator.Help;
import org.posthorn.engine.Limits;
import org.posthorn.engine.identity.SendingPolicies;

@Help("Adds a policy to an identity, or replaces the one of that name: who else may send for it.")
public final class IdentityPolicyPut implements Command<IdentityPolicyPut.Request, Done> {
    /// @param name the identity's
    /// @param policy its name: up to 64 letters, digits, hyphens and underscores
    /// @param json in the grammar of IAM
    public record Request(String name, String account, Optional<String> region, String policy, String json) {}

    private final SendingPolicies policies;
    private final KnownIdentities known;

    @Inject
    public IdentityPolicyPut(SendingPolicies policies, KnownIdentities known) {
        this.policies = policies;
        this.known = known;
    }

    @Override
    public Done perform(Request asked) {
        if (asked.policy().length() > Limits.POLICY_NAME_CHARS) {
            throw AdminRefusal.wrong("the name of a policy has at most " + Limits.POLICY_NAME_CHARS + " characters");
        }
        KnownIdentities.Found found = known.find(asked.name(), asked.account(), asked.region());
        policies.put(
                found.tenant(),
                found.identity().name(),
                asked.policy(),
                reader -> PolicyJson.read(asked.json(), reader));
        return new Done();
    }
}
