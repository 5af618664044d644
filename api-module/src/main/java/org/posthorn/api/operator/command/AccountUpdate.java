package org.posthorn.api.operator.command;

import jakarta.inject.Inject;
import java.util.Optional;
import org.posthorn.api.operator.AdminRefusal;
import org.posthorn.api.operator.Command;
import org.posthorn.api.operator.Help;
import org.posthorn.api.operator.Tenants;
import org.posthorn.engine.identity.Accounts;
import org.posthorn.engine.settings.Account;

@Help("Changes what is given of an account; a quota of -1 is unlimited.")
public final class AccountUpdate implements Command<AccountUpdate.Request, AccountAnswer> {
    public record Request(
            String id,
            Optional<String> name,
            Optional<Boolean> sandbox,
            Optional<Double> max24HourSend,
            Optional<Double> maxSendRate,
            Optional<Boolean> sendingEnabled) {}

    private final Accounts accounts;

    @Inject
    public AccountUpdate(Accounts accounts) {
        this.accounts = accounts;
    }

    @Override
    public AccountAnswer perform(Request asked) {
        checkQuota("max24HourSend", asked.max24HourSend());
        checkQuota("maxSendRate", asked.maxSendRate());
        return accounts.update(
                        asked.id(),
                        account -> new Account(
                                account.id(),
                                asked.name().orElse(account.name()),
                                asked.sandbox().orElse(account.sandbox()),
                                asked.max24HourSend().orElse(account.max24HourSend()),
                                asked.maxSendRate().orElse(account.maxSendRate()),
                                asked.sendingEnabled().orElse(account.sendingEnabled()),
                                account.createdAt()))
                .map(AccountAnswer::of)
                .orElseThrow(() -> Tenants.unknown(asked.id()));
    }

    /// Whole or fractional, -1 for unlimited.
    private static void checkQuota(String name, Optional<Double> value) {
        if (value.filter(v -> !(v >= 0 || v == -1) || v.isInfinite()).isPresent()) {
            throw AdminRefusal.wrong("\"" + name + "\" must be zero or more, or -1 for unlimited");
        }
    }
}
