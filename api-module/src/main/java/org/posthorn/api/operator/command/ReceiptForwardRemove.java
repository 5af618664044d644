package org.posthorn.api.operator.command;

import jakarta.inject.Inject;
import java.util.Optional;
import org.posthorn.api.operator.AdminRefusal;
import org.posthorn.api.operator.Command;
import org.posthorn.api.operator.Help;
import org.posthorn.api.operator.Tenants;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.receipt.ReceiptForwards;

@Help("Sends mail on to an SMTP host no longer, mail that waits for it included.")
public final class ReceiptForwardRemove implements Command<ReceiptForwardRemove.Request, Done> {
    public record Request(String name, String account, Optional<String> region) {}

    private final ReceiptForwards forwards;
    private final Tenants tenants;

    @Inject
    public ReceiptForwardRemove(ReceiptForwards forwards, Tenants tenants) {
        this.forwards = forwards;
        this.tenants = tenants;
    }

    @Override
    public Done perform(Request asked) {
        Tenant tenant = tenants.find(asked.account(), asked.region());
        if (!forwards.remove(tenant, asked.name())) {
            throw AdminRefusal.notFound("there is no forward " + asked.name() + " in " + tenant.region());
        }
        return new Done();
    }
}
