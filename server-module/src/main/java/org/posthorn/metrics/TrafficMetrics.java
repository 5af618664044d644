package org.posthorn.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.posthorn.api.v1.ErrorCode;
import org.posthorn.engine.SesError;
import org.posthorn.engine.delivery.MailQueue;
import org.posthorn.engine.delivery.QueuedMessage;
import org.posthorn.engine.delivery.RecipientState;
import org.posthorn.engine.mail.MessageId;
import org.posthorn.engine.send.Acceptance;
import org.posthorn.smtp.server.SubmissionService;

/// What comes in and what is refused, and how old the oldest message is that has not gone out. (The API's calls are
/// counted where they are answered.)
public final class TrafficMetrics {
    public static final Duration PAUSE = Duration.ofSeconds(5);
    /// After the clock was set back, or a restore, a message may be older than the last that was.
    private static final int LOOKS_FROM_THE_START = 120;
    private static final int PAGE = 10;
    private static final int MOST_PAGES = 100;

    private final MeterRegistry registry;
    private final MailQueue queue;
    private final SubmissionService submission;
    private final Set<String> codes = new HashSet<>();
    private volatile Optional<Oldest> oldest = Optional.empty();
    private int looks;
    private Optional<MessageId> passed = Optional.empty();

    private record Oldest(MessageId id, Instant since) {}

    public TrafficMetrics(
            MeterRegistry registry,
            MailQueue queue,
            Acceptance accepted,
            SubmissionService submission,
            InstantSource clock) {
        this.registry = registry;
        this.queue = queue;
        this.submission = submission;
        FunctionCounter.builder("posthorn_accepted", accepted, Acceptance::byApi)
                .tag("by", "api")
                .register(registry);
        FunctionCounter.builder("posthorn_accepted", accepted, Acceptance::bySmtp)
                .tag("by", "smtp")
                .register(registry);
        FunctionCounter.builder("posthorn_accepted_recipients", accepted, Acceptance::recipients)
                .register(registry);
        FunctionCounter.builder("posthorn_accepted_bytes", accepted, Acceptance::bytes)
                .register(registry);
        FunctionCounter.builder("posthorn_login_refused", submission, SubmissionService::loginsRefused)
                .register(registry);
        Gauge.builder("posthorn_queue_oldest_seconds", () -> ageSeconds(clock.instant()))
                .register(registry);
    }

    private double ageSeconds(Instant now) {
        return oldest.map(message ->
                        Math.max(0, Duration.between(message.since, now).toMillis() / 1e3))
                .orElse(0.0);
    }

    public void refresh() {
        oldest = find();
        for (SesError why : submission.refusals().byReason().keySet()) {
            String code = ErrorCode.of(why).code();
            if (codes.add(code)) {
                FunctionCounter.builder("posthorn_submission_refused", submission, s -> refused(s, code))
                        .tag("code", code)
                        .register(registry);
            }
        }
    }

    /// Some reasons have the same code.
    private static double refused(SubmissionService submission, String code) {
        return submission.refusals().byReason().entrySet().stream()
                .filter(entry -> ErrorCode.of(entry.getKey()).code().equals(code))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    /// Goes on from where the last one was: before it are only the traces of what was delivered, and reading over
    /// those takes time. What came in and is kept for the operator has an age that means nothing, and a count of its
    /// own.
    private Optional<Oldest> find() {
        if (looks++ % LOOKS_FROM_THE_START == 0) {
            passed = Optional.empty();
        } else if (oldest.filter(last -> isPending(last.id)).isPresent()) {
            return oldest;
        } else if (oldest.isPresent()) {
            passed = oldest.map(Oldest::id);
        }
        for (int pages = 0; pages < MOST_PAGES; pages++) {
            List<QueuedMessage> page = queue.list(passed, PAGE);
            for (QueuedMessage message : page) {
                if (!message.mail().isUnanswerable()) {
                    return Optional.of(
                            new Oldest(message.mail().id(), message.mail().acceptedAt()));
                }
                passed = Optional.of(message.mail().id());
            }
            if (page.size() < PAGE) {
                break;
            }
        }
        return Optional.empty();
    }

    private boolean isPending(MessageId id) {
        return queue.find(id).filter(TrafficMetrics::isPending).isPresent();
    }

    private static boolean isPending(QueuedMessage message) {
        return message.recipients().stream().anyMatch(RecipientState::isPending);
    }
}
