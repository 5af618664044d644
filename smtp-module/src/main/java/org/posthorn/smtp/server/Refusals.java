package org.posthorn.smtp.server;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.posthorn.engine.SesError;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.work.LineBudget;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Messages that came over SMTP, from somebody who had logged in, and were refused: a line in the log for each, up to
/// [#LINES] a minute of an account, and counted by reason. Safe for use by many threads.
public final class Refusals {
    private static final Logger log = LoggerFactory.getLogger(SubmissionService.class);
    private static final int LINES = 1_000;
    private static final int LONGEST_REASON = 300;

    private final Map<SesError, LongAdder> byReason = new ConcurrentHashMap<>();
    private final LineBudget lines = new LineBudget(
            System::nanoTime,
            (account, times) -> log.info("event=submissions_not_shown account={} times={}", account, times));

    Refusals() {}

    /// How many there were since the start.
    public Map<SesError, Long> byReason() {
        Map<SesError, Long> counts = new EnumMap<>(SesError.class);
        byReason.forEach((why, count) -> counts.put(why, count.sum()));
        return counts;
    }

    void refused(Caller caller, SesError why, String reason) {
        byReason.computeIfAbsent(why, key -> new LongAdder()).increment();
        if (!lines.take(caller.tenant().accountId(), LINES)) {
            return;
        }
        log.info(
                "event=submission-refused account={} key_id={} code={} reason=\"{}\" remote={}",
                caller.tenant().accountId(),
                caller.accessKeyId(),
                why,
                reason.length() <= LONGEST_REASON ? reason : reason.substring(0, LONGEST_REASON) + "...",
                caller.sourceIp().orElse(""));
    }
}
