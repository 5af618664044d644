package org.posthorn.engine.suppression;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import org.posthorn.engine.identity.AccountDefaults;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.Settings;
import org.posthorn.engine.settings.Suppressed.Reason;
import org.posthorn.engine.settings.SuppressionChoice;
import org.posthorn.engine.settings.Table;
import org.posthorn.engine.settings.Tables;

/// For which reasons an account's own list in a region takes addresses, and keeps mail back (SES Developer Guide,
/// "account-level suppression list"): those that it chose, else those of the operator (`suppression.reasons`). Safe for
/// use by many threads.
@Singleton
public final class AccountSuppression {
    /// The one row of an account in a region.
    private static final String ROW = "account";

    private final Table<SuppressionChoice> table;
    private final List<Reason> usual;

    @Inject
    public AccountSuppression(Settings settings, AccountDefaults defaults) {
        this.table = settings.table(Tables.ACCOUNT_SUPPRESSION);
        this.usual = defaults.suppressedReasons();
    }

    /// What the account chose; empty when it never did.
    public Optional<SuppressionChoice> chosen(Tenant tenant) {
        return table.get(tenant, ROW);
    }

    /// On disk when this returns.
    public void choose(Tenant tenant, SuppressionChoice choice) {
        table.put(tenant, ROW, choice);
    }

    /// The reasons that put an address on the list.
    public List<Reason> reasons(Tenant tenant) {
        return chosen(tenant).map(SuppressionChoice::reasons).orElse(usual);
    }
}
