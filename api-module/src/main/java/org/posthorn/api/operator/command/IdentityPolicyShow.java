package org.posthorn.api.operator.command;

import jakarta.inject.Inject;
import java.util.Optional;
import org.posthorn.api.operator.AdminRefusal;
import org.posthorn.api.operator.Command;
import org.posthorn.api.operator.Help;
import org.posthorn.engine.identity.SendingPolicies;

@Help("Tells a policy of an identity.")
public final class IdentityPolicyShow implements Command<IdentityPolicyShow.Request, IdentityPolicyList.Named> {
    public record Request(String name, String account, Optional<String> region, String policy) {}

    private final SendingPolicies policies;
    private final KnownIdentities known;

    @Inject
    public IdentityPolicyShow(SendingPolicies policies, KnownIdentities known) {
        this.policies = policies;
        this.known = known;
    }

    @Override
    public IdentityPolicyList.Named perform(Request asked) {
        KnownIdentities.Found found = known.find(asked.name(), asked.account(), asked.region());
        return policies.of(found.tenant(), found.identity().name()).stream()
                .filter(named -> named.name().equals(asked.policy()))
                .findFirst()
                .map(named -> new IdentityPolicyList.Named(
                        named.name(), named.policy().json()))
                .orElseThrow(() -> unknown(asked.policy(), found));
    }

    static AdminRefusal unknown(String policy, KnownIdentities.Found found) {
        return AdminRefusal.notFound(found.identity().name() + " has no policy " + policy);
    }
}
