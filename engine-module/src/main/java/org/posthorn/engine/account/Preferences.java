package org.posthorn.engine.account;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.Account;
import org.posthorn.engine.settings.AccountPreferences;
import org.posthorn.engine.settings.Settings;
import org.posthorn.engine.settings.Table;
import org.posthorn.engine.settings.Tables;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What accounts say of themselves (SES API v2 Reference, "PutAccountDetails" and its neighbours). Safe for use by many
/// threads; changes are on disk when a method returns.
@Singleton
public final class Preferences {
    private static final Logger LOG = LoggerFactory.getLogger(Preferences.class);

    /// The one row of an account in a region.
    private static final String ROW = "account";

    private final Table<AccountPreferences> table;

    @Inject
    public Preferences(Settings settings) {
        this.table = settings.table(Tables.ACCOUNT_PREFERENCES);
    }

    public AccountPreferences of(Tenant tenant) {
        return table.get(tenant, ROW).orElse(AccountPreferences.NONE);
    }

    /// Whether new source addresses of an account start with little mail; as in SES they do, unless it says otherwise.
    public boolean autoWarmup(Tenant tenant) {
        return of(tenant).autoWarmup().orElse(true);
    }

    /// @param change free of side effects: it may be called more than once
    public void change(Tenant tenant, UnaryOperator<AccountPreferences> change) {
        table.update(tenant, ROW, known -> Optional.of(change.apply(known.orElse(AccountPreferences.NONE))));
    }

    /// Notes what an account says of itself. Whether it leaves the sandbox is the operator's to say, so that a review
    /// is under way until he does.
    ///
    /// @throws SesException CONFLICT while it is; the text is a guess
    public void describe(Account account, Tenant tenant, AccountPreferences.Details details) {
        change(tenant, known -> {
            if (isUnderReview(account, known)) {
                throw new SesException(
                        SesError.CONFLICT, "Your account details can't be changed while they are under review.");
            }
            return known.withDetails(details);
        });
        if (isUnderReview(account, of(tenant))) {
            LOG.warn("event=production_access_asked account={} region={}", account.id(), tenant.region());
        }
    }

    /// Whether an account asked to leave the sandbox, and is in it still.
    public static boolean isUnderReview(Account account, AccountPreferences said) {
        return account.sandbox()
                && said.details()
                        .flatMap(AccountPreferences.Details::reviewAskedAt)
                        .isPresent();
    }
}
