package org.posthorn.api.operator;

import jakarta.inject.Inject;
import java.util.Optional;
import org.posthorn.engine.identity.Accounts;
import org.posthorn.engine.mail.Regions;
import org.posthorn.engine.mail.Tenant;

/// Whom commands are about.
public final class Tenants {
    private final Accounts accounts;

    @Inject
    public Tenants(Accounts accounts) {
        this.accounts = accounts;
    }

    /// An account in the region that was given, or the standard one.
    ///
    /// @throws AdminRefusal when there is no such account
    public Tenant find(String account, Optional<String> region) {
        return new Tenant(existing(account), region.orElse(Regions.STANDARD));
    }

    /// @throws AdminRefusal when there is no such account
    public String existing(String account) {
        if (accounts.find(account).isEmpty()) {
            throw unknown(account);
        }
        return account;
    }

    public static AdminRefusal unknown(String account) {
        return AdminRefusal.notFound("there is no account " + account);
    }
}
