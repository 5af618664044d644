package org.posthorn.engine.receipt;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.posthorn.engine.Limits;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.ActiveRuleSet;
import org.posthorn.engine.settings.ReceiptRule;
import org.posthorn.engine.settings.ReceiptRuleSet;
import org.posthorn.engine.settings.Settings;
import org.posthorn.engine.settings.Table;
import org.posthorn.engine.settings.Tables;

/// The receipt rule sets of tenants, one of which may be active (SES Developer Guide, "Creating a rule set"). A set is
/// one record, its rules included. Safe for use by many threads.
@Singleton
public final class ReceiptRuleSets {
    /// The only row of a tenant in its table.
    static final String ACTIVE = "active";

    private final Table<ReceiptRuleSet> sets;
    private final Table<ActiveRuleSet> active;
    private final InstantSource clock;
    /// Held where two rows are looked at: no set is deleted while it becomes the active one, and none is one too many.
    private final Object making = new Object();
    private final AtomicInteger activations = new AtomicInteger();

    @Inject
    public ReceiptRuleSets(Settings settings, InstantSource clock) {
        this.sets = settings.table(Tables.RECEIPT_RULE_SETS);
        this.active = settings.table(Tables.ACTIVE_RULE_SETS);
        this.clock = clock;
    }

    /// Makes an empty set, which is not active. On disk when this returns.
    ///
    /// @throws SesException INVALID_PARAMETER_VALUE for a bad name, ALREADY_EXISTS, LIMIT_EXCEEDED
    public void create(Tenant tenant, String name) {
        checkName(name);
        synchronized (making) {
            checkNew(tenant, name);
            add(tenant, name, List.of());
        }
    }

    /// Makes a set with the rules of another one, which is not active even where that is. On disk when this returns.
    ///
    /// @throws SesException as [#create], and RULE_SET_DOES_NOT_EXIST
    public void copy(Tenant tenant, String name, String original) {
        checkName(name);
        checkName(original);
        synchronized (making) {
            checkNew(tenant, name); // In this order, as SES does: probed.
            add(tenant, name, known(tenant, original).rules());
        }
    }

    private void add(Tenant tenant, String name, List<ReceiptRule> rules) {
        if (sets.count(tenant, Limits.RECEIPT_RULE_SETS) >= Limits.RECEIPT_RULE_SETS) {
            throw new SesException(SesError.LIMIT_EXCEEDED, "Too many rule sets"); // A guess, as it says of rules.
        }
        sets.put(tenant, name, new ReceiptRuleSet(name, clock.instant(), rules));
    }

    private void checkNew(Tenant tenant, String name) {
        if (sets.get(tenant, name).isPresent()) {
            throw new SesException(SesError.ALREADY_EXISTS, "Rule set already exists: " + name);
        }
    }

    /// @throws SesException INVALID_PARAMETER_VALUE for a bad name, RULE_SET_DOES_NOT_EXIST
    public ReceiptRuleSet get(Tenant tenant, String name) {
        checkName(name);
        return known(tenant, name);
    }

    /// Up to `max` sets behind the name `after` (empty for the start), in the order of their names.
    public List<ReceiptRuleSet> list(Tenant tenant, String after, int max) {
        return sets.page(tenant, after, max).stream().map(Table.Row::value).toList();
    }

    /// Removes a set with its rules; nothing happens when there is none. On disk when this returns.
    ///
    /// @throws SesException INVALID_PARAMETER_VALUE for a bad name, CANNOT_DELETE while it is the active one
    public void delete(Tenant tenant, String name) {
        checkName(name);
        synchronized (making) {
            if (active.get(tenant, ACTIVE)
                    .filter(row -> row.name().equals(name))
                    .isPresent()) {
                throw new SesException(SesError.CANNOT_DELETE, "Cannot delete active rule set: " + name);
            }
            sets.delete(tenant, name);
        }
    }

    /// Makes a set the one that acts, in place of any other. On disk when this returns.
    ///
    /// @throws SesException INVALID_PARAMETER_VALUE for a bad name, RULE_SET_DOES_NOT_EXIST
    public void activate(Tenant tenant, String name) {
        checkName(name);
        synchronized (making) {
            known(tenant, name);
            active.put(tenant, ACTIVE, new ActiveRuleSet(name));
            activations.incrementAndGet();
        }
    }

    /// Lets no set act. On disk when this returns.
    public void deactivate(Tenant tenant) {
        synchronized (making) {
            active.delete(tenant, ACTIVE);
        }
    }

    /// Changes the rules of a set; others who do so at the same time take turns. On disk when this returns.
    ///
    /// @param change free of side effects: it may be called more than once
    /// @throws SesException RULE_SET_DOES_NOT_EXIST, and whatever `change` throws
    void change(Tenant tenant, String name, UnaryOperator<ReceiptRuleSet> change) {
        if (sets.update(tenant, name, known -> known.map(change)).isEmpty()) {
            throw unknown(name);
        }
    }

    /// @throws SesException INVALID_PARAMETER_VALUE
    static void checkName(String name) {
        ReceiptNames.check("ruleSetName", name);
    }

    private ReceiptRuleSet known(Tenant tenant, String name) {
        return sets.get(tenant, name).orElseThrow(() -> unknown(name));
    }

    private static SesException unknown(String name) {
        return new SesException(SesError.RULE_SET_DOES_NOT_EXIST, "Rule set does not exist: " + name);
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

    /// How often a set became active in this process: where this has grown, somebody may have begun to receive.
    int activations() {
        return activations.get();
    }

    /// Tenants that have an active set. Reads a row for each.
    Stream<Tenant> tenantsWithActive() {
        Stream.Builder<Tenant> tenants = Stream.builder();
        active.forEach(row -> tenants.add(row.tenant()));
        return tenants.build();
    }
}
