package org.posthorn.engine.testing;

import java.util.Map;
import java.util.function.Function;
import org.posthorn.engine.delivery.Outcome;
import org.posthorn.engine.delivery.Parcel;
import org.posthorn.engine.delivery.Plan;
import org.posthorn.engine.delivery.Relay;
import org.posthorn.engine.delivery.SingleWay;

/// Relays that do what a test says.
public final class TestRelay {
    private TestRelay() {}

    /// Everybody goes one way.
    public static Relay to(String destination, Function<Parcel, Map<String, Outcome>> attempt) {
        return (mail, addresses) -> Plan.of(new SingleWay(destination, addresses, attempt));
    }
}
