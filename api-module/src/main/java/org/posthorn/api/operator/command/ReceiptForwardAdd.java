package org.posthorn.api.operator.command;

import jakarta.inject.Inject;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.posthorn.api.operator.Command;
import org.posthorn.api.operator.Help;
import org.posthorn.api.operator.Tenants;
import org.posthorn.engine.identity.Identities;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.receipt.ReceiptForwards;
import org.posthorn.engine.settings.ReceiptForward;

@Help("Sends mail that comes in for some recipients on to an SMTP host, behind what the active rule set does with it;"
        + " warns of recipients that no verified domain covers.")
public final class ReceiptForwardAdd implements Command<ReceiptForwardAdd.Request, ReceiptForwardAdd.Answer> {
    /// @param recipients each an address (with its labels), a domain, or `.domain` for those below
    /// @param tls `off`, `opportunistic` (without it), `required` or `wrapper`
    public record Request(
            String name,
            String account,
            Optional<String> region,
            List<String> recipients,
            String host,
            int port,
            Optional<String> tls) {}

    /// @param warnings what keeps mail from coming in
    public record Answer(String name, String to, String tls, List<String> recipients, List<String> warnings) {}

    private final ReceiptForwards forwards;
    private final Identities identities;
    private final Tenants tenants;
    private final InstantSource clock;

    @Inject
    public ReceiptForwardAdd(ReceiptForwards forwards, Identities identities, Tenants tenants, InstantSource clock) {
        this.forwards = forwards;
        this.identities = identities;
        this.tenants = tenants;
        this.clock = clock;
    }

    @Override
    public Answer perform(Request asked) {
        Tenant tenant = tenants.find(asked.account(), asked.region());
        ReceiptForward forward = new ReceiptForward(
                asked.name(),
                asked.recipients(),
                asked.host(),
                asked.port(),
                asked.tls().orElse("opportunistic"),
                clock.instant());
        forwards.create(tenant, forward);
        List<String> warnings = forward.recipients().stream()
                .filter(recipient -> !identities.hasVerified(tenant, domainOf(recipient)))
                .map(recipient -> "no verified domain covers " + recipient + ": mail for it is refused")
                .toList();
        return new Answer(forward.name(), forward.address(), forward.tls(), forward.recipients(), warnings);
    }

    private static String domainOf(String recipient) {
        String domain = recipient.substring(recipient.lastIndexOf('@') + 1);
        return domain.startsWith(".") ? domain.substring(1) : domain;
    }
}
