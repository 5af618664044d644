package org.posthorn.engine.identity;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.posthorn.engine.Limits;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.event.Counters;
import org.posthorn.engine.event.Counters.Subject;
import org.posthorn.engine.event.Counts;
import org.posthorn.engine.event.SlidingCount;
import org.posthorn.engine.mail.MessageId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How many verification mails may go out, since they go to people who may have asked for none. Safe for use by many
/// threads.
///
/// | what | limit |
/// |---|---|
/// | mails of an account | one a second, and so many in 24 hours |
/// | mails of an account to one address | one in [Limits#VERIFICATION_MAIL_GAP] |
/// | mails of all accounts to one address | so many in that time: one account alone can't keep the others from it |
///
/// All but the pace of a second are read from the durable [Counters] when they are first needed, so a restart frees
/// nobody. They count to the minute: a gap may last up to a minute longer.
///
/// Differs from SES: an account mails one verification link a second, so many in 24 hours and one in five minutes to
/// the same address, and is answered Throttling beyond that; SES knows the pace of one call a second only.
public final class VerificationQuota {
    private static final Logger log = LoggerFactory.getLogger(VerificationQuota.class);
    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration PACE = Duration.ofSeconds(1);
    private static final int SUBJECTS = 20_000;
    private static final int ACCOUNTS = 10_000;

    private final Counters counters;
    private final Predicate<String> sandboxed;
    private final InstantSource clock;
    private final boolean limited;
    private final LoadingCache<Subject, SlidingCount> counts =
            Caffeine.newBuilder().maximumSize(SUBJECTS).build(this::load);
    private final LoadingCache<String, Pace> paces =
            Caffeine.newBuilder().maximumSize(ACCOUNTS).build(account -> new Pace());

    /// @param sandboxed whether the account of an id is in the sandbox
    /// @param limited false for dev mode: any number
    public VerificationQuota(Counters counters, Predicate<String> sandboxed, InstantSource clock, boolean limited) {
        this.counters = counters;
        this.sandboxed = sandboxed;
        this.clock = clock;
        this.limited = limited;
    }

    /// Sends a verification mail, if one may go out. What was not queued does not count.
    ///
    /// @param send queues the mail
    /// @throws SesException THROTTLING, and nothing is sent
    public MessageId sending(String accountId, String address, Supplier<MessageId> send) {
        if (!limited) {
            return send.get();
        }
        List<Limit> limits = limits(accountId, address);
        take(accountId, limits);
        try {
            return send.get();
        } catch (RuntimeException e) {
            add(limits, -1);
            throw e;
        }
    }

    /// @param most in the window
    private record Limit(String what, Subject subject, Duration window, int most) {}

    private List<Limit> limits(String accountId, String address) {
        // To the minute, so that the gap is never shorter.
        Duration gap = Limits.VERIFICATION_MAIL_GAP.plus(Counters.WINDOW);
        return List.of(
                new Limit("account-and-address", Subject.verification(accountId, address), gap, 1),
                new Limit("address", Subject.verificationOf(address), gap, Limits.VERIFICATION_MAILS_TO_ADDRESS),
                new Limit(
                        "account",
                        Subject.verification(accountId),
                        DAY,
                        sandboxed.test(accountId) ? Limits.SANDBOX_VERIFICATION_MAILS : Limits.VERIFICATION_MAILS));
    }

    private synchronized void take(String accountId, List<Limit> limits) {
        Instant now = clock.instant();
        Pace pace = paces.get(accountId);
        if (now.isBefore(pace.next)) {
            throw throttled(accountId, "pace");
        }
        for (Limit limit : limits) {
            if (counts.get(limit.subject()).since(now.minus(limit.window())) >= limit.most()) {
                throw throttled(accountId, limit.what());
            }
        }
        pace.next = now.plus(PACE);
        add(limits, 1);
    }

    private synchronized void add(List<Limit> limits, int count) {
        Instant now = clock.instant();
        limits.forEach(limit -> counts.get(limit.subject()).add(now, count));
    }

    private static SesException throttled(String accountId, String limit) {
        log.info("event=verification-throttled account={} limit={}", accountId, limit);
        return new SesException(SesError.THROTTLING, "Rate exceeded");
    }

    private SlidingCount load(Subject subject) {
        return SlidingCount.of(counters.read(subject, clock.instant().minus(DAY)), Counts::deliveryAttempts);
    }

    /// Guarded by the quota.
    private static final class Pace {
        private Instant next = Instant.MIN;
    }
}
