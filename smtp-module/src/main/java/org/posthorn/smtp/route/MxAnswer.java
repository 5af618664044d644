package org.posthorn.smtp.route;

import java.util.List;
import org.posthorn.engine.delivery.Outcome;
import org.posthorn.smtp.client.MailHost;

/// Where mail for a domain is to be delivered.
sealed interface MxAnswer {
    /// @param destination stable key of the set of exchangers, such as `mx:a.example,b.example`
    /// @param hosts with their addresses, in the order in which they are to be tried, at least one
    record Exchangers(String destination, List<MailHost> hosts) implements MxAnswer {
        public Exchangers {
            hosts = List.copyOf(hosts);
        }
    }

    /// This server itself is the exchanger.
    ///
    /// @param loop what becomes of recipients that nobody here wants
    record Ourselves(OwnDoor door, Outcome loop) implements MxAnswer {}

    /// There is nobody to connect to.
    ///
    /// @param outcome failed or deferred
    record Nobody(Outcome outcome) implements MxAnswer {}
}
