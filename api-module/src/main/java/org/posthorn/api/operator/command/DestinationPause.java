package org.posthorn.api.operator.command;

import jakarta.inject.Inject;
import org.posthorn.api.operator.Command;
import org.posthorn.api.operator.Help;
import org.posthorn.engine.delivery.DeliveryLoop;

@Help("Sends nothing to a destination until it is resumed, over restarts too; its mail does not expire meanwhile.")
public final class DestinationPause implements Command<DestinationPause.Request, DestinationPause.Answer> {
    public record Request(String name) {}

    public record Answer(String name) {}

    private final DeliveryLoop deliveries;

    @Inject
    public DestinationPause(DeliveryLoop deliveries) {
        this.deliveries = deliveries;
    }

    @Override
    public Answer perform(Request asked) {
        deliveries.pause(asked.name());
        return new Answer(asked.name());
    }
}
