package org.posthorn.engine.account;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.event.Counters;
import org.posthorn.engine.event.Counters.Window;
import org.posthorn.engine.event.Counts;
import org.posthorn.engine.event.SlidingCount;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.Account;

/// How much an account has sent and may send: a sliding 24 hours and a token bucket (SES Developer Guide, "Managing
/// your Amazon SES sending limits").
///
/// Differs from SES: quota and rate are those of an account over all its regions, where SES has both in each, since a
/// region costs nothing here.
///
/// Usage is kept in memory per account and minute, and is loaded from the durable [Counters], the sum of its regions,
/// when an account is first seen, so a restart changes neither the quota nor a debt of the rate. SES admits a call
/// while any quota is left, however many recipients it has; the rate's bucket then goes below zero and refuses until it
/// has filled up again.
@Singleton
public final class SendQuota {
    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration POINT = Duration.ofMinutes(15);
    // How far back a debt of the rate can reach at start: 50 recipients at the sandbox's 1 a second, with room.
    private static final Duration RATE_REACH = Duration.ofMinutes(10);

    private final Counters counters;
    private final InstantSource clock;
    private final LoadingCache<String, Usage> usages =
            Caffeine.newBuilder().maximumSize(10_000).build(this::load);

    @Inject
    public SendQuota(Counters counters, InstantSource clock) {
        this.counters = counters;
        this.clock = clock;
    }

    /// Takes what a message needs, or refuses it.
    ///
    /// @param recipients that count for the rate
    /// @param counted those that count for the 24 hours as well
    /// @throws SesException DAILY_QUOTA_EXCEEDED or SENDING_RATE_EXCEEDED with SES's text
    public void take(Account account, int recipients, int counted) {
        Usage usage = usages.get(account.id());
        Instant now = clock.instant();
        synchronized (usage) {
            if (account.max24HourSend() >= 0 && usage.sent.since(now.minus(DAY)) >= account.max24HourSend()) {
                throw new SesException(SesError.DAILY_QUOTA_EXCEEDED, "Daily message quota exceeded.");
            }
            if (account.maxSendRate() >= 0 && !usage.takeTokens(recipients, account.maxSendRate(), now)) {
                throw new SesException(SesError.SENDING_RATE_EXCEEDED, "Maximum sending rate exceeded.");
            }
            usage.sent.add(now, counted);
        }
    }

    /// Gives back what a message took that could not be stored.
    public void giveBack(Account account, int recipients, int counted) {
        Usage usage = usages.get(account.id());
        synchronized (usage) {
            usage.sent.add(clock.instant(), -counted);
            usage.tokens += recipients;
        }
    }

    /// Recipients counted in the last 24 hours, to the minute, of all regions of an account.
    public double sentLast24Hours(String accountId) {
        Usage usage = usages.get(accountId);
        synchronized (usage) {
            return usage.sent.since(clock.instant().minus(DAY));
        }
    }

    /// Statistics of the last two weeks in windows of 15 minutes; empty windows are left out, and those in the
    /// future, which a clock leaves behind that was ahead.
    public List<Window> statistics(Tenant tenant) {
        TreeMap<Instant, Counts> points = new TreeMap<>();
        long length = POINT.toSeconds();
        Instant now = clock.instant();
        for (Window window : counters.read(tenant, now.minus(Counters.RETENTION))) {
            if (window.start().isAfter(now)) {
                continue;
            }
            Instant start = Instant.ofEpochSecond(window.start().getEpochSecond() / length * length);
            points.merge(start, window.counts(), Counts::plus);
        }
        List<Window> windows = new ArrayList<>();
        points.forEach((start, counts) -> windows.add(new Window(start, counts)));
        return windows;
    }

    private Usage load(String accountId) {
        Instant now = clock.instant();
        List<Window> day = counters.readAccount(accountId, now.minus(DAY));
        Usage usage = new Usage(SlidingCount.of(day, Counts::sent), now);
        day.stream()
                .filter(window -> window.start().isAfter(now.minus(RATE_REACH)))
                .forEach(usage.recent::add);
        return usage;
    }

    /// One account's usage; guarded by itself.
    private static final class Usage {
        private final SlidingCount sent;
        // What was sent shortly before the start: replayed against the first rate that is asked for.
        private final List<Window> recent = new ArrayList<>();
        private double tokens = Double.NaN;
        private Instant tokensAt;

        Usage(SlidingCount sent, Instant now) {
            this.sent = sent;
            this.tokensAt = now;
        }

        boolean takeTokens(int wanted, double rate, Instant now) {
            double capacity = Math.max(1, rate);
            if (Double.isNaN(tokens)) {
                replay(rate, capacity);
            }
            double seconds = Math.max(0, Duration.between(tokensAt, now).toNanos() / 1e9);
            tokens = Math.min(capacity, tokens + seconds * rate);
            tokensAt = now;
            if (tokens < 1) {
                return false;
            }
            tokens -= wanted;
            return true;
        }

        private void replay(double rate, double capacity) {
            tokens = capacity;
            Instant at = recent.isEmpty() ? tokensAt : recent.getFirst().start();
            for (Window window : recent) {
                double seconds = Duration.between(at, window.start()).toNanos() / 1e9;
                tokens = Math.min(capacity, tokens + seconds * rate)
                        - window.counts().deliveryAttempts();
                at = window.start();
            }
            tokens = Math.min(
                    capacity,
                    tokens + Math.max(0, Duration.between(at, tokensAt).toNanos() / 1e9) * rate);
            recent.clear();
        }
    }
}
