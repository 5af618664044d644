package org.posthorn.smtp.route;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;
import java.util.Set;

/// How to tell that an exchanger is this server itself.
///
/// @param names that we go by, in lower case
/// @param listeners where mail comes in
/// @param door what becomes of mail to ourselves
public record OurHosts(Set<String> names, List<InetSocketAddress> listeners, OwnDoor door) {
    public OurHosts {
        names = Set.copyOf(names);
        listeners = List.copyOf(listeners);
    }

    /// Those who take no mail.
    public OurHosts(Set<String> names, List<InetSocketAddress> listeners) {
        this(names, listeners, OwnDoor.CLOSED);
    }

    boolean include(String name) {
        return names.contains(name);
    }

    /// Whether mail that goes there comes in here.
    boolean include(InetAddress address, int port) {
        return listeners.stream()
                .filter(listener -> listener.getPort() == port)
                .map(InetSocketAddress::getAddress)
                .anyMatch(ours -> ours.equals(address) || (ours.isAnyLocalAddress() && isOfThisMachine(address)));
    }

    private static boolean isOfThisMachine(InetAddress address) {
        try {
            return address.isAnyLocalAddress()
                    || address.isLoopbackAddress()
                    || NetworkInterface.getByInetAddress(address) != null;
        } catch (SocketException e) {
            return false; // The interfaces can't be read; a real loop still ends by its Received fields.
        }
    }
}
