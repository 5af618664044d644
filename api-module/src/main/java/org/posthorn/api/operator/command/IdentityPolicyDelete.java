package org.posthorn.api.operator.command;

import jakarta.inject.Inject;
import java.util.Optional;
import org.posthorn.api.operator.Command;
import org.posthorn.api.operator.Help;
import org.posthorn.engine.identity.SendingPolicies;

@Help("Removes a policy of an identity.")
public final class IdentityPolicyDelete implements Command<IdentityPolicyDelete.Request, Done> {
    public record Request(String name, String account, Optional<String> region, String policy) {}

    private final SendingPolicies policies;
    private final KnownIdentities known;

    @Inject
    public IdentityPolicyDelete(SendingPolicies policies, KnownIdentities known) {
        this.policies = policies;
        this.known = known;
    }

    @Override
    public Done perform(Request asked) {
        KnownIdentities.Found found = known.find(asked.name(), asked.account(), asked.region());
        String name = found.identity().name();
        if (policies.of(found.tenant(), name).stream()
                .noneMatch(named -> named.name().equals(asked.policy()))) {
            throw IdentityPolicyShow.unknown(asked.policy(), found);
        }
        policies.delete(found.tenant(), name, asked.policy());
        return new Done();
    }
}
