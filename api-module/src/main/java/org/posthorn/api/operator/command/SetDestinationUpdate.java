package org.posthorn.api.operator.command;

import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import org.posthorn.api.operator.AdminRefusal;
import org.posthorn.api.operator.Command;
import org.posthorn.api.operator.Help;
import org.posthorn.api.operator.Tenants;
import org.posthorn.engine.configurationset.ConfigurationSets;
import org.posthorn.engine.configurationset.EventDestinations;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.EventDestination;
import org.posthorn.engine.settings.EventDestination.EventType;

@Help("Changes what is given of an event destination.")
public final class SetDestinationUpdate implements Command<SetDestinationUpdate.Request, DestinationAnswer> {
    /// As those of set/destination-add.
    public record Request(
            String set,
            String name,
            String account,
            Optional<String> region,
            Optional<Boolean> enabled,
            List<EventType> types,
            Optional<String> topic,
            Optional<String> stream,
            List<String> dimensions) {}

    private final ConfigurationSets sets;
    private final EventDestinations destinations;
    private final Tenants tenants;

    @Inject
    public SetDestinationUpdate(ConfigurationSets sets, EventDestinations destinations, Tenants tenants) {
        this.sets = sets;
        this.destinations = destinations;
        this.tenants = tenants;
    }

    @Override
    public DestinationAnswer perform(Request asked) {
        Tenant tenant = tenants.find(asked.account(), asked.region());
        EventDestination known = sets.get(tenant, asked.set()).destinations().stream()
                .filter(destination -> destination.name().equals(asked.name()))
                .findFirst()
                .orElseThrow(() ->
                        AdminRefusal.notFound("the set " + asked.set() + " has no event destination " + asked.name()));
        EventDestination changed = new EventDestination(
                known.name(),
                asked.enabled().orElse(known.enabled()),
                asked.types().isEmpty()
                        ? known.types()
                        : asked.types().stream().distinct().sorted().toList(),
                DestinationTarget.of(asked.account(), asked.topic(), asked.stream(), asked.dimensions())
                        .orElse(known.target()));
        destinations.update(tenant, asked.set(), changed);
        return DestinationAnswer.of(changed);
    }
}
