package org.posthorn.feedback.publish;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import javax.net.ssl.SSLContext;
import org.posthorn.engine.mail.PublicUrl;
import org.posthorn.engine.settings.Notice;
import org.posthorn.engine.topic.EventBuses;
import org.posthorn.engine.topic.Notices;
import org.posthorn.engine.topic.Notices.Settled;
import org.posthorn.engine.topic.Topics;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Brings notices to the endpoints of subscriptions, each subscription on its own, so that one that is down or slow
/// holds up no other.
///
/// What an endpoint does not take is tried again after 1 s, 2 s, 4 s and so on, up to every 5 minutes, and becomes a
/// dead letter when it is older than the expiry; so does at once what it refuses for good. The order is not kept.
@Singleton
public final class TopicDelivery {
    private static final int AT_ONCE = 8;
    private static final int ALL_AT_ONCE = 200;
    private static final int WINDOW = 200;
    private static final int MOST_ERROR_CHARS = 200;
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);
    private static final Duration TROUBLE_WAIT = Duration.ofSeconds(5);

    private static final Logger LOG = LoggerFactory.getLogger(TopicDelivery.class);

    /// @param signatureVersion of messages: 1 (SHA-1, as SNS's default) or 2 (SHA-256)
    /// @param expiry after this what a subscription does not take becomes a dead letter
    public record Rules(int signatureVersion, Duration expiry) {}

    private final Notices notices;
    private final Duration expiry;
    private final InstantSource clock;
    private final Outages outages;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpCourier http;
    private final AwsCourier aws;
    private final EventBridgeCourier buses;
    private final Map<String, Worker> workers = new ConcurrentHashMap<>();
    private final Semaphore places = new Semaphore(ALL_AT_ONCE);
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final LongAdder delivered = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder buried = new LongAdder();
    private final AwsClients clients;

    /// @param publicUrl base of the links in messages
    /// @param trust the authorities that endpoints' certificates come from
    @Inject
    public TopicDelivery(
            Topics topics,
            Notices notices,
            TopicKey key,
            PublicUrl publicUrl,
            Rules rules,
            AwsClients clients,
            SSLContext trust,
            InstantSource clock) {
        SnsMessage messages = new SnsMessage(topics, key, publicUrl, rules.signatureVersion());
        this.notices = notices;
        this.http = new HttpCourier(messages, threads, trust);
        this.clients = clients;
        this.aws = new AwsCourier(clients, messages);
        this.buses = new EventBridgeCourier(clients);
        this.expiry = rules.expiry();
        this.clock = clock;
        this.outages = new Outages(clock);
    }

    private Courier courierOf(Notice notice) {
        if (EventBuses.isBus(notice.to().endpoint())) {
            return buses;
        }
        return notice.to().service().isPresent() ? aws : http;
    }

    /// Signs requests to the services with other keys from now on.
    public void renew(AwsServices services) {
        clients.renew(services);
    }

    /// Takes up what waits, and whatever comes from now on.
    public void start() {
        notices.listen(this::wake);
        notices.subscriptions().forEach(this::wake);
    }

    /// Ends after the posts that are under way, 10 s at most; what was not taken is posted again after the next start.
    public void stop() throws InterruptedException {
        stopping.countDown();
        workers.values().forEach(Worker::signal);
        threads.shutdown();
        if (!threads.awaitTermination(10, TimeUnit.SECONDS)) {
            threads.shutdownNow();
        }
        http.close();
        aws.close();
        buses.close();
    }

    /// Notices that an endpoint took, since the start.
    public long delivered() {
        return delivered.sum();
    }

    /// Posts that failed, since the start.
    public long failed() {
        return failed.sum();
    }

    /// Notices that became dead letters, since the start.
    public long buried() {
        return buried.sum();
    }

    private void wake(String subscriptionId) {
        if (stopping.getCount() == 0) {
            return;
        }
        workers.compute(subscriptionId, (id, worker) -> {
            if (worker != null) {
                worker.signal();
                return worker;
            }
            Worker started = new Worker(id);
            threads.execute(started);
            return started;
        });
    }

    /// What one subscription waits for; ends when nothing is left.
    private final class Worker implements Runnable {
        private final String subscriptionId;
        private final Semaphore signal = new Semaphore(0);
        private int failedRounds;

        Worker(String subscriptionId) {
            this.subscriptionId = subscriptionId;
        }

        void signal() {
            signal.release();
        }

        @Override
        public void run() {
            while (stopping.getCount() > 0) {
                try {
                    signal.drainPermits();
                    List<Notices.Waiting> waiting = notices.waiting(subscriptionId, WINDOW);
                    if (waiting.isEmpty()) {
                        if (ended()) {
                            return;
                        }
                        continue;
                    }
                    round(waiting);
                } catch (InterruptedException e) {
                    return;
                } catch (RuntimeException e) {
                    LOG.warn("event=topic_delivery_waits subscription={} wait={}", subscriptionId, TROUBLE_WAIT, e);
                    if (stopsWithin(TROUBLE_WAIT)) {
                        return;
                    }
                }
            }
        }

        /// Under the lock of the map, so that a notice that comes now finds either this worker awake or none.
        private boolean ended() {
            return workers.computeIfPresent(
                            subscriptionId, (id, worker) -> signal.availablePermits() > 0 ? worker : null)
                    == null;
        }

        private void round(List<Notices.Waiting> waiting) throws InterruptedException {
            Instant now = clock.instant();
            List<Notices.Waiting> due = waiting.stream()
                    .filter(row -> !row.notice().due().isAfter(now))
                    // One asks whether an endpoint is back, so that those that hang don't take all places.
                    .limit(failedRounds > 0 ? 1 : AT_ONCE)
                    .toList();
            if (due.isEmpty()) {
                Instant next = waiting.stream()
                        .map(row -> row.notice().due())
                        .min(Instant::compareTo)
                        .orElse(now);
                // A signal may bring something that is due earlier.
                signal.tryAcquire(Math.max(1, Duration.between(now, next).toMillis()), TimeUnit.MILLISECONDS);
                return;
            }
            List<Future<Boolean>> posts = new ArrayList<>();
            for (Notices.Waiting row : due) {
                posts.add(threads.submit(() -> deliver(row)));
            }
            boolean anyTaken = false;
            for (Future<Boolean> post : posts) {
                try {
                    anyTaken |= post.get();
                } catch (ExecutionException e) {
                    throw new IllegalStateException("a notice can't be dealt with", e.getCause());
                }
            }
            failedRounds = anyTaken ? 0 : failedRounds + 1;
            if (failedRounds > 0) {
                // The endpoint seems to be down: what else waits need not find out one by one.
                stopsWithin(backoff(failedRounds - 1));
            }
        }
    }

    private boolean stopsWithin(Duration wait) {
        try {
            return stopping.await(wait.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            return true;
        }
    }

    /// @return whether the endpoint took it, or refused it for good
    private boolean deliver(Notices.Waiting row) throws InterruptedException {
        Notice notice = row.notice();
        Optional<Courier.Failure> failure;
        places.acquire();
        try {
            failure = courierOf(notice).carry(notice);
        } catch (IOException e) {
            failure = Optional.of(new Courier.Failure(PeerTrouble.of(e), false));
        } finally {
            places.release();
        }
        if (failure.isEmpty()) {
            notices.settle(row, new Settled.Delivered());
            delivered.increment();
            outages.taken(notice.to());
            return true;
        }
        failed.increment();
        boolean forGood = failure.get().forGood();
        String error = failure.get().error();
        String told = error.substring(0, Math.min(error.length(), MOST_ERROR_CHARS));
        Instant now = clock.instant();
        Notice after = notice.after(told, now.plus(backoff(notice.attempts())));
        boolean expired = now.isAfter(notice.at().plus(expiry));
        outages.failed(notice.to(), told);
        if (forGood || expired) {
            LOG.info(
                    "event=notice_dead subscription={} endpoint={} message_id={} attempts={} error=\"{}\"",
                    notice.to().arn(),
                    Outages.host(notice.to()),
                    notice.messageId(),
                    after.attempts(),
                    told);
            notices.settle(row, new Settled.Dead(after));
            buried.increment();
            return forGood;
        }
        notices.settle(row, new Settled.Deferred(after));
        return false;
    }

    private static Duration backoff(int attempts) {
        Duration wait = Duration.ofSeconds(1L << Math.min(attempts, 16));
        return wait.compareTo(LONGEST_WAIT) < 0 ? wait : LONGEST_WAIT;
    }
}
