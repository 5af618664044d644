package org.posthorn.api.v1.receipt;

import jakarta.inject.Inject;
import java.util.List;
import org.posthorn.api.call.Area;
import org.posthorn.api.call.Operation;
import org.posthorn.engine.receipt.ReceiptFilters;
import org.posthorn.engine.receipt.ReceiptRuleSets;
import org.posthorn.engine.receipt.ReceiptRules;

/// Receiving.
public final class ReceiptActions implements Area {
    private final ReceiptRuleSets sets;
    private final ReceiptRules rules;
    private final ReceiptFilters filters;

    @Inject
    ReceiptActions(ReceiptRuleSets sets, ReceiptRules rules, ReceiptFilters filters) {
        this.sets = sets;
        this.rules = rules;
        this.filters = filters;
    }

    @Override
    public List<Operation<?, ?>> operations() {
        return List.of(
                Operation.of(CloneReceiptRuleSet.Request.class, new CloneReceiptRuleSet(sets)),
                Operation.of(CreateReceiptFilter.Request.class, new CreateReceiptFilter(filters)),
                Operation.of(CreateReceiptRule.Request.class, new CreateReceiptRule(rules)),
                Operation.of(CreateReceiptRuleSet.Request.class, new CreateReceiptRuleSet(sets)),
                Operation.of(DeleteReceiptFilter.Request.class, new DeleteReceiptFilter(filters)),
                Operation.of(DeleteReceiptRule.Request.class, new DeleteReceiptRule(rules)),
                Operation.of(DeleteReceiptRuleSet.Request.class, new DeleteReceiptRuleSet(sets)),
                Operation.of(DescribeActiveReceiptRuleSet.Request.class, new DescribeActiveReceiptRuleSet(sets)),
                Operation.of(DescribeReceiptRule.Request.class, new DescribeReceiptRule(rules)),
                Operation.of(DescribeReceiptRuleSet.Request.class, new DescribeReceiptRuleSet(sets)),
                Operation.of(ListReceiptFilters.Request.class, new ListReceiptFilters(filters)),
                Operation.of(ListReceiptRuleSets.Request.class, new ListReceiptRuleSets(sets)),
                Operation.of(ReorderReceiptRuleSet.Request.class, new ReorderReceiptRuleSet(rules)),
                Operation.of(SetActiveReceiptRuleSet.Request.class, new SetActiveReceiptRuleSet(sets)),
                Operation.of(SetReceiptRulePosition.Request.class, new SetReceiptRulePosition(rules)),
                Operation.of(UpdateReceiptRule.Request.class, new UpdateReceiptRule(rules)));
    }
}
