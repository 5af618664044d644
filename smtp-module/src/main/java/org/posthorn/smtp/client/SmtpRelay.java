package org.posthorn.smtp.client;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.posthorn.engine.delivery.Lease;
import org.posthorn.engine.delivery.Outcome;
import org.posthorn.engine.delivery.Parcel;
import org.posthorn.engine.delivery.Plan;
import org.posthorn.engine.delivery.Relay;
import org.posthorn.engine.delivery.SingleWay;
import org.posthorn.engine.mail.Mail;

/// Hands mail to a smarthost, or to the next one on the list when the first can't be used.
///
/// A host that failed is left alone for a while, unless all have. When none can be used, every recipient is deferred
/// with a reply of ours that says what happened at the last host tried. Safe for use by many threads.
public final class SmtpRelay implements Relay, AutoCloseable {
    private final RelayConfig config;
    private final NextHops nextHops;
    private final String name;

    /// @param nextHops closed with this
    /// @throws IllegalArgumentException when no host is named
    public SmtpRelay(RelayConfig config, NextHops nextHops) {
        if (config.hosts().isEmpty()) {
            throw new IllegalArgumentException("relay.hosts names no host");
        }
        this.config = config;
        this.nextHops = nextHops;
        this.name = config.hosts().stream().map(MailHost::toString).collect(Collectors.joining(",", "relay:", ""));
    }

    @Override
    public Plan plan(Mail mail, List<String> addresses) {
        return Plan.of(new SingleWay(name, addresses, this::deliver));
    }

    Map<String, Outcome> deliver(Lease lease) {
        return deliver(Parcel.of(lease));
    }

    private Map<String, Outcome> deliver(Parcel parcel) {
        List<NextHops.Hop> hops = config.hosts().stream()
                .map(host -> NextHops.Hop.of(host, config, parcel.mail()))
                .toList();
        return switch (nextHops.deliver(hops, parcel, true)) {
            case NextHops.Attempt.Done done -> done.outcomes();
            case NextHops.Attempt.NoHost none -> {
                Map<String, Outcome> outcomes = new LinkedHashMap<>();
                parcel.recipients().forEach(address -> outcomes.put(address, none.why()));
                yield outcomes;
            }
        };
    }

    /// Closes idle connections; those in use end with their message.
    @Override
    public void close() {
        nextHops.close();
    }
}
