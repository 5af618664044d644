package org.posthorn.api.v2.suppression;

import java.util.List;
import java.util.Optional;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.Suppressed;
import org.posthorn.engine.suppression.SuppressionList;
import org.posthorn.engine.suppression.TenantSuppression;
import org.posthorn.engine.tenant.SendingTenants;

/// The list that a request is about: a sending tenant's where it names one, else the account's. A sending tenant that
/// is none is refused as SES does.
record Lists(SuppressionList account, TenantSuppression tenants, SendingTenants names) {
    Optional<Suppressed> find(Tenant owner, Optional<String> tenant, String address) {
        check(owner, tenant);
        return tenant.isPresent() ? tenants.of(owner, tenant.get(), address) : account.of(owner, address);
    }

    void add(Tenant owner, Optional<String> tenant, String address, Suppressed.Reason reason) {
        check(owner, tenant);
        if (tenant.isPresent()) {
            tenants.add(owner, tenant.get(), address, reason, Optional.empty());
        } else {
            account.add(owner, address, reason, Optional.empty());
        }
    }

    /// @return whether it was there
    boolean remove(Tenant owner, Optional<String> tenant, String address) {
        check(owner, tenant);
        return tenant.isPresent() ? tenants.remove(owner, tenant.get(), address) : account.remove(owner, address);
    }

    List<Suppressed> page(Tenant owner, Optional<String> tenant, String after, int max) {
        return tenant.isPresent() ? tenants.list(owner, tenant.get(), after, max) : account.list(owner, after, max);
    }

    void check(Tenant owner, Optional<String> tenant) {
        tenant.ifPresent(name -> names.get(owner, name));
    }
}
