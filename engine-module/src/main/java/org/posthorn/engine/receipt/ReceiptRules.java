package org.posthorn.engine.receipt;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.posthorn.engine.Limits;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.ReceiptRule;
import org.posthorn.engine.settings.ReceiptRuleSet;

/// The rules of receipt rule sets: checked, changed, and put in order (SES Developer Guide, "Creating receipt rules").
/// Every change is on disk when its method returns, and holds from the next message on. Safe for use by many threads.
@Singleton
public final class ReceiptRules {
    private final ReceiptRuleSets sets;
    private final ReceiptRuleCheck check;

    @Inject
    public ReceiptRules(ReceiptRuleSets sets, ReceiptRuleCheck check) {
        this.sets = sets;
        this.check = check;
    }

    /// @throws SesException INVALID_PARAMETER_VALUE for a bad name, RULE_SET_DOES_NOT_EXIST, RULE_DOES_NOT_EXIST
    public ReceiptRule get(Tenant tenant, String set, String name) {
        checkNames(set, name);
        ReceiptRuleSet known = sets.get(tenant, set);
        return known.rules().get(place(known, name));
    }

    /// Adds a rule: behind the one of the name `after`, or as the first. May take 30 seconds for each action, since
    /// what those name is tried.
    ///
    /// @throws SesException INVALID_PARAMETER_VALUE, RULE_SET_DOES_NOT_EXIST, RULE_DOES_NOT_EXIST, ALREADY_EXISTS,
    ///     LIMIT_EXCEEDED, and as [ActionTargets#check]
    public void create(Tenant tenant, String set, ReceiptRule rule, Optional<String> after) {
        checkNames(set, rule.name());
        added(sets.get(tenant, set), rule, after); // Before anything that the rule names hears of it.
        check.check(tenant, rule);
        sets.change(tenant, set, known -> added(known, rule, after));
    }

    private static ReceiptRuleSet added(ReceiptRuleSet set, ReceiptRule rule, Optional<String> after) {
        if (find(set, rule.name()) >= 0) {
            throw new SesException(SesError.ALREADY_EXISTS, "Rule already exists: " + rule.name());
        }
        if (set.rules().size() >= Limits.RECEIPT_RULES) {
            throw new SesException(SesError.LIMIT_EXCEEDED, "Too many rules");
        }
        List<ReceiptRule> rules = new ArrayList<>(set.rules());
        rules.add(after.map(name -> place(set, name) + 1).orElse(0), rule);
        return sized(set.withRules(rules));
    }

    /// Puts a rule in the place of the one of its name. Takes as long as [#create].
    ///
    /// @throws SesException as [#create] does, but for ALREADY_EXISTS
    public void update(Tenant tenant, String set, ReceiptRule rule) {
        checkNames(set, rule.name());
        replaced(sets.get(tenant, set), rule);
        check.check(tenant, rule);
        sets.change(tenant, set, known -> replaced(known, rule));
    }

    private static ReceiptRuleSet replaced(ReceiptRuleSet set, ReceiptRule rule) {
        List<ReceiptRule> rules = new ArrayList<>(set.rules());
        rules.set(place(set, rule.name()), rule);
        return sized(set.withRules(rules));
    }

    /// Nothing happens when the set has no such rule.
    ///
    /// @throws SesException INVALID_PARAMETER_VALUE for a bad name, RULE_SET_DOES_NOT_EXIST
    public void delete(Tenant tenant, String set, String name) {
        checkNames(set, name);
        sets.change(
                tenant,
                set,
                known -> known.withRules(known.rules().stream()
                        .filter(rule -> !rule.name().equals(name))
                        .toList()));
    }

    /// Moves a rule: behind the one of the name `after`, or to the front. Behind itself it stays where it is.
    ///
    /// @throws SesException INVALID_PARAMETER_VALUE for a bad name, RULE_SET_DOES_NOT_EXIST, RULE_DOES_NOT_EXIST
    public void move(Tenant tenant, String set, String name, Optional<String> after) {
        checkNames(set, name);
        sets.change(tenant, set, known -> {
            ReceiptRule rule = known.rules().get(place(known, name));
            if (after.filter(name::equals).isPresent()) {
                return known;
            }
            List<ReceiptRule> rules = new ArrayList<>(known.rules());
            rules.remove(rule);
            ReceiptRuleSet without = known.withRules(rules);
            rules.add(after.map(other -> place(without, other) + 1).orElse(0), rule);
            return known.withRules(rules);
        });
    }

    /// Puts all rules of a set in this order.
    ///
    /// @throws SesException INVALID_PARAMETER_VALUE for a bad name, a name that is given twice and rules that are left
    ///     out, RULE_SET_DOES_NOT_EXIST, RULE_DOES_NOT_EXIST
    public void reorder(Tenant tenant, String set, List<String> names) {
        ReceiptRuleSets.checkName(set);
        sets.change(tenant, set, known -> ordered(known, names));
    }

    /// What is wrong is said in SES's order, as it was probed: names that are given twice, rules without a place, names
    /// without a rule.
    private static ReceiptRuleSet ordered(ReceiptRuleSet set, List<String> names) {
        Set<String> seen = new HashSet<>();
        for (String name : names) {
            if (!seen.add(name)) {
                throw invalid("Multiple positions found for rule: " + name);
            }
        }
        Map<String, ReceiptRule> rules = new LinkedHashMap<>();
        set.rules().forEach(rule -> rules.put(rule.name(), rule));
        List<String> missing =
                rules.keySet().stream().filter(name -> !seen.contains(name)).toList();
        if (!missing.isEmpty()) {
            throw invalid("Positions for rules not found: " + String.join(", ", missing));
        }
        return set.withRules(names.stream()
                .map(name -> Optional.ofNullable(rules.get(name)).orElseThrow(() -> unknown(name)))
                .toList());
    }

    private static ReceiptRuleSet sized(ReceiptRuleSet set) {
        // A set is read for every message, and is one record, so there is an end to it.
        long chars = set.rules().stream().mapToLong(ReceiptRuleCheck::chars).sum();
        if (chars > Limits.RECEIPT_RULE_SET_CHARS) {
            throw new SesException(
                    SesError.LIMIT_EXCEEDED,
                    "The rules of a rule set hold more than " + Limits.RECEIPT_RULE_SET_CHARS + " characters");
        }
        return set;
    }

    private static void checkNames(String set, String rule) {
        ReceiptRuleSets.checkName(set);
        ReceiptNames.check("ruleName", rule);
    }

    /// @throws SesException RULE_DOES_NOT_EXIST
    private static int place(ReceiptRuleSet set, String name) {
        int place = find(set, name);
        if (place < 0) {
            throw unknown(name);
        }
        return place;
    }

    /// Negative when there is none.
    private static int find(ReceiptRuleSet set, String name) {
        for (int i = 0; i < set.rules().size(); i++) {
            if (set.rules().get(i).name().equals(name)) {
                return i;
            }
        }
        return -1;
    }

    private static SesException unknown(String name) {
        return new SesException(SesError.RULE_DOES_NOT_EXIST, "Rule does not exist: " + name);
    }

    private static SesException invalid(String text) {
        return new SesException(SesError.INVALID_PARAMETER_VALUE, text);
    }
}
