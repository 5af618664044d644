package org.posthorn.config;

/// A host name or address literal and a port.
///
/// @param host without brackets
/// @param port 0 to 65535; 0 lets the system pick a free one
public record HostPort(String host, int port) {
    public HostPort {
        if (host.isEmpty() || port < 0 || port > 65_535) {
            throw new IllegalArgumentException("not a host and port: " + host + ":" + port);
        }
    }

    /// Reads `host:port` or `[v6-address]:port`.
    ///
    /// @throws IllegalArgumentException when the text is neither
    public static HostPort parse(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 1) {
            throw new IllegalArgumentException("not a host and port: " + text);
        }
        String host = text.substring(0, colon);
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        if (bracketed ? host.indexOf(':') < 0 : !host.matches("[A-Za-z0-9._-]+")) {
            throw new IllegalArgumentException("not a host and port: " + text);
        }
        // Integer.parseInt takes signs and other scripts' digits; a port has none.
        if (!text.substring(colon + 1).matches("[0-9]{1,5}")) {
            throw new IllegalArgumentException("not a host and port: " + text);
        }
        return new HostPort(
                bracketed ? host.substring(1, host.length() - 1) : host, Integer.parseInt(text.substring(colon + 1)));
    }

    @Override
    public String toString() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
