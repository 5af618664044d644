package org.posthorn.api.operator.command;

import jakarta.inject.Inject;
import java.util.Optional;
import org.posthorn.api.operator.Tenants;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.suppression.SuppressionList;

/// The suppression lists that commands are about: of an account in a region or, without one, of the installation.
public final class SuppressionLists {
    private final Tenants tenants;

    @Inject
    public SuppressionLists(Tenants tenants) {
        this.tenants = tenants;
    }

    Tenant find(Optional<String> account, Optional<String> region) {
        return account.map(id -> tenants.find(id, region)).orElse(SuppressionList.GLOBAL);
    }
}
