package org.posthorn.api.operator.command;

import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import org.posthorn.api.operator.Command;
import org.posthorn.api.operator.Help;
import org.posthorn.engine.identity.SendingPolicies;

@Help("Lists the policies of an identity.")
public final class IdentityPolicyList implements Command<IdentityPolicyList.Request, List<IdentityPolicyList.Named>> {
    public record Request(String name, String account, Optional<String> region) {}

    /// @param json without white space
    public record Named(String policy, String json) {}

    private final SendingPolicies policies;
    private final KnownIdentities known;

    @Inject
    public IdentityPolicyList(SendingPolicies policies, KnownIdentities known) {
        this.policies = policies;
        this.known = known;
    }

    @Override
    public List<Named> perform(Request asked) {
        KnownIdentities.Found found = known.find(asked.name(), asked.account(), asked.region());
        return policies.of(found.tenant(), found.identity().name()).stream()
                .map(named -> new Named(named.name(), named.policy().json()))
                .toList();
    }
}
