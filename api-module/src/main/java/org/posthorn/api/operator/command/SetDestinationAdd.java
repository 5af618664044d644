package org.posthorn.api.operator.command;

import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import org.posthorn.api.operator.AdminRefusal;
import org.posthorn.api.operator.Command;
import org.posthorn.api.operator.Help;
import org.posthorn.api.operator.Tenants;
import org.posthorn.engine.configurationset.EventDestinations;
import org.posthorn.engine.record.Required;
import org.posthorn.engine.settings.EventDestination;
import org.posthorn.engine.settings.EventDestination.EventType;

@Help("Adds an event destination to a configuration set: the subscriptions of a topic, the files of a delivery"
        + " stream, or metrics with dimensions.")
public final class SetDestinationAdd implements Command<SetDestinationAdd.Request, DestinationAnswer> {
    /// @param set the configuration set
    /// @param name of the new destination
    /// @param enabled true when empty
    /// @param types of the events that it gets
    /// @param topic an ARN
    /// @param stream the ARN of a delivery stream
    /// @param dimensions of metrics, each as `NAME=SOURCE:DEFAULT` with the source messageTag, emailHeader or linkTag
    public record Request(
            String set,
            String name,
            String account,
            Optional<String> region,
            Optional<Boolean> enabled,
            @Required List<EventType> types,
            Optional<String> topic,
            Optional<String> stream,
            List<String> dimensions) {}

    private final EventDestinations destinations;
    private final Tenants tenants;

    @Inject
    public SetDestinationAdd(EventDestinations destinations, Tenants tenants) {
        this.destinations = destinations;
        this.tenants = tenants;
    }

    @Override
    public DestinationAnswer perform(Request asked) {
        EventDestination added = new EventDestination(
                asked.name(),
                asked.enabled().orElse(true),
                asked.types().stream().distinct().sorted().toList(),
                DestinationTarget.of(asked.account(), asked.topic(), asked.stream(), asked.dimensions())
                        .orElseThrow(() ->
                                AdminRefusal.wrong("an event destination needs a topic, a stream or dimensions")));
        destinations.create(tenants.find(asked.account(), asked.region()), asked.set(), added);
        return DestinationAnswer.of(added);
    }
}
