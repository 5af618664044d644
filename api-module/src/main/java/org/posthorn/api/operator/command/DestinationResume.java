package org.posthorn.api.operator.command;

import jakarta.inject.Inject;
import org.posthorn.api.operator.Command;
import org.posthorn.api.operator.Help;
import org.posthorn.engine.delivery.DeliveryLoop;

@Help("Sends to a paused destination again.")
public final class DestinationResume implements Command<DestinationResume.Request, DestinationResume.Answer> {
    public record Request(String name) {}

    public record Answer(String name) {}

    private final DeliveryLoop deliveries;

    @Inject
    public DestinationResume(DeliveryLoop deliveries) {
        this.deliveries = deliveries;
    }

    @Override
    public Answer perform(Request asked) {
        deliveries.resume(asked.name());
        return new Answer(asked.name());
    }
}
