package org.posthorn.engine.delivery;

import java.util.List;

/// How delivery is paced.
///
/// @param reportingMta our host name, for events
/// @param attempts most under way at a time, to all destinations together
/// @param connections most under way at a time to one destination that no shape is for
/// @param shapes limits by pattern; the first that meets a destination counts
public record DeliveryConfig(
        RetrySchedule retry, String reportingMta, int attempts, int connections, List<DeliveryLimit> shapes) {
    public DeliveryConfig {
        shapes = List.copyOf(shapes);
        if (attempts < 1 || connections < 1) {
            throw new IllegalArgumentException("delivery needs at least one attempt at a time");
        }
    }

    /// The limits for a destination: by the domain of its recipients, or the name of one of its hosts.
    DeliveryLimit shapeOf(String destination, String domain) {
        return shapes.stream()
                .filter(shape ->
                        shape.meets(domain) || hosts(destination).stream().anyMatch(shape::meets))
                .findFirst()
                .orElseGet(() -> DeliveryLimit.standard(connections));
    }

    /// `mx:a.example,b.example` or `relay:c.example:25`: the words between the separators.
    private static List<String> hosts(String destination) {
        return List.of(destination.split("[:,]"));
    }
}
