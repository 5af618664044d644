package org.posthorn.engine.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.posthorn.engine.mail.MessageId;
import org.posthorn.engine.mail.SmtpReply;
import org.posthorn.engine.mail.Submission;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.testing.MemoryStore;
import org.posthorn.engine.testing.TestClock;
import org.posthorn.engine.testing.TestMail;

/// How destinations share the loop: each by its own pace, none in the way of another.
class DestinationsTest {
    private static final SmtpReply OK = SmtpReply.of(250, "2.0.0 ok");
    private static final SmtpReply NOBODY = SmtpReply.of(451, "4.4.1 no connection");
    private static final int CONNECTIONS = 8;

    private final TestClock clock = new TestClock();
    private final MemoryStore store = new MemoryStore(clock);
    private final MailQueue queue = store.queue();
    private final PausedDestinations paused = new PausedDestinations(store.settings());
    private final Map<String, Function<Parcel, Outcome>> hosts = new ConcurrentHashMap<>();
    private final Map<String, String> moved = new ConcurrentHashMap<>();
    private final CountDownLatch hang = new CountDownLatch(1);
    private final DeliveryLoop loop = new DeliveryLoop(
            queue,
            this::plan,
            new DeliveryConfig(
                    new RetrySchedule(List.of(Duration.ofMinutes(1)), Duration.ofHours(1)),
                    "mta.test",
                    100,
                    CONNECTIONS,
                    List.of(DeliveryLimit.parse("narrow.test connections=1", CONNECTIONS))),
            paused,
            (mail, content) -> content,
            (destination, took) -> {},
            clock,
            clock::nanoTime);

    @AfterEach
    void stop() throws InterruptedException {
        hang.countDown();
        assertThat(loop.stop(Duration.ofSeconds(10))).isTrue();
    }

    /// One destination for each domain.
    private Plan plan(org.posthorn.engine.mail.Mail mail, List<String> addresses) {
        Map<String, List<String>> byDomain = new HashMap<>();
        addresses.forEach(address -> byDomain.computeIfAbsent(domain(address), d -> new ArrayList<>())
                .add(address));
        List<Leg> legs = new ArrayList<>();
        byDomain.forEach((domain, some) -> legs.add(new SingleWay("mx:" + domain, some, parcel -> {
            Outcome outcome = hosts.get(domain).apply(parcel);
            Map<String, Outcome> outcomes = new HashMap<>();
            some.forEach(address -> outcomes.put(address, outcome));
            return outcomes;
        })));
        return new Plan(legs, Map.of());
    }

    private String domain(String address) {
        String domain = address.substring(address.indexOf('@') + 1);
        return moved.getOrDefault(domain, domain);
    }

    @Test
    void aHangingAndADeadDestinationDelayNobodyElse() {
        hosts.put("hanging.test", parcel -> {
            try {
                hang.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return new Outcome.Deferred(NOBODY, Peer.NONE, true);
        });
        hosts.put("dead.test", parcel -> new Outcome.Deferred(NOBODY, Peer.NONE, true));
        hosts.put("healthy.test", parcel -> new Outcome.Delivered(OK, Peer.NONE));
        loop.start();
        List<MessageId> healthy = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            submit("h" + i + "@hanging.test");
            submit("d" + i + "@dead.test");
            healthy.add(submit("ok" + i + "@healthy.test"));
        }
        MessageId divided = submit("x@hanging.test", "y@healthy.test");

        await().atMost(Duration.ofSeconds(30))
                .until(() -> healthy.stream().allMatch(id -> state(id).status() == RecipientState.Status.DELIVERED));
        await().until(() ->
                queue.find(divided).orElseThrow().recipients().get(1).status() == RecipientState.Status.DELIVERED);
        assertThat(view("mx:hanging.test").active()).isLessThanOrEqualTo(Pace.OPENING);
        assertThat(view("mx:hanging.test").queued()).isGreaterThan(Destination.READY);
        await().until(() -> view("mx:dead.test").suspended());
        assertThat(loop.totals().bounced()).isZero();
    }

    @Test
    void whatWaitsForASuspendedDestinationIsLeftAsItIsAndGoesWhenItIsBack() {
        AtomicInteger attempts = new AtomicInteger();
        hosts.put("dead.test", parcel -> {
            attempts.incrementAndGet();
            return new Outcome.Deferred(NOBODY, Peer.NONE, true);
        });
        loop.start();
        List<MessageId> ids = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            ids.add(submit("d" + i + "@dead.test"));
        }
        hosts.put("other.test", parcel -> new Outcome.Delivered(OK, Peer.NONE));
        MessageId divided = submit("d@dead.test", "e@other.test");
        await().until(() -> view("mx:dead.test").suspended() && loop.active() == 0);
        await().until(() -> view("mx:dead.test").queued() + attempts.get() >= 500);
        int tried = attempts.get();
        assertThat(tried).isBetween(Destination.FAILURES, Pace.OPENING + Destination.FAILURES);
        for (int probes = 1; probes <= 3; probes++) {
            clock.advance(Duration.ofNanos(Destination.SUSPENSION_NANOS));
            int expected = tried + probes;
            await().until(() -> attempts.get() == expected && loop.active() == 0);
        }
        assertThat(ids.stream().filter(id -> state(id).attempts() > 0).count()).isLessThanOrEqualTo(attempts.get());
        assertThat(loop.totals().deferred()).isEqualTo(attempts.get());
        assertThat(view("mx:dead.test").suspended()).isTrue();

        hosts.put("dead.test", parcel -> new Outcome.Delivered(OK, Peer.NONE));
        clock.advance(Duration.ofMinutes(1));

        await().atMost(Duration.ofSeconds(60)).until(() -> queue.depth().queued() == 0);
        assertThat(loop.totals()).isEqualTo(new DeliveryLoop.Totals(502, attempts.get(), 0));
        assertThat(view("mx:dead.test").suspended()).isFalse();
        assertThat(state(divided).status()).isEqualTo(RecipientState.Status.DELIVERED);
    }

    @Test
    void whatWaitsForASuspendedDestinationBouncesAtTheEndOfItsTime() {
        hosts.put("dead.test", parcel -> new Outcome.Deferred(NOBODY, Peer.NONE, true));
        loop.start();
        for (int i = 0; i < 300; i++) {
            submit("d" + i + "@dead.test");
        }
        await().until(() -> view("mx:dead.test").suspended() && loop.active() == 0);
        clock.advance(Duration.ofMinutes(59));
        MessageId young = submit("young@dead.test");
        clock.advance(Duration.ofMinutes(1));
        await().atMost(Duration.ofSeconds(30)).until(() -> {
            clock.advance(Duration.ofSeconds(10));
            return loop.totals().bounced() == 300;
        });
        assertThat(state(young).isPending()).isTrue();
    }

    @Test
    void mailThatLeadsElsewhereByNowLeavesASuspendedDestination() {
        hosts.put("dead.test", parcel -> new Outcome.Deferred(NOBODY, Peer.NONE, true));
        hosts.put("new.test", parcel -> new Outcome.Delivered(OK, Peer.NONE));
        loop.start();
        for (int i = 0; i < 200; i++) {
            submit("d" + i + "@dead.test");
        }
        await().until(() -> view("mx:dead.test").suspended() && loop.active() == 0);
        moved.put("dead.test", "new.test");

        clock.advance(Duration.ofMinutes(2));

        await().until(() -> queue.depth().queued() == 0);
        assertThat(view("mx:new.test").delivered()).isEqualTo(200);
        assertThat(view("mx:dead.test").delivered()).isZero();
    }

    @Test
    void aBurstBeyondTheReadyQueueIsParkedAndDeliveredInTheEnd() {
        hosts.put("narrow.test", parcel -> new Outcome.Delivered(OK, Peer.NONE));
        loop.pause("mx:narrow.test");
        loop.start();
        for (int i = 0; i < 500; i++) {
            submit("r" + i + "@narrow.test");
        }
        await().until(() -> view("mx:narrow.test").queued() == 500);
        assertThat(view("mx:narrow.test").paused()).isTrue();
        assertThat(queue.depth().leased()).isEqualTo(500);
        assertThat(loop.totals().delivered()).isZero();

        loop.resume("mx:narrow.test");

        await().atMost(Duration.ofSeconds(30)).until(() -> queue.depth().queued() == 0);
        assertThat(loop.totals().delivered()).isEqualTo(500);
        assertThat(view("mx:narrow.test").delivered()).isEqualTo(500);
        assertThat(view("mx:narrow.test").window()).isEqualTo(1);
    }

    @Test
    void whatOneAccountSendsDelaysAnothersByAFewAttemptsOnly() {
        AtomicInteger attempts = new AtomicInteger();
        hosts.put("narrow.test", parcel -> {
            attempts.incrementAndGet();
            return new Outcome.Delivered(OK, Peer.NONE);
        });
        loop.pause("mx:narrow.test");
        loop.start();
        for (int i = 0; i < 2_000; i++) {
            submit("a" + i + "@narrow.test");
        }
        await().atMost(Duration.ofSeconds(30))
                .until(() -> view("mx:narrow.test").queued() == 2_000);
        List<MessageId> others = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            Submission submission =
                    TestMail.sentBy(new Tenant("222222222222", "us-east-1"), clock.instant(), "b" + i + "@narrow.test");
            queue.submit(submission, 1);
            others.add(submission.mail().id());
        }
        await().until(() -> view("mx:narrow.test").queued() == 2_010);
        List<Integer> ended = Collections.synchronizedList(new ArrayList<>());
        hosts.put("narrow.test", parcel -> {
            int attempt = attempts.incrementAndGet();
            if (others.contains(parcel.mail().id())) {
                ended.add(attempt);
            }
            return new Outcome.Delivered(OK, Peer.NONE);
        });

        loop.resume("mx:narrow.test");

        await().atMost(Duration.ofSeconds(30)).until(() -> ended.size() == 10);
        assertThat(ended).allSatisfy(attempt -> assertThat(attempt).isLessThan(200));
    }

    @Test
    void partsOfDividedMessagesLeaveRoomForThoseOfAnotherAccount() {
        CountDownLatch go = new CountDownLatch(1);
        hosts.put("narrow.test", parcel -> {
            try {
                go.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return new Outcome.Delivered(OK, Peer.NONE);
        });
        hosts.put("x.test", parcel -> new Outcome.Delivered(OK, Peer.NONE));
        loop.start();
        for (int i = 0; i < 400; i++) {
            submit("a" + i + "@narrow.test", "a" + i + "@x.test");
        }
        await().until(() -> view("mx:narrow.test").queued() == 256);
        Submission other =
                TestMail.sentBy(new Tenant("222222222222", "us-east-1"), clock.instant(), "b@narrow.test", "b@x.test");
        queue.submit(other, 2);
        await().until(() -> view("mx:narrow.test").queued() == 257);

        go.countDown();

        // The clock stands still, so nothing that was turned away comes again.
        await().until(() -> state(other.mail().id()).status() == RecipientState.Status.DELIVERED);
    }

    @Test
    void aPauseIsRememberedByTheNextStart() {
        hosts.put("x.test", parcel -> new Outcome.Delivered(OK, Peer.NONE));
        loop.pause("mx:x.test");
        loop.start();
        submit("a@x.test");
        await().until(() -> view("mx:x.test").queued() == 1);
        assertThat(paused.contains("mx:x.test")).isTrue();
        assertThat(view("mx:x.test").delivered()).isZero();
    }

    @Test
    void theWindowGrowsOnSuccessUpToTheCap() {
        CountDownLatch go = new CountDownLatch(1);
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        hosts.put("x.test", parcel -> {
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            try {
                go.await(2, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            running.decrementAndGet();
            return new Outcome.Delivered(OK, Peer.NONE);
        });
        loop.start();
        for (int i = 0; i < 200; i++) {
            submit("r" + i + "@x.test");
        }
        await().atMost(Duration.ofSeconds(30)).until(() -> queue.depth().queued() == 0);
        assertThat(view("mx:x.test").window()).isEqualTo(CONNECTIONS);
        assertThat(most.get()).isLessThanOrEqualTo(CONNECTIONS);
    }

    @Test
    void theOperatorRetriesAndDropsWhatWaits() throws InterruptedException {
        AtomicInteger attempts = new AtomicInteger();
        hosts.put(
                "x.test",
                parcel -> attempts.incrementAndGet() == 1
                        ? new Outcome.Deferred(SmtpReply.of(450, "4.2.1 busy"), Peer.of("mx.x.test"))
                        : new Outcome.Delivered(OK, new Peer("mx.x.test", "TLSv1.3")));
        QueueControl control = new QueueControl(queue, loop, clock);
        loop.start();
        MessageId id = submit("a@x.test");
        await().until(() -> state(id).attempts() == 1 && queue.depth().leased() == 0);

        assertThat(control.retry(id)).isEqualTo(QueueControl.Result.DONE);
        await().until(() -> state(id).status() == RecipientState.Status.DELIVERED);
        assertThat(state(id).log())
                .extracting(
                        Attempt::host, Attempt::tls, attempt -> attempt.reply().code())
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("mx.x.test", "", 450),
                        org.assertj.core.groups.Tuple.tuple("mx.x.test", "TLSv1.3", 250));
        assertThat(control.retry(id)).isEqualTo(QueueControl.Result.ENDED);
        assertThat(control.drop(MessageId.next("us-east-1", clock.instant()))).isEqualTo(QueueControl.Result.UNKNOWN);

        attempts.set(0);
        MessageId dropped = submit("b@x.test");
        await().until(() -> state(dropped).attempts() == 1 && queue.depth().leased() == 0);
        assertThat(control.drop(dropped)).isEqualTo(QueueControl.Result.DONE);
        assertThat(state(dropped).status()).isEqualTo(RecipientState.Status.BOUNCED);
        assertThat(state(dropped).lastReply().map(SmtpReply::toString))
                .isEqualTo(Optional.of("554 5.0.0 Taken out of the queue by the operator"));
    }

    @Test
    void whatWaitsForAPausedDestinationCanBeDropped() {
        AtomicInteger attempts = new AtomicInteger();
        hosts.put("x.test", parcel -> {
            attempts.incrementAndGet();
            return new Outcome.Delivered(OK, new Peer("mx.x.test", ""));
        });
        QueueControl control = new QueueControl(queue, loop, clock);
        loop.pause("mx:x.test");
        loop.start();
        MessageId whole = submit("a@x.test");
        MessageId kept = submit("b@x.test");
        await().until(() -> view("mx:x.test").queued() == 2);

        assertThat(control.drop(whole)).isEqualTo(QueueControl.Result.DONE);
        assertThat(state(whole).status()).isEqualTo(RecipientState.Status.BOUNCED);
        assertThat(view("mx:x.test").queued()).isEqualTo(1);

        loop.resume("mx:x.test");
        await().until(() -> state(kept).status() == RecipientState.Status.DELIVERED);
        assertThat(attempts).hasValue(1);
    }

    private DestinationView view(String name) {
        return loop.destinations().stream()
                .filter(view -> view.name().equals(name))
                .findFirst()
                .orElseGet(() -> new DestinationView(name, 0, 0, 0, 0, false, false, Optional.empty(), 0, 0, 0));
    }

    private RecipientState state(MessageId id) {
        return queue.find(id).orElseThrow().recipients().getFirst();
    }

    private MessageId submit(String... recipients) {
        Submission submission = TestMail.sent(clock.instant(), recipients);
        queue.submit(submission, recipients.length);
        return submission.mail().id();
    }
}
