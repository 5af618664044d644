package org.posthorn.engine.settings;

import java.util.List;
import org.posthorn.engine.policy.Policy;

/// The policies of one identity, which say who else may send for it; in the order of their names.
public record IdentityPolicies(List<Named> policies) {
    public IdentityPolicies {
        policies = List.copyOf(policies);
    }

    /// One of them.
    public record Named(String name, Policy policy) {}
}
