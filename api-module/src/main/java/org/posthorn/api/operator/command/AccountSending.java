package org.posthorn.api.operator.command;

import jakarta.inject.Inject;
import java.util.Optional;
import org.posthorn.api.operator.Command;
import org.posthorn.api.operator.Help;
import org.posthorn.api.operator.Tenants;
import org.posthorn.engine.identity.Accounts;
import org.posthorn.engine.mail.Tenant;

@Help("Switches the sending of an account on or off in one region, as the account itself can; what account/update"
        + " has switched off stays off.")
public final class AccountSending implements Command<AccountSending.Request, AccountSending.Answer> {
    public record Request(String id, Optional<String> region, Boolean enabled) {}

    /// @param maySend whether it may, after all: not while account/update has it switched off
    public record Answer(String id, String region, boolean enabled, boolean maySend) {}

    private final Accounts accounts;
    private final Tenants tenants;

    @Inject
    public AccountSending(Accounts accounts, Tenants tenants) {
        this.accounts = accounts;
        this.tenants = tenants;
    }

    @Override
    public Answer perform(Request asked) {
        Tenant tenant = tenants.find(asked.id(), asked.region());
        accounts.setSending(tenant, asked.enabled());
        return new Answer(tenant.accountId(), tenant.region(), asked.enabled(), accounts.maySend(tenant));
    }
}
