package org.posthorn.api.operator.command;

import jakarta.inject.Inject;
import java.util.Optional;
import org.posthorn.api.operator.Command;
import org.posthorn.api.operator.Help;
import org.posthorn.api.operator.Tenants;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.receipt.ReceiptRuleSets;

@Help("Makes a receipt rule set the one that acts on mail that comes in; without a name, none does.")
public final class ReceiptSetActivate implements Command<ReceiptSetActivate.Request, Done> {
    public record Request(Optional<String> name, String account, Optional<String> region) {}

    private final ReceiptRuleSets sets;
    private final Tenants tenants;

    @Inject
    public ReceiptSetActivate(ReceiptRuleSets sets, Tenants tenants) {
        this.sets = sets;
        this.tenants = tenants;
    }

    @Override
    public Done perform(Request asked) {
        Tenant tenant = tenants.find(asked.account(), asked.region());
        asked.name().ifPresentOrElse(name -> sets.activate(tenant, name), () -> sets.deactivate(tenant));
        return new Done();
    }
}
