package org.posthorn.server;

import java.util.List;
import java.util.function.Supplier;
import org.posthorn.engine.delivery.Plan;
import org.posthorn.engine.delivery.Relay;
import org.posthorn.engine.mail.Mail;
import org.posthorn.smtp.client.NextHops;

/// A relay that is made anew when its credentials are. What is under way ends with those it began with; connections
/// that nothing else than the password changed for are not used again, and close when they have been idle.
final class RenewedRelay implements Relay, AutoCloseable {
    private final Supplier<? extends Relay> maker;
    private final NextHops connections;
    private volatile Relay now;

    /// @param maker makes relays; throws IllegalArgumentException when it can't
    /// @param connections that all of them share; closed with this
    RenewedRelay(Supplier<? extends Relay> maker, NextHops connections) {
        this.maker = maker;
        this.connections = connections;
        this.now = maker.get();
    }

    /// Makes it anew; when that fails, the old one stays.
    ///
    /// @throws IllegalArgumentException what the maker throws
    void renew() {
        now = maker.get();
    }

    @Override
    public Plan plan(Mail mail, List<String> addresses) {
        return now.plan(mail, addresses);
    }

    /// Closes idle connections; those in use end with their message.
    @Override
    public void close() {
        connections.close();
    }
}
