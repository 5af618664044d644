package org.posthorn.engine.policy;

import java.util.Collection;
import java.util.List;
import java.util.Locale;

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

    /// The actions that it names and that are none of these, taken by their wildcards: what it says of them never
    /// applies.
    ///
    /// @param known such as `ses:SendEmail`
    public List<String> strangeActions(Collection<String> known) {
        List<String> lower =
                known.stream().map(action -> action.toLowerCase(Locale.ROOT)).toList();
        return statements.stream()
                .flatMap(statement -> statement.actions().stream())
                .distinct()
                .filter(action -> lower.stream().noneMatch(one -> Glob.matches(action.toLowerCase(Locale.ROOT), one)))
                .toList();
    }

    /// What policies that stand side by side say together.
    public static Decision decide(Collection<Policy> policies, Access access) {
        return Decision.strongest(policies.stream().map(policy -> policy.decide(access)));
    }
}
