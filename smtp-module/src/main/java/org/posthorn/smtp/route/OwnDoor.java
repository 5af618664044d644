package org.posthorn.smtp.route;

import java.util.function.Predicate;
import java.util.function.Supplier;
import org.posthorn.smtp.client.MailHost;

/// This server as the exchanger of a domain: mail that it would send to itself comes in like anybody's, when somebody
/// here wants it.
///
/// @param takes whether mail for an address is taken; quick
/// @param host where it is reached from here, asked when there is such mail
public record OwnDoor(Predicate<String> takes, Supplier<MailHost> host) {
    /// Takes nothing.
    static final OwnDoor CLOSED = new OwnDoor(address -> false, () -> {
        throw new IllegalStateException("nothing is taken here");
    });
}
