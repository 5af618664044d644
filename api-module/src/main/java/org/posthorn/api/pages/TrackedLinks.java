package org.posthorn.api.pages;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.posthorn.api.http.TrustedProxies;
import org.posthorn.engine.tracking.TrackedLink;
import org.posthorn.engine.tracking.Tracking;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// `GET /L0/…` and `GET /I0/…`: the links and the picture of tracked messages. A store that can't write keeps nobody
/// from where the link leads to.
public final class TrackedLinks extends Handler.Abstract {
    private static final Logger LOG = LoggerFactory.getLogger(TrackedLinks.class);
    /// One transparent pixel.
    private static final byte[] PICTURE =
            Base64.getDecoder().decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7");

    private final Tracking tracking;
    private final TrustedProxies proxies;

    public TrackedLinks(Tracking tracking, TrustedProxies proxies) {
        this.tracking = tracking;
        this.proxies = proxies;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        String path = request.getHttpURI().getCanonicalPath();
        Optional<TrackedLink> link =
                path == null || path.isEmpty() ? Optional.empty() : tracking.open(path.substring(1));
        response.getHeaders()
                .put(HttpHeader.CACHE_CONTROL, "no-store")
                .put("Referrer-Policy", "no-referrer")
                .put("X-Content-Type-Options", "nosniff");
        byte[] body = new byte[0];
        if (link.isEmpty()) {
            response.setStatus(404);
        } else {
            if (HttpMethod.GET.is(request.getMethod())) {
                record(link.get(), request);
            }
            if (link.get().isOpen()) {
                body = PICTURE;
                response.setStatus(200);
                response.getHeaders().put(HttpHeader.CONTENT_TYPE, "image/gif");
            } else {
                response.setStatus(302);
                response.getHeaders().put(HttpHeader.LOCATION, link.get().target());
            }
        }
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
        response.write(true, ByteBuffer.wrap(body), callback);
        return true;
    }

    private void record(TrackedLink link, Request request) {
        String agent = Optional.ofNullable(request.getHeaders().get(HttpHeader.USER_AGENT))
                .orElse("");
        try {
            tracking.record(link, proxies.addressOf(request), agent);
        } catch (RuntimeException e) {
            LOG.warn("event=tracking_lost message={}", link.messageId(), e);
        }
    }
}
