package org.posthorn.api.operator.command;

import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import org.posthorn.api.operator.Command;
import org.posthorn.api.operator.Help;
import org.posthorn.engine.delivery.DeliveryLoop;
import org.posthorn.engine.delivery.DestinationView;

@Help("Lists the destinations that had something to do lately: what waits for each, and its pace.")
public final class DestinationList implements Command<DestinationList.Request, List<DestinationList.Destination>> {
    public record Request() {}

    /// @param perSecond none without a limit
    public record Destination(
            String name,
            int queued,
            int active,
            int window,
            Optional<Double> perSecond,
            boolean paused,
            boolean suspended,
            Optional<String> lastFailure,
            long delivered,
            long deferred,
            long bounced) {
        static Destination of(DestinationView view) {
            return new Destination(
                    view.name(),
                    view.queued(),
                    view.active(),
                    view.window(),
                    Double.isInfinite(view.perSecond()) ? Optional.empty() : Optional.of(view.perSecond()),
                    view.paused(),
                    view.suspended(),
                    view.lastFailure().map(Object::toString),
                    view.delivered(),
                    view.deferred(),
                    view.bounced());
        }
    }

    private final DeliveryLoop deliveries;

    @Inject
    public DestinationList(DeliveryLoop deliveries) {
        this.deliveries = deliveries;
    }

    @Override
    public List<Destination> perform(Request asked) {
        return deliveries.destinations().stream().map(Destination::of).toList();
    }
}
