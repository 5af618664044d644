package org.posthorn.api.operator.command;

import jakarta.inject.Inject;
import java.util.Optional;
import org.posthorn.api.operator.AdminRefusal;
import org.posthorn.api.operator.Command;
import org.posthorn.api.operator.Help;
import org.posthorn.engine.identity.Accounts;

@Help("Makes an account; with a random id of twelve digits where none is given.")
public final class AccountCreate implements Command<AccountCreate.Request, AccountAnswer> {
    public record Request(Optional<String> id, Optional<String> name) {}

    private final Accounts accounts;

    @Inject
    public AccountCreate(Accounts accounts) {
        this.accounts = accounts;
    }

    @Override
    public AccountAnswer perform(Request asked) {
        if (asked.id().flatMap(accounts::find).isPresent()) {
            throw AdminRefusal.conflict("account " + asked.id().get() + " exists already");
        }
        return AccountAnswer.of(accounts.create(asked.id(), asked.name().orElse("")));
    }
}
