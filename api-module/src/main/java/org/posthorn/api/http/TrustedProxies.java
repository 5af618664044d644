package org.posthorn.api.http;

import java.net.InetAddress;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.eclipse.jetty.server.Request;
import org.posthorn.engine.policy.Cidr;

/// The proxies in front of the server that are believed: what they say of the client's address (`X-Forwarded-For`) and
/// of how it came to them (`X-Forwarded-Proto`). From anyone else these headers mean nothing.
public final class TrustedProxies {
    public static final TrustedProxies NONE = new TrustedProxies(List.of());

    private static final String FORWARDED_FOR = "X-Forwarded-For";
    private static final String FORWARDED_PROTO = "X-Forwarded-Proto";
    /// Proxies of ours behind one another; a client may write their addresses as often as it likes.
    private static final int MOST_HOPS = 16;

    private final List<Predicate<InetAddress>> ours;

    /// @param addresses IP addresses, and blocks of them such as `10.0.0.0/8`
    /// @throws IllegalArgumentException for one that is neither
    public TrustedProxies(List<String> addresses) {
        this.ours = addresses.stream().map(Cidr::matcher).toList();
    }

    /// Where a request came from.
    ///
    /// @param address without port
    /// @param secure whether it came over HTTPS
    public record Client(Optional<String> address, boolean secure) {
        /// Who shares the places of those who are not known: a network of IPv6 is one client's own (RFC 6177).
        public String share() {
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

    /// The client's address without port; empty when the connection has none.
    public String addressOf(Request request) {
        return client(request).address().orElse("");
    }

    public Client client(Request request) {
        String peer = Request.getRemoteAddr(request);
        if (ours.isEmpty() || peer == null || parse(peer).filter(this::isOurs).isEmpty()) {
            return new Client(Optional.ofNullable(peer), request.isSecure());
        }
        List<String> protos = request.getHeaders().getValuesList(FORWARDED_PROTO);
        boolean secure =
                request.isSecure() || (!protos.isEmpty() && "https".equalsIgnoreCase(lastWord(protos.getLast())));
        return new Client(Optional.of(behind(peer, request.getHeaders().getValuesList(FORWARDED_FOR))), secure);
    }

    /// Each proxy adds whom it heard at the end, so the last that is none of ours is the client: what stands before it
    /// is its own word. Read from the end, no further than needed.
    private String behind(String peer, List<String> forwarded) {
        String client = peer;
        int hops = 0;
        for (String field : forwarded.reversed()) {
            int end = field.length();
            while (end >= 0) {
                int comma = field.lastIndexOf(',', end - 1);
                Optional<InetAddress> address =
                        parse(bare(field.substring(comma + 1, end).strip()));
                if (address.isEmpty()) {
                    return client;
                }
                client = address.get().getHostAddress();
                if (!isOurs(address.get()) || ++hops == MOST_HOPS) {
                    return client;
                }
                end = comma;
            }
        }
        return client;
    }

    private static String lastWord(String field) {
        return field.substring(field.lastIndexOf(',') + 1).strip();
    }

    /// Some proxies write the port, too: `192.0.2.1:4711`, `[2001:db8::1]:4711`.
    private static String bare(String hop) {
        if (hop.startsWith("[")) {
            int end = hop.indexOf(']');
            return end < 0 ? hop : hop.substring(1, end);
        }
        int colon = hop.indexOf(':');
        return colon >= 0 && colon == hop.lastIndexOf(':') ? hop.substring(0, colon) : hop;
    }

    private boolean isOurs(InetAddress address) {
        return ours.stream().anyMatch(block -> block.test(address));
    }

    private static Optional<InetAddress> parse(String address) {
        try {
            return Optional.of(InetAddress.ofLiteral(address));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
