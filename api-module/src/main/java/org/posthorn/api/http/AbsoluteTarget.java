package org.posthorn.api.http;

import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpScheme;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.HostPort;

/// Lets the host of an absolute request target stand for the `Host` field, which is ignored then (RFC 9112 §3.2.2).
final class AbsoluteTarget implements HttpConfiguration.Customizer {
    @Override
    public Request customize(Request request, HttpFields.Mutable responseHeaders) {
        String authority = request.getHttpURI().getAuthority();
        String host = request.getHeaders().get(HttpHeader.HOST);
        if (authority == null
                || host == null
                || isSame(authority, host, request.getHttpURI().getScheme())) {
            return request;
        }
        HttpFields headers = HttpFields.build(request.getHeaders()).put(new HttpField(HttpHeader.HOST, authority));
        return new Request.Wrapper(request) {
            @Override
            public HttpFields getHeaders() {
                return headers;
            }
        };
    }

    /// A target of another form has its host from the field, maybe without the port that goes without saying.
    private static boolean isSame(String authority, String host, String scheme) {
        if (authority.equalsIgnoreCase(host)) {
            return true;
        }
        try {
            int port = HttpScheme.HTTPS.is(scheme) ? 443 : 80;
            HostPort one = new HostPort(authority);
            HostPort other = new HostPort(host);
            return one.getHost().equalsIgnoreCase(other.getHost()) && one.getPort(port) == other.getPort(port);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
