package org.posthorn.engine.policy;

import java.util.List;
import java.util.Locale;

/// One rule of a policy.
///
/// @param allow its effect; otherwise it denies
/// @param principals whom it is about, as account ids, ARNs, service names and `*`; empty for everybody who has the
///     policy
/// @param actions with wildcards, in any case
/// @param resources with wildcards
/// @param conditions all of them must hold
public record Statement(
        boolean allow,
        List<String> principals,
        List<String> actions,
        List<String> resources,
        List<Condition> conditions) {
    public Statement {
        principals = List.copyOf(principals);
        actions = List.copyOf(actions);
        resources = List.copyOf(resources);
        conditions = List.copyOf(conditions);
    }

    Decision decide(Access access) {
        String action = access.action().toLowerCase(Locale.ROOT);
        boolean fits = (principals.isEmpty() || principals.stream().anyMatch(p -> isPrincipal(p, access)))
                && actions.stream().anyMatch(a -> Glob.matches(a.toLowerCase(Locale.ROOT), action))
                && resources.stream().anyMatch(r -> Glob.matches(r, access.resource()))
                && conditions.stream().allMatch(condition -> condition.holds(access.context()));
        if (!fits) {
            return Decision.NONE;
        }
        return allow ? Decision.ALLOW : Decision.DENY;
    }

    /// An account stands for all its keys; its root user is the account.
    private static boolean isPrincipal(String principal, Access access) {
        return principal.equals("*")
                || principal.equals(access.principalArn())
                || principal.equals(access.accountId())
                || (principal.startsWith("arn:") && principal.endsWith(":iam::" + access.accountId() + ":root"));
    }
}
