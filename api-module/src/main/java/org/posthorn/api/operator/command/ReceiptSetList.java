package org.posthorn.api.operator.command;

import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import org.posthorn.api.operator.Command;
import org.posthorn.api.operator.Help;
import org.posthorn.api.operator.Tenants;
import org.posthorn.engine.Limits;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.receipt.ReceiptRuleSets;
import org.posthorn.engine.settings.ReceiptRuleSet;

@Help("Lists the receipt rule sets of an account in a region in the order of their names.")
public final class ReceiptSetList implements Command<ReceiptSetList.Request, List<ReceiptSetAnswer>> {
    public record Request(String account, Optional<String> region) {}

    private final ReceiptRuleSets sets;
    private final Tenants tenants;

    @Inject
    public ReceiptSetList(ReceiptRuleSets sets, Tenants tenants) {
        this.sets = sets;
        this.tenants = tenants;
    }

    @Override
    public List<ReceiptSetAnswer> perform(Request asked) {
        Tenant tenant = tenants.find(asked.account(), asked.region());
        Optional<String> active = sets.active(tenant).map(ReceiptRuleSet::name);
        return sets.list(tenant, "", Limits.RECEIPT_RULE_SETS).stream()
                .map(set -> ReceiptSetAnswer.of(
                        set, active.filter(set.name()::equals).isPresent()))
                .toList();
    }
}
