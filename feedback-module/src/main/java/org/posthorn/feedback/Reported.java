package org.posthorn.feedback;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.posthorn.engine.event.Evidence;
import org.posthorn.engine.mail.MessageId;

/// Remembers what was reported lately, so that a report that comes again (its peer lost our reply) doesn't count again
/// and one recipient can't flood a sender.
///
/// In memory and bounded: after a restart, or behind 100,000 others, a repeated report makes a second event, which is
/// at least once, as feedback is everywhere.
final class Reported {
    private static final int MAX_ENTRIES = 100_000;
    private static final Duration MEMORY = Duration.ofDays(1);
    private static final int MAX_FORWARDS = 100;

    private final Cache<Key, Boolean> reports = Caffeine.newBuilder()
            .maximumSize(MAX_ENTRIES)
            .expireAfterWrite(MEMORY)
            .build();
    private final Cache<MessageId, AtomicInteger> forwards = Caffeine.newBuilder()
            .maximumSize(MAX_ENTRIES)
            .expireAfterWrite(MEMORY)
            .build();

    enum Kind {
        BOUNCE,
        DELAY,
        COMPLAINT
    }

    private record Key(MessageId message, String address, Kind kind, boolean trusted) {}

    /// Whether it is known: a report that anybody may have written tells nothing new behind another or behind a trusted
    /// one, and never keeps a trusted one from being heard.
    boolean contains(MessageId message, String address, Kind kind, Evidence evidence) {
        return reports.getIfPresent(new Key(message, address, kind, true)) != null
                || (evidence == Evidence.UNTRUSTED_REPORT
                        && reports.getIfPresent(new Key(message, address, kind, false)) != null);
    }

    void add(MessageId message, String address, Kind kind, Evidence evidence) {
        reports.put(new Key(message, address, kind, evidence != Evidence.UNTRUSTED_REPORT), true);
    }

    /// Whether another answer to that message may go on: 100 a day do.
    boolean mayForward(MessageId message) {
        AtomicInteger count = forwards.getIfPresent(message);
        return count == null || count.get() < MAX_FORWARDS;
    }

    void forwarded(MessageId message) {
        forwards.get(message, key -> new AtomicInteger()).incrementAndGet();
    }
}
