package org.posthorn.feedback.publish;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
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
import java.util.function.Supplier;
import org.posthorn.engine.settings.Notice;
import org.posthorn.engine.settings.Table;
import org.posthorn.engine.topic.Notices;
import org.posthorn.engine.topic.Topics;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Posts notices to the endpoints of subscriptions, each subscription on its own, so that one that is down or slow
/// holds
/// up no other.
///
/// An endpoint has 15 seconds for its answer. What it does not take is tried again after 1 s, 2 s, 4 s and so on, up to
/// every 5 minutes, and becomes a dead letter when it is older than the expiry; so does at once what it refuses for
/// good
/// (4xx but 408 and 429; SNS Developer Guide, "message delivery retries"). The order is not kept.
public final class TopicDelivery {
    private static final int AT_ONCE = 8;
    private static final int ALL_AT_ONCE = 200;
    private static final int WINDOW = 200;
    private static final int MOST_ERROR_CHARS = 200;
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(15);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);
    private static final Duration TROUBLE_WAIT = Duration.ofSeconds(5);
    private static final int HTTP_TIMEOUT = 408;
    private static final int TOO_MANY = 429;

    private static final Logger LOG = LoggerFactory.getLogger(TopicDelivery.class);

    private final Notices notices;
    private final SnsMessage messages;
    private final Duration expiry;
    private final InstantSource clock;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .executor(threads)
            .build();
    private final Map<String, Worker> workers = new ConcurrentHashMap<>();
    private final Semaphore places = new Semaphore(ALL_AT_ONCE);
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final LongAdder delivered = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder buried = new LongAdder();

    /// @param publicUrl base of the links in messages, ends with a slash
    /// @param signatureVersion 1 or 2
    /// @param expiry after this a notice becomes a dead letter
    public static TopicDelivery of(
            Topics topics,
            Notices notices,
            TopicKey key,
            Supplier<URI> publicUrl,
            int signatureVersion,
            Duration expiry,
            InstantSource clock) {
        return new TopicDelivery(notices, new SnsMessage(topics, key, publicUrl, signatureVersion), expiry, clock);
    }

    private TopicDelivery(Notices notices, SnsMessage messages, Duration expiry, InstantSource clock) {
        this.notices = notices;
        this.messages = messages;
        this.expiry = expiry;
        this.clock = clock;
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
        http.shutdownNow();
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
                    List<Table.Row<Notice>> waiting = notices.waiting(subscriptionId, WINDOW);
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

        private void round(List<Table.Row<Notice>> waiting) throws InterruptedException {
            Instant now = clock.instant();
            List<Table.Row<Notice>> due = waiting.stream()
                    .filter(row -> !row.value().due().isAfter(now))
                    // One asks whether an endpoint is back, so that those that hang don't take all places.
                    .limit(failedRounds > 0 ? 1 : AT_ONCE)
                    .toList();
            if (due.isEmpty()) {
                Instant next = waiting.stream()
                        .map(row -> row.value().due())
                        .min(Instant::compareTo)
                        .orElse(now);
                // A signal may bring something that is due earlier.
                signal.tryAcquire(Math.max(1, Duration.between(now, next).toMillis()), TimeUnit.MILLISECONDS);
                return;
            }
            List<Future<Boolean>> posts = new ArrayList<>();
            for (Table.Row<Notice> row : due) {
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
    private boolean deliver(Table.Row<Notice> row) throws InterruptedException {
        Notice notice = row.value();
        Optional<String> error = Optional.empty();
        boolean forGood = false;
        places.acquire();
        try {
            int status = post(notice);
            if (status / 100 != 2) {
                error = Optional.of("HTTP " + status);
                forGood = status / 100 == 4 && status != HTTP_TIMEOUT && status != TOO_MANY;
            }
        } catch (IOException e) {
            error = Optional.of(e.getClass().getSimpleName() + ": " + e.getMessage());
        } finally {
            places.release();
        }
        if (error.isEmpty()) {
            notices.delivered(row);
            delivered.increment();
            return true;
        }
        failed.increment();
        String told = error.get().substring(0, Math.min(error.get().length(), MOST_ERROR_CHARS));
        Instant now = clock.instant();
        Notice after = notice.after(told, now.plus(backoff(notice.attempts())));
        boolean expired = now.isAfter(notice.at().plus(expiry));
        LOG.info(
                "event=notice_not_taken subscription={} message_id={} attempt={} error=\"{}\"{}",
                notice.to().arn(),
                notice.messageId(),
                after.attempts(),
                told,
                forGood || expired ? " dead=true" : "");
        if (forGood || expired) {
            notices.buried(row, after);
            buried.increment();
            return forGood;
        }
        notices.deferred(row, after);
        return false;
    }

    private int post(Notice notice) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create(notice.to().endpoint()))
                .timeout(ANSWER)
                .header("Content-Type", "text/plain; charset=UTF-8")
                .header("User-Agent", "Amazon Simple Notification Service Agent")
                .header("x-amz-sns-message-type", notice.kind().name())
                .header("x-amz-sns-message-id", notice.messageId())
                .header("x-amz-sns-topic-arn", notice.to().topicArn());
        if (notice.kind() != Notice.Kind.SubscriptionConfirmation) {
            request.header("x-amz-sns-subscription-arn", notice.to().arn());
        }
        if (notice.to().raw() && notice.kind() == Notice.Kind.Notification) {
            request.header("x-amz-sns-rawdelivery", "true");
        }
        HttpResponse<InputStream> answer = http.send(
                request.POST(HttpRequest.BodyPublishers.ofString(messages.body(notice)))
                        .build(),
                HttpResponse.BodyHandlers.ofInputStream());
        // What it says is of no use, and may be without end.
        answer.body().close();
        return answer.statusCode();
    }

    private static Duration backoff(int attempts) {
        Duration wait = Duration.ofSeconds(1L << Math.min(attempts, 16));
        return wait.compareTo(LONGEST_WAIT) < 0 ? wait : LONGEST_WAIT;
    }
}
