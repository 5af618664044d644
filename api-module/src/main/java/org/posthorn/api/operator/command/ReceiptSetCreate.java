package org.posthorn.api.operator.command;

import jakarta.inject.Inject;
import java.util.Optional;
import org.posthorn.api.operator.Command;
import org.posthorn.api.operator.Help;
import org.posthorn.api.operator.Tenants;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.receipt.ReceiptRuleSets;

@Help("Makes a receipt rule set: an empty one, or one with the rules of another.")
public final class ReceiptSetCreate implements Command<ReceiptSetCreate.Request, ReceiptSetAnswer> {
    public record Request(String name, String account, Optional<String> region, Optional<String> from) {}

    private final ReceiptRuleSets sets;
    private final Tenants tenants;

    @Inject
    public ReceiptSetCreate(ReceiptRuleSets sets, Tenants tenants) {
        this.sets = sets;
        this.tenants = tenants;
    }

    @Override
    public ReceiptSetAnswer perform(Request asked) {
        Tenant tenant = tenants.find(asked.account(), asked.region());
        asked.from()
                .ifPresentOrElse(
                        original -> sets.copy(tenant, asked.name(), original), () -> sets.create(tenant, asked.name()));
        return ReceiptSetAnswer.of(sets.get(tenant, asked.name()), false);
    }
}
