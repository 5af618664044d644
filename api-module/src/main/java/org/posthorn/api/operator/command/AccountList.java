package org.posthorn.api.operator.command;

import jakarta.inject.Inject;
import java.util.List;
import org.posthorn.api.operator.Command;
import org.posthorn.api.operator.Help;
import org.posthorn.engine.identity.Accounts;

@Help("Lists all accounts.")
public final class AccountList implements Command<AccountList.Request, List<AccountAnswer>> {
    public record Request() {}

    private final Accounts accounts;

    @Inject
    public AccountList(Accounts accounts) {
        this.accounts = accounts;
    }

    @Override
    public List<AccountAnswer> perform(Request asked) {
        return accounts.list().stream().map(AccountAnswer::of).toList();
    }
}
