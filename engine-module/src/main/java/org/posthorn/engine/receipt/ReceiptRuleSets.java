package org.posthorn.engine.receipt;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.ActiveRuleSet;
import org.posthorn.engine.settings.ReceiptRule;
import org.posthorn.engine.settings.ReceiptRuleSet;
import org.posthorn.engine.settings.Settings;
import org.posthorn.engine.settings.Table;
import org.posthorn.engine.settings.Tables;

/// The receipt rule sets of tenants, one of which may be active. Safe for use by many threads.
@Singleton
public final class ReceiptRuleSets {
    /// The only row of a tenant in its table.
    static final String ACTIVE = "active";

    private final Table<ReceiptRuleSet> sets;
    private final Table<ActiveRuleSet> active;

    @Inject
    public ReceiptRuleSets(Settings settings) {
        this.sets = settings.table(Tables.RECEIPT_RULE_SETS);
        this.active = settings.table(Tables.ACTIVE_RULE_SETS);
    }

    /// The set that acts.
    public Optional<ReceiptRuleSet> active(Tenant tenant) {
        return active.get(tenant, ACTIVE).flatMap(row -> sets.get(tenant, row.name()));
    }

    /// The rules that act on mail for an address, in their order.
    public List<ReceiptRule> rulesFor(Tenant tenant, String address) {
        return active(tenant).stream()
                .flatMap(set -> set.rules().stream())
                .filter(rule -> rule.enabled() && RecipientPattern.covers(rule.recipients(), address))
                .toList();
    }

    /// Tenants that have an active set. Reads a row for each.
    Stream<Tenant> tenantsWithActive() {
        Stream.Builder<Tenant> tenants = Stream.builder();
        active.forEach(row -> tenants.add(row.tenant()));
        return tenants.build();
    }
}
