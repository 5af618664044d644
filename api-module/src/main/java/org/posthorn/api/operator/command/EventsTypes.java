package org.posthorn.api.operator.command;

import jakarta.inject.Inject;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.posthorn.api.operator.AdminRefusal;
import org.posthorn.api.operator.Command;
import org.posthorn.api.operator.Help;
import org.posthorn.api.operator.Tenants;
import org.posthorn.engine.configurationset.EventDestinations;
import org.posthorn.engine.settings.EventDestination.EventType;

@Help("Says which events an event destination gets from now on.")
public final class EventsTypes implements Command<EventsTypes.Request, EventsTypes.Answer> {
    /// @param set the configuration set
    public record Request(
            String set, String destination, String account, Optional<String> region, List<String> types) {}

    public record Answer(String set, String destination, String types) {}

    private final EventDestinations destinations;
    private final Tenants tenants;

    @Inject
    public EventsTypes(EventDestinations destinations, Tenants tenants) {
        this.destinations = destinations;
        this.tenants = tenants;
    }

    @Override
    public Answer perform(Request asked) {
        List<EventType> types = asked.types().stream()
                .map(word -> Arrays.stream(EventType.values())
                        .filter(type -> type.name().equals(word))
                        .findFirst()
                        .orElseThrow(() -> AdminRefusal.wrong(
                                "the types are " + Arrays.toString(EventType.values()) + ": " + word)))
                .toList();
        destinations.setTypes(tenants.find(asked.account(), asked.region()), asked.set(), asked.destination(), types);
        return new Answer(asked.set(), asked.destination(), String.join(", ", asked.types()));
    }
}
