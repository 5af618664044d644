package org.posthorn.smtp.server;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.posthorn.engine.SesError;
import org.posthorn.engine.send.Caller;
import org.posthorn.engine.work.LineBudget;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Messages that came over SMTP, from somebody who had logged in, and were refused: a line in the log for each, up to
/// [#LINES] a minute of an account, and counted by code. Safe for use by many threads.
public final class Refusals {
    /// As the API's code for the same.
    static final String INTAKE_CLOSED = SesError.SERVICE_UNAVAILABLE.code();

    private static final Logger log = LoggerFactory.getLogger(SubmissionService.class);
    private static final int LINES = 1_000;
    private static final int LONGEST_REASON = 300;

    private final Map<String, LongAdder> byCode = new ConcurrentHashMap<>();
    private final LineBudget lines = new LineBudget(
            System::nanoTime,
            (account, times) -> log.info("event=submissions_not_shown account={} times={}", account, times));

    Refusals() {}

    /// How many there were since the start, by SES's code.
    public Map<String, Long> byCode() {
        Map<String, Long> counts = new TreeMap<>();
        byCode.forEach((code, count) -> counts.put(code, count.sum()));
        return counts;
    }

    void refused(Caller caller, String code, String reason) {
        byCode.computeIfAbsent(code, key -> new LongAdder()).increment();
        if (!lines.take(caller.tenant().accountId(), LINES)) {
            return;
        }
        log.info(
                "event=submission-refused account={} key_id={} code={} reason=\"{}\" remote={}",
                caller.tenant().accountId(),
                caller.accessKeyId(),
                code,
                reason.length() <= LONGEST_REASON ? reason : reason.substring(0, LONGEST_REASON) + "...",
                caller.sourceIp().orElse(""));
    }
}
