package org.posthorn.smtp.tlspolicy;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.posthorn.engine.dns.Dns;
import org.posthorn.engine.dns.DnsAnswer;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.Settings;
import org.posthorn.engine.settings.Table;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The MTA-STS policies of the domains that we send to (RFC 8461).
///
/// MTA-STS trusts on first use: whoever can suppress a policy's first sight has won, but a policy once seen is *pinned*
/// and holds until it expires, on disk too. So:
///
/// - A domain without a pin is looked at before its mail goes out; mail waits for that, 20 seconds at most.
/// - A domain with a pin is not waited for. Whether it has a newer policy is found out behind the delivery.
/// - Either is done no more often than every 5 minutes (§3.3), for one domain once at a time, and 16 fetches at a time.
/// - The policy is fetched when the id in the TXT record is another than that of the pin, or the pin is a day old.
/// - What fails changes nothing: the pin stays if there is one, and without a pin there is no policy (§3.3).
///
/// Safe for use by many threads.
public final class StsPolicies {
    /// Domains of which something is remembered, and pins on disk.
    static final int DOMAINS = 10_000;

    static final Duration CHECK_INTERVAL = Duration.ofMinutes(5);
    static final Duration REFETCH_INTERVAL = Duration.ofDays(1);

    private static final Logger log = LoggerFactory.getLogger(StsPolicies.class);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(20);
    private static final int FETCHES_AT_A_TIME = 16;

    /// So that `_mta-sts.` still goes before it.
    private static final int DOMAIN_CHARS = 245;

    /// @param checkedAt when DNS was last asked
    private record Known(Optional<StsPin> pin, Instant checkedAt) {
        Optional<StsPolicy> policyAt(Instant now) {
            return pin.map(StsPin::policy).filter(policy -> now.isBefore(policy.expires()));
        }
    }

    private final Dns dns;
    private final StsPolicyFetcher fetcher;
    private final Table<StsPin> pins;
    private final InstantSource clock;
    private final Executor executor;
    private final Semaphore fetches = new Semaphore(FETCHES_AT_A_TIME);
    private final Map<String, CompletableFuture<Known>> checks = new ConcurrentHashMap<>();

    /// Guarded by itself; the domain that was longest not asked for goes first.
    private final Map<String, Known> known = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Known> eldest) {
            return size() > DOMAINS;
        }
    };

    public StsPolicies(Dns dns, StsPolicyFetcher fetcher, Settings settings, InstantSource clock) {
        this(
                dns,
                fetcher,
                settings,
                clock,
                task -> Thread.ofVirtual().name("mta-sts").start(task));
    }

    /// @param executor for what is done behind a delivery
    StsPolicies(Dns dns, StsPolicyFetcher fetcher, Settings settings, InstantSource clock, Executor executor) {
        this.dns = dns;
        this.fetcher = fetcher;
        this.pins = settings.table(StsPin.TABLE);
        this.clock = clock;
        this.executor = executor;
    }

    /// Ends what is being fetched.
    void close() {
        fetcher.close();
    }

    /// The policy that holds for mail to this domain now; one of mode NONE never is.
    public Optional<StsPolicy> find(String destination) {
        String domain = destination.toLowerCase(Locale.ROOT);
        if (domain.indexOf('.') < 0 || !HostName.is(domain, DOMAIN_CHARS)) {
            return Optional.empty(); // An address literal, or nothing that DNS could hold.
        }
        Known before = known(domain);
        Instant now = clock.instant();
        Optional<StsPolicy> held = before.policyAt(now);
        if (now.isBefore(before.checkedAt().plus(CHECK_INTERVAL))) {
            return meant(held);
        }
        CompletableFuture<Known> check = startCheck(domain, before);
        return meant(held.isPresent() ? held : check.join().policyAt(now));
    }

    private static Optional<StsPolicy> meant(Optional<StsPolicy> policy) {
        return policy.filter(found -> found.mode() != StsMode.NONE);
    }

    private Known known(String domain) {
        synchronized (known) {
            Known remembered = known.get(domain);
            if (remembered != null) {
                return remembered;
            }
        }
        return new Known(pins.get(Tenant.INSTALLATION, domain), Instant.EPOCH);
    }

    /// The check that runs for this domain, or a new one.
    private CompletableFuture<Known> startCheck(String domain, Known before) {
        CompletableFuture<Known> check = new CompletableFuture<>();
        CompletableFuture<Known> running = checks.putIfAbsent(domain, check);
        if (running != null) {
            return running;
        }
        executor.execute(() -> {
            Known after = before;
            try {
                after = check(domain, before.pin());
                synchronized (known) {
                    known.put(domain, after);
                }
            } finally {
                checks.remove(domain);
                check.complete(after);
            }
        });
        return check.completeOnTimeout(before, LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS);
    }

    private Known check(String domain, Optional<StsPin> pin) {
        Instant now = clock.instant();
        Optional<String> id = publishedId(domain);
        boolean current = pin.filter(held -> now.isBefore(held.fetchedAt().plus(REFETCH_INTERVAL)))
                .map(held -> held.policy().id())
                .equals(id);
        if (id.isEmpty() || current) {
            return new Known(pin, now);
        }
        fetches.acquireUninterruptibly();
        try {
            StsPolicy policy = StsPolicy.parse(fetcher.fetch(domain), id.get(), now);
            log.info(
                    "event=sts-policy domain={} mode={} id={} expires={}",
                    domain,
                    policy.mode(),
                    policy.id(),
                    policy.expires());
            StsPin fetched = new StsPin(policy, now);
            keep(domain, fetched);
            return new Known(Optional.of(fetched), now);
        } catch (IOException e) {
            log.warn(
                    "event=sts-fetch-failed domain={} id={} pinned={} reason=\"{}\"",
                    domain,
                    id.get(),
                    pin.isPresent(),
                    e.getMessage());
            return new Known(pin, now);
        } finally {
            fetches.release();
        }
    }

    /// The id of the one TXT record that is of MTA-STS; none when there are two (RFC 8461 §3.1).
    private Optional<String> publishedId(String domain) {
        return switch (dns.txt("_mta-sts." + domain)) {
            case DnsAnswer.Found<String> found -> {
                List<String> ours =
                        found.values().stream().filter(StsRecord::is).toList();
                yield ours.size() == 1 ? StsRecord.id(ours.getFirst()) : Optional.empty();
            }
            case DnsAnswer.Absent<String> absent -> Optional.empty();
            case DnsAnswer.Unavailable<String> unavailable -> Optional.empty();
        };
    }

    /// On disk when this returns. When there is no room, pins that expired make it; else the new one is remembered only
    /// until the restart: those that were seen first are worth more.
    private synchronized void keep(String domain, StsPin pin) {
        if (pins.get(Tenant.INSTALLATION, domain).isEmpty()) {
            List<Table.Row<StsPin>> rows = pins.page(Tenant.INSTALLATION, "", DOMAINS);
            if (rows.size() >= DOMAINS && !dropExpired(rows, pin.fetchedAt())) {
                log.warn("event=sts-pins-full domain={} pins={}", domain, rows.size());
                return;
            }
        }
        pins.put(Tenant.INSTALLATION, domain, pin);
    }

    private boolean dropExpired(List<Table.Row<StsPin>> rows, Instant now) {
        List<String> expired = rows.stream()
                .filter(row -> !now.isBefore(row.value().policy().expires()))
                .map(Table.Row::name)
                .toList();
        expired.forEach(name -> pins.delete(Tenant.INSTALLATION, name));
        return !expired.isEmpty();
    }
}
