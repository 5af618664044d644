package org.posthorn.api.operator.command;

import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import org.posthorn.api.operator.Command;
import org.posthorn.api.operator.Help;
import org.posthorn.api.operator.Tenants;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.receipt.ReceiptRuleSets;
import org.posthorn.engine.settings.ReceiptRuleSet;

@Help("Tells the rules of a receipt rule set in their order; without a name, of the one that acts.")
public final class ReceiptRuleList implements Command<ReceiptRuleList.Request, ReceiptRuleList.Answer> {
    public record Request(String account, Optional<String> region, Optional<String> set) {}

    /// @param set empty when none was named and none acts
    /// @param active whether it acts on mail that comes in
    public record Answer(Optional<String> set, boolean active, List<ReceiptRuleAnswer> rules) {}

    private final ReceiptRuleSets sets;
    private final Tenants tenants;

    @Inject
    public ReceiptRuleList(ReceiptRuleSets sets, Tenants tenants) {
        this.sets = sets;
        this.tenants = tenants;
    }

    @Override
    public ReceiptRuleList.Answer perform(Request asked) {
        Tenant tenant = tenants.find(asked.account(), asked.region());
        Optional<ReceiptRuleSet> active = sets.active(tenant);
        Optional<ReceiptRuleSet> told =
                asked.set().map(name -> sets.get(tenant, name)).or(() -> active);
        return new Answer(
                told.map(ReceiptRuleSet::name),
                told.isPresent() && told.equals(active),
                told.stream()
                        .flatMap(set -> set.rules().stream())
                        .map(ReceiptRuleAnswer::of)
                        .toList());
    }
}
