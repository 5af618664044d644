package org.posthorn.engine.tracking;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.posthorn.engine.delivery.MailQueue;
import org.posthorn.engine.delivery.QueuedMessage;
import org.posthorn.engine.event.EventLog;
import org.posthorn.engine.event.MailEvent;
import org.posthorn.engine.mail.MessageId;
import org.posthorn.engine.mail.PublicUrl;
import org.posthorn.engine.settings.ConfigurationSet;
import org.posthorn.engine.settings.EventDestination.EventType;
import org.posthorn.engine.settings.SetOptions.HttpsPolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sees opens and clicks of the messages whose configuration set has a destination for them, or counts them. Safe for
/// use by many threads.
@Singleton
public final class Tracking {
    /// How long opens and clicks are told (SES Developer Guide, "open and click tracking").
    private static final Duration PERIOD = Duration.ofDays(60);
    /// Of one message in a day: whoever has a link could otherwise fill the disk.
    private static final int MOST_EVENTS = 1_000;
    private static final int MOST_AGENT_CHARS = 500;

    private static final Logger LOG = LoggerFactory.getLogger(Tracking.class);

    private final LinkSigner signer;
    private final PublicUrl publicUrl;
    private final MailQueue queue;
    private final EventLog events;
    private final InstantSource clock;
    private final AtomicBoolean untracked = new AtomicBoolean();
    private final Cache<MessageId, AtomicInteger> seen = Caffeine.newBuilder()
            .maximumSize(100_000)
            .expireAfterWrite(Duration.ofDays(1))
            .build();

    /// @param publicUrl base of the links
    @Inject
    public Tracking(LinkSigner signer, PublicUrl publicUrl, MailQueue queue, EventLog events, InstantSource clock) {
        this.signer = signer;
        this.publicUrl = publicUrl;
        this.queue = queue;
        this.events = events;
        this.clock = clock;
    }

    /// What is to be done to the HTML of a message, for what its set asks for and the message itself; empty when
    /// nothing is. It goes out untracked where its links would lead nowhere.
    public Optional<UnaryOperator<String>> change(
            MessageId messageId, Optional<ConfigurationSet> set, TrackingOverride override) {
        boolean opens = override.opens().orElseGet(() -> wants(set, EventType.open));
        boolean clicks = override.clicks().orElseGet(() -> wants(set, EventType.click));
        if (!opens && !clicks) {
            return override.equals(TrackingOverride.NONE) ? Optional.empty() : Optional.of(Tracking::withoutMark);
        }
        Optional<String> domain = set.flatMap(ConfigurationSet::redirectDomain);
        if (domain.isEmpty() && !publicUrl.reachable()) {
            return Optional.of(html -> {
                tellOnce(set);
                return withoutMark(html);
            });
        }
        HttpsPolicy https = set.flatMap(known -> known.options().httpsPolicy()).orElse(HttpsPolicy.OPTIONAL);
        LinkRewriter rewriter = new LinkRewriter(signer, publicUrl.base(), domain, https);
        return Optional.of(html -> rewriter.rewrite(html, messageId, opens, clicks));
    }

    /// To publish it, or to count it.
    private static boolean wants(Optional<ConfigurationSet> set, EventType type) {
        return set.filter(known -> !known.destinationsOf(type).isEmpty() || known.countsEngagement())
                .isPresent();
    }

    private static String withoutMark(String html) {
        return html.replace(LinkRewriter.OPEN_MARK, "");
    }

    private void tellOnce(Optional<ConfigurationSet> set) {
        if (!untracked.getAndSet(true)) {
            LOG.warn(
                    "event=mail_not_tracked set={} reason=\"api.public_url is not set\""
                            + " effect=\"opens and clicks of mail are not seen; this is told once\"",
                    set.map(ConfigurationSet::name).orElse(""));
        }
    }

    /// Reads the path of a link, without a slash before it; empty when it is malformed or forged.
    public Optional<TrackedLink> open(String path) {
        return signer.open(path);
    }

    /// Tells that somebody followed a link, or that a picture was shown. Nothing happens for a message that is too old
    /// or forgotten. On disk when this returns.
    ///
    /// @throws java.io.UncheckedIOException when the store can't write
    public void record(TrackedLink link, String ipAddress, String userAgent) {
        Instant now = clock.instant();
        if (now.isAfter(link.messageId().acceptedAt().plus(PERIOD))
                || seen.get(link.messageId(), id -> new AtomicInteger()).incrementAndGet() > MOST_EVENTS) {
            return;
        }
        String agent = userAgent.substring(0, Math.min(userAgent.length(), MOST_AGENT_CHARS));
        queue.find(link.messageId())
                .map(QueuedMessage::mail)
                .ifPresent(mail -> events.append(
                        mail,
                        List.of(
                                link.isOpen()
                                        ? new MailEvent.Open(mail.id(), now, ipAddress, agent)
                                        : new MailEvent.Click(
                                                mail.id(), now, ipAddress, agent, link.target(), tags(link.tags())))));
    }

    private static Map<String, List<String>> tags(String text) {
        Map<String, List<String>> tags = new LinkedHashMap<>();
        for (String pair : text.split(";")) {
            int colon = pair.indexOf(':');
            if (colon > 0) {
                tags.computeIfAbsent(pair.substring(0, colon), name -> new ArrayList<>())
                        .add(pair.substring(colon + 1));
            }
        }
        return tags;
    }
}
