package org.posthorn.feedback;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.posthorn.engine.delivery.IntakeRefusedException;
import org.posthorn.engine.delivery.MailQueue;
import org.posthorn.engine.event.KeptReports;
import org.posthorn.engine.event.SlidingCount;
import org.posthorn.engine.mail.Content;
import org.posthorn.engine.mail.ReceivedMail;
import org.posthorn.engine.settings.KeptReport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What becomes of mail for reports that leads to no message of ours: it is kept, so that no positive reply is given
/// for nothing, and the postmaster gets a copy when there is one. Safe for use by many threads.
///
/// Anybody may write to the addresses for reports, so the postmaster gets no more than [#COPIES_AN_HOUR].
final class Unmatched {
    static final int COPIES_AN_HOUR = 20;

    private static final Duration WINDOW = Duration.ofHours(1);
    private static final int HEADER_CHARS = 16_384;
    private static final int SUBJECT_CHARS = 200;
    private static final Logger LOG = LoggerFactory.getLogger(Unmatched.class);

    private final KeptReports kept;
    private final MailQueue queue;
    private final Optional<String> postmaster;
    private final String domain;
    private final InstantSource clock;
    private final SlidingCount copies = new SlidingCount();
    private final LongAdder total = new LongAdder();

    /// @param postmaster who gets copies
    /// @param domain in whose name they are
    Unmatched(KeptReports kept, MailQueue queue, Optional<String> postmaster, String domain, InstantSource clock) {
        this.kept = kept;
        this.queue = queue;
        this.postmaster = postmaster;
        this.domain = domain;
        this.clock = clock;
    }

    /// Keeps it, on disk when this returns.
    ///
    /// @param why it leads nowhere, as people read it
    void take(ReceivedMail received, String why) {
        FieldGroup header = FieldGroup.parse(received.content().headerSection(HEADER_CHARS)).stream()
                .findFirst()
                .orElse(FieldGroup.of());
        KeptReport report = kept.add(
                new KeptReport(
                        0,
                        clock.instant(),
                        received.remoteIp(),
                        received.sender(),
                        received.recipients(),
                        cut(header.first("Subject").orElse("")),
                        why,
                        received.content().sizeBytes(),
                        false),
                received.content());
        total.increment();
        boolean isCopy = header.first(PostmasterMail.MARK).isPresent();
        postmaster.filter(to -> !isCopy && mayCopy()).ifPresent(to -> copy(to, report, received.content()));
        LOG.info(
                "event=report_kept number={} remote_ip={} size={} why=\"{}\"",
                report.number(),
                received.remoteIp(),
                report.sizeBytes(),
                why);
    }

    private void copy(String to, KeptReport report, Content content) {
        try {
            queue.submit(PostmasterMail.of(report, content, to, domain, clock.instant()), 0);
            kept.sentOn(report.number());
        } catch (IntakeRefusedException e) {
            LOG.warn("event=postmaster_not_told number={} reason={}", report.number(), e.reason());
        }
    }

    private boolean mayCopy() {
        Instant now = clock.instant();
        synchronized (copies) {
            boolean may = copies.since(now.minus(WINDOW)) < COPIES_AN_HOUR;
            if (may) {
                copies.add(now, 1);
            }
            return may;
        }
    }

    /// How much led nowhere since the start.
    long total() {
        return total.sum();
    }

    private static String cut(String subject) {
        return subject.length() > SUBJECT_CHARS ? subject.substring(0, SUBJECT_CHARS) : subject;
    }
}
