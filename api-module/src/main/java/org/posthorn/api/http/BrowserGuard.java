package org.posthorn.api.http;

import java.net.InetAddress;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;

/// Keeps web pages away from what needs no signature: in dev mode the API, and captured mail. A page of any site can
/// make a browser on the same machine send requests here; SDKs and command lines send none of the headers that tell a
/// browser.
///
/// @param anyHost whether clients may come by other names than those of this machine itself: a page can give its own
/// name
///     our address (DNS rebinding), and is then no stranger to the browser
public record BrowserGuard(boolean anyHost) {
    /// Why a request is refused; empty when it is not.
    public Optional<String> refusal(Request request) {
        String host =
                Optional.ofNullable(request.getHeaders().get(HttpHeader.HOST)).orElse("");
        if (!anyHost && !isLoopback(nameOf(host))) {
            return Optional.of(
                    "Requests by the name of another host are refused in dev and capture mode; use localhost,"
                            + " or start with --dev --listen-anywhere.");
        }
        String site =
                Optional.ofNullable(request.getHeaders().get("Sec-Fetch-Site")).orElse("none");
        if (!site.equals("none") && !site.equals("same-origin")) {
            return Optional.of("Requests from web pages are refused in dev and capture mode (Sec-Fetch-Site).");
        }
        Optional<String> origin = Optional.ofNullable(request.getHeaders().get(HttpHeader.ORIGIN));
        if (origin.filter(o -> !o.equalsIgnoreCase("http://" + host) && !o.equalsIgnoreCase("https://" + host))
                .isPresent()) {
            return Optional.of("Requests from web pages are refused in dev and capture mode (Origin).");
        }
        return Optional.empty();
    }

    /// Without the port; an IPv6 address without its brackets.
    private static String nameOf(String host) {
        if (host.startsWith("[")) {
            int end = host.indexOf(']');
            return end < 0 ? host : host.substring(1, end);
        }
        int colon = host.indexOf(':');
        return colon < 0 ? host : host.substring(0, colon);
    }

    private static boolean isLoopback(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        // RFC 6761 §6.3: every name below localhost is this machine.
        return lower.equals("localhost") || lower.endsWith(".localhost") || isLoopbackAddress(lower);
    }

    private static boolean isLoopbackAddress(String text) {
        try {
            return InetAddress.ofLiteral(text).isLoopbackAddress();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
