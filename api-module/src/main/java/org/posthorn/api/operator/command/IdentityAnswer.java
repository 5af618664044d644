package org.posthorn.api.operator.command;

import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.Identity;

/// An identity for operators.
public record IdentityAnswer(String accountId, String region, String name, String type, String status) {
    static IdentityAnswer of(Tenant tenant, Identity identity) {
        return new IdentityAnswer(
                tenant.accountId(),
                tenant.region(),
                identity.name(),
                identity.type().name(),
                identity.status().name());
    }
}
