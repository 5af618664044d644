package org.posthorn.dist;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.ActiveRuleSet;
import org.posthorn.engine.settings.ReceiptAction;
import org.posthorn.engine.settings.ReceiptRule;
import org.posthorn.engine.settings.ReceiptRuleSet;
import org.posthorn.engine.settings.Settings;
import org.posthorn.engine.settings.Tables;

/// Receipt rules as they are stored, for tests of the way in.
final class ReceiptSetup {
    private ReceiptSetup() {}

    /// A rule that takes mail and does nothing with it.
    ///
    /// @param tls whether it takes mail under TLS only
    /// @param recipients everybody of the tenant's domains when empty
    static ReceiptRule rule(String name, boolean tls, String... recipients) {
        return new ReceiptRule(
                name, true, tls, List.of(recipients), List.of(new ReceiptAction.Stop(Optional.empty())), false);
    }

    /// The rules of a tenant, which act within a second.
    static void activate(Settings settings, Tenant tenant, ReceiptRule... rules) {
        settings.table(Tables.RECEIPT_RULE_SETS)
                .put(tenant, "door", new ReceiptRuleSet("door", Instant.EPOCH, List.of(rules)));
        settings.table(Tables.ACTIVE_RULE_SETS).put(tenant, "active", new ActiveRuleSet("door"));
    }
}
