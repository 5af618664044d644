package org.posthorn.engine.delivery;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.posthorn.engine.bounce.Reason;
import org.posthorn.engine.mail.SmtpReply;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What relays of ours hold against us: told to the operator once in a while and not for each message, and shown until
/// the relay takes mail again, or nothing was heard of it for an hour. Bounded, in memory, safe for use by many
/// threads.
public final class RelayFaults {
    private static final Logger log = LoggerFactory.getLogger(RelayFaults.class);
    private static final Duration TOLD_AGAIN = Duration.ofMinutes(10);
    private static final Duration REMEMBERED = Duration.ofHours(1);
    private static final int MOST = 100;

    private final Map<Key, Fault> faults = new ConcurrentHashMap<>();
    private final Map<Key, Long> counts = new ConcurrentHashMap<>();
    private final InstantSource clock;

    public RelayFaults(InstantSource clock) {
        this.clock = clock;
    }

    /// @param host `name[ip]:port`
    public record Key(String host, Reason reason) {}

    /// @param reply the last one
    /// @param told when the log last said so
    public record Fault(String host, Reason reason, SmtpReply reply, Instant last, Instant told) {
        @Override
        public String toString() {
            return "the relay " + host + " refuses us: " + reply + ". " + reason.remedy();
        }
    }

    /// Those that stand.
    public List<Fault> current() {
        Instant since = clock.instant().minus(REMEMBERED);
        faults.values().removeIf(fault -> fault.last().isBefore(since));
        return List.copyOf(faults.values());
    }

    /// Refusals since the start.
    public Map<Key, Long> counts() {
        return Map.copyOf(counts);
    }

    void note(Iterable<Outcome> outcomes) {
        for (Outcome outcome : outcomes) {
            switch (outcome) {
                case Outcome.Delivered delivered -> {
                    if (!faults.isEmpty()) {
                        faults.keySet()
                                .removeIf(key ->
                                        key.host().equals(delivered.peer().host()));
                    }
                }
                case Outcome.Deferred deferred -> {
                    if (deferred.ofTheRelay()) {
                        note(deferred);
                    }
                }
                case Outcome.Failed failed -> {}
            }
        }
    }

    private void note(Outcome.Deferred refusal) {
        Key key = new Key(refusal.peer().host(), refusal.reason());
        if (counts.size() >= MOST && !counts.containsKey(key)) {
            return;
        }
        counts.merge(key, 1L, Long::sum);
        Instant now = clock.instant();
        faults.compute(key, (k, known) -> {
            boolean tell = known == null || !now.isBefore(known.told().plus(TOLD_AGAIN));
            if (tell) {
                log.error(
                        "event=relay_refuses_us host={} reason={} reply=\"{}\" remedy=\"{}\"",
                        key.host(),
                        key.reason(),
                        refusal.reply(),
                        key.reason().remedy());
            }
            return new Fault(key.host(), key.reason(), refusal.reply(), now, tell ? now : known.told());
        });
    }
}
