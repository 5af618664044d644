package org.posthorn.engine.settings;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What API v2 calls a tenant: a part of what an account sends in a region, with resources, a suppression list and a
/// reputation of its own. Not a [org.posthorn.engine.mail.Tenant], which owns it.
///
/// @param id tells it from an earlier one of its name
/// @param suppression empty for what holds for the account
public record SendingTenant(String name, String id, Instant createdAt, Optional<Suppression> suppression) {
    /// For which reasons addresses come on a list and keep mail back, and on whose list.
    public record Suppression(List<Suppressed.Reason> reasons, Scope scope) {
        public Suppression {
            reasons = List.copyOf(reasons);
        }
    }

    /// Whose list; in AWS's own order.
    public enum Scope {
        TENANT,
        ACCOUNT
    }

    /// As its ARN ends, behind the type.
    public String key() {
        return name + "/" + id;
    }

    public SendingTenant withSuppression(Optional<Suppression> suppression) {
        return new SendingTenant(name, id, createdAt, suppression);
    }
}
