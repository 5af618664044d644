package org.posthorn.api.operator.command;

import jakarta.inject.Inject;
import java.util.Optional;
import org.posthorn.api.operator.Command;
import org.posthorn.api.operator.Help;
import org.posthorn.api.operator.Tenants;
import org.posthorn.engine.configurationset.EventDestinations;

@Help("Removes an event destination of a configuration set.")
public final class SetDestinationDelete implements Command<SetDestinationDelete.Request, Done> {
    public record Request(String set, String name, String account, Optional<String> region) {}

    private final EventDestinations destinations;
    private final Tenants tenants;

    @Inject
    public SetDestinationDelete(EventDestinations destinations, Tenants tenants) {
        this.destinations = destinations;
        this.tenants = tenants;
    }

    @Override
    public Done perform(Request asked) {
        destinations.delete(tenants.find(asked.account(), asked.region()), asked.set(), asked.name());
        return new Done();
    }
}
