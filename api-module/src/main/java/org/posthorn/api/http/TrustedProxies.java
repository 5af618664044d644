package org.posthorn.api.http;

import java.net.InetAddress;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jetty.server.Request;

/// The proxies in front of the server that are believed: what they say of the client's address (`X-Forwarded-For`) and
/// of how it came to them (`X-Forwarded-Proto`). From anyone else these headers mean nothing.
public final class TrustedProxies {
    public static final TrustedProxies NONE = new TrustedProxies(List.of());

    private final Set<InetAddress> addresses;

    /// @throws IllegalArgumentException for one that is no IP address
    public TrustedProxies(List<String> addresses) {
        Set<InetAddress> parsed = new HashSet<>();
        for (String address : addresses) {
            parsed.add(parse(address)
                    .orElseThrow(() -> new IllegalArgumentException("\"" + address + "\" is no IP address")));
        }
        this.addresses = Set.copyOf(parsed);
    }

    /// Where a request came from.
    ///
    /// @param address without port
    /// @param secure whether it came over HTTPS
    record Client(Optional<String> address, boolean secure) {
        /// Who shares the places of those who are not known: a network of IPv6 is one client's own (RFC 6177).
        String share() {
            return address.flatMap(TrustedProxies::parse)
                    .map(ip -> {
                        byte[] bytes = ip.getAddress();
                        return bytes.length == 4 ? ip.getHostAddress() : network(bytes);
                    })
                    .orElse("");
        }

        private static String network(byte[] address) {
            return HexFormat.of().formatHex(address, 0, 8);
        }
    }

    Client client(Request request) {
        String peer = Request.getRemoteAddr(request);
        if (addresses.isEmpty() || peer == null || !contains(peer)) {
            return new Client(Optional.ofNullable(peer), request.isSecure());
        }
        boolean secure = request.isSecure()
                || "https".equalsIgnoreCase(request.getHeaders().get("X-Forwarded-Proto"));
        return new Client(Optional.of(behind(peer, request.getHeaders().getCSV("X-Forwarded-For", false))), secure);
    }

    /// Each proxy adds whom it heard at the end, so the last that is none of ours is the client.
    private String behind(String peer, List<String> forwarded) {
        String client = peer;
        for (String hop : forwarded.reversed()) {
            Optional<InetAddress> address = parse(hop.strip());
            if (address.isEmpty()) {
                return client;
            }
            client = address.get().getHostAddress();
            if (!addresses.contains(address.get())) {
                return client;
            }
        }
        return client;
    }

    private boolean contains(String address) {
        return parse(address).filter(addresses::contains).isPresent();
    }

    private static Optional<InetAddress> parse(String address) {
        try {
            return Optional.of(InetAddress.ofLiteral(address));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
