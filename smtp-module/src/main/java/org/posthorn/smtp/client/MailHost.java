package org.posthorn.smtp.client;

import java.net.InetAddress;
import java.util.List;

/// A host that takes mail, a relay or an exchanger, and where it listens.
///
/// @param host a name, an IPv4 address or a bare IPv6 address
/// @param port 1 to 65535
/// @param addresses those to connect to, in this order; empty when the system is to resolve the name
public record MailHost(String host, int port, List<InetAddress> addresses) {
    public MailHost {
        addresses = List.copyOf(addresses);
        if (host.isBlank()) {
            throw new IllegalArgumentException("a host must have a name");
        }
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("a port is between 1 and 65535, not " + port);
        }
    }

    /// A host whose name the system resolves at each connection.
    public MailHost(String host, int port) {
        this(host, port, List.of());
    }

    /// Reads `host:port` or `[ipv6]:port`.
    ///
    /// @throws IllegalArgumentException with a text for the operator
    public static MailHost parse(String text) {
        String trimmed = text.strip();
        int colon = trimmed.lastIndexOf(':');
        if (colon < 1 || !trimmed.substring(colon + 1).matches("\\d{1,5}")) {
            throw new IllegalArgumentException("expected host:port, found '" + text + "'");
        }
        String host = trimmed.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        } else if (host.indexOf(':') >= 0) {
            throw new IllegalArgumentException("write an IPv6 address in brackets: '" + text + "'");
        }
        return new MailHost(host, Integer.parseInt(trimmed.substring(colon + 1)));
    }

    @Override
    public String toString() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
