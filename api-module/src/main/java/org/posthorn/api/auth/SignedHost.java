package org.posthorn.api.auth;

import java.net.URI;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.posthorn.api.http.RequestHead;

/// Finds out that a signature is right but for the host that it was made for, as happens behind a proxy that passes
/// another `Host` on than the client sent.
///
/// What was signed is not in the request, so a few likely hosts are tried: what the proxy says was asked for, what the
/// operator says the server is reached by, and the one that came, with another port.
public final class SignedHost {
    private static final int MOST = 4;

    private final URI publicUrl;

    /// @param publicUrl by which clients reach the server
    public SignedHost(URI publicUrl) {
        this.publicUrl = publicUrl;
    }

    /// What to tell the client behind SES's own text; empty when another host would not have helped.
    ///
    /// @param fits whether the signature is right for such a request
    String advice(RequestHead head, Predicate<RequestHead> fits) {
        String came = head.header("host").orElse("");
        return likely(head, came).stream()
                .limit(MOST)
                .filter(host -> fits.test(withHost(head, host)))
                .findFirst()
                .map(host -> "\nThe signature is right for the host '" + host + "', but the request came for '" + came
                        + "': a proxy in front of Posthorn has to pass the Host header on as the client sent it.\n")
                .orElse("");
    }

    private Set<String> likely(RequestHead head, String came) {
        URI reached = publicUrl;
        String name = Optional.ofNullable(reached.getHost()).orElse("");
        String port = reached.getPort() < 0 ? "" : ":" + reached.getPort();
        String bare = withoutPort(came);
        Set<String> hosts = new LinkedHashSet<>();
        head.header("x-forwarded-host").map(SignedHost::first).ifPresent(hosts::add);
        hosts.add(name + port);
        hosts.add(came.equals(bare) ? bare + port : bare);
        hosts.add(name);
        hosts.remove(came);
        hosts.remove("");
        return hosts;
    }

    /// Each proxy adds what it heard at the end.
    private static String first(String list) {
        int comma = list.indexOf(',');
        return (comma < 0 ? list : list.substring(0, comma)).strip();
    }

    private static String withoutPort(String host) {
        int colon = host.lastIndexOf(':');
        return colon > host.lastIndexOf(']') ? host.substring(0, colon) : host;
    }

    private static RequestHead withHost(RequestHead head, String host) {
        Map<String, List<String>> headers = new HashMap<>(head.headers());
        headers.put("host", List.of(host));
        return head.with(headers);
    }
}
