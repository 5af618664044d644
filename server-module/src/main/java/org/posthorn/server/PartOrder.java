package org.posthorn.server;

import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.posthorn.engine.part.Part;
import org.posthorn.engine.part.Parts;

/// All parts of the program, in the order in which they start; they stop in the reverse.
///
/// Intake stops first, so that what was accepted is still delivered while there is time. The store is no part here: it
/// is open before any of them is made, and closes after the last.
final class PartOrder {
    private static final List<String> NAMES = List.of(
            "clock",
            "warm-up",
            // What deliveries need, then they.
            "relay",
            "TLS policies",
            "reports",
            "mail checks",
            "receipt sweep",
            "receipt buckets",
            "receipt functions",
            "delivery",
            // What follows what happened.
            "feedback",
            "reputation",
            "suppression",
            "suppression expiry",
            "metrics by day",
            "event streams",
            "topics",
            "dead letters",
            "events",
            "Kafka",
            "renewal of credentials",
            "identities",
            "dkim",
            "MAIL FROM domains",
            "recommendations",
            "jobs",
            // Written for the last time when no more calls come.
            "key uses",
            // Mail comes in from here on.
            "inbound",
            "submission",
            "figures",
            "process metrics",
            "traffic metrics",
            "calls",
            "intake",
            "connection metrics",
            "certificate",
            "relay fault metrics",
            "account metrics",
            "admin",
            "metrics",
            "api",
            // Whoever gets a message of a topic may follow its links at once.
            "messages of topics",
            "warm-up of listeners",
            "ready",
            "run files");

    private final Set<Parts> modules;

    @Inject
    PartOrder(Set<Parts> modules) {
        this.modules = modules;
    }

    /// @throws IllegalStateException when a part has no place in the order, or has one twice: a fault of ours
    List<Part> parts() {
        List<Part> parts = new ArrayList<>();
        for (Parts module : modules) {
            parts.addAll(module.parts());
        }
        List<String> names = parts.stream().map(Part::name).toList();
        if (Set.copyOf(names).size() < names.size()) {
            throw new IllegalStateException("two parts have one name: " + String.join(", ", names));
        }
        parts.sort(Comparator.comparingInt(PartOrder::place));
        return parts;
    }

    private static int place(Part part) {
        int place = NAMES.indexOf(part.name());
        if (place < 0) {
            throw new IllegalStateException("part " + part.name() + " has no place in the order");
        }
        return place;
    }
}
