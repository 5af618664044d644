package org.posthorn.api.operator.command;

import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.posthorn.api.operator.Command;
import org.posthorn.api.operator.Help;
import org.posthorn.api.operator.Tenants;
import org.posthorn.engine.receipt.ReceiptForwards;

@Help("Lists the SMTP hosts that mail goes on to, of an account in a region.")
public final class ReceiptForwardList implements Command<ReceiptForwardList.Request, List<ReceiptForwardList.Listed>> {
    public record Request(String account, Optional<String> region) {}

    public record Listed(String name, String to, String tls, List<String> recipients, Instant createdAt) {}

    private final ReceiptForwards forwards;
    private final Tenants tenants;

    @Inject
    public ReceiptForwardList(ReceiptForwards forwards, Tenants tenants) {
        this.forwards = forwards;
        this.tenants = tenants;
    }

    @Override
    public List<Listed> perform(Request asked) {
        return forwards.list(tenants.find(asked.account(), asked.region())).stream()
                .map(forward -> new Listed(
                        forward.name(), forward.address(), forward.tls(), forward.recipients(), forward.createdAt()))
                .toList();
    }
}
