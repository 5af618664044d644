package org.posthorn.feedback.publish;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.posthorn.engine.settings.Subscription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells the operator of each endpoint that fails once when it begins, once a day while it lasts, and once when it is
/// over. Safe for use by many threads.
final class Outages {
    private static final Duration REMINDER = Duration.ofDays(1);
    private static final int MOST = 10_000;

    private static final Logger LOG = LoggerFactory.getLogger(Outages.class);

    private final InstantSource clock;
    private final Cache<String, Instant> since =
            Caffeine.newBuilder().maximumSize(MOST).expireAfterWrite(REMINDER).build();

    Outages(InstantSource clock) {
        this.clock = clock;
    }

    /// @param error in words
    void failed(Subscription to, String error) {
        if (since.asMap().putIfAbsent(to.id(), clock.instant()) == null) {
            LOG.warn(
                    "event=endpoint_fails subscription={} endpoint={} error=\"{}\""
                            + " advice=\"tried again until topics.expire, then posthorn topic dead\"",
                    to.arn(),
                    host(to),
                    error);
        }
    }

    void taken(Subscription to) {
        Instant began = since.asMap().remove(to.id());
        if (began != null) {
            LOG.info("event=endpoint_works subscription={} endpoint={} failing_since={}", to.arn(), host(to), began);
        }
    }

    /// Host and port of a URL, since the rest may be a secret; an ARN as it is.
    static String host(Subscription to) {
        if (to.endpoint().startsWith("arn:")) {
            return to.endpoint();
        }
        URI url = URI.create(to.endpoint());
        return url.getHost() + (url.getPort() < 0 ? "" : ":" + url.getPort());
    }
}
