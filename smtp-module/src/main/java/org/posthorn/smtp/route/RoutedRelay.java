package org.posthorn.smtp.route;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.posthorn.engine.delivery.Lease;
import org.posthorn.engine.delivery.Outcome;
import org.posthorn.engine.delivery.Parcel;
import org.posthorn.engine.delivery.Plan;
import org.posthorn.engine.delivery.Relay;

/// Runs a router's plan leg by leg, for an engine that asks for the outcomes of a whole lease.
public final class RoutedRelay implements Relay, AutoCloseable {
    private final MailRouter router;

    public RoutedRelay(MailRouter router) {
        this.router = router;
    }

    @Override
    public Map<String, Outcome> deliver(Lease lease) {
        Plan plan = router.plan(lease.mail(), lease.addresses());
        Map<String, Outcome> outcomes = new LinkedHashMap<>(plan.decided());
        plan.legs()
                .forEach(leg -> outcomes.putAll(leg.deliver(
                        new Parcel(lease.mail(), leg.addresses(), lease.content(), UnaryOperator.identity()))));
        return outcomes;
    }

    @Override
    public void close() {
        router.close();
    }
}
