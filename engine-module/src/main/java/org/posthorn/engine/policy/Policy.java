package org.posthorn.engine.policy;

import java.util.Collection;
import java.util.List;

/// A policy that [PolicyReader] found right.
///
/// @param json as it is shown, without white space
public record Policy(String json, List<Statement> statements) {
    public Policy {
        statements = List.copyOf(statements);
    }

    public Decision decide(Access access) {
        return Decision.strongest(statements.stream().map(statement -> statement.decide(access)));
    }

    /// What policies that stand side by side say together.
    public static Decision decide(Collection<Policy> policies, Access access) {
        return Decision.strongest(policies.stream().map(policy -> policy.decide(access)));
    }
}
