package org.posthorn.engine.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.posthorn.engine.event.EventLog;
import org.posthorn.engine.event.MailEvent;
import org.posthorn.engine.mail.Content;
import org.posthorn.engine.mail.Envelope;
import org.posthorn.engine.mail.Mail;
import org.posthorn.engine.mail.MailKind;
import org.posthorn.engine.mail.MessageId;
import org.posthorn.engine.mail.SmtpReply;
import org.posthorn.engine.mail.Submission;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.testing.MemoryStore;
import org.posthorn.engine.testing.TestClock;
import org.posthorn.engine.testing.TestRelay;

class DeliveryLoopTest {
    private static final SmtpReply OK = SmtpReply.of(250, "2.0.0 ok");
    private static final SmtpReply LATER = SmtpReply.of(451, "4.3.0 later");
    private static final SmtpReply NEVER = SmtpReply.of(550, "5.1.1 unknown");

    private final TestClock clock = new TestClock();
    private final MemoryStore store = new MemoryStore(clock);
    private final Map<String, Function<Integer, Outcome>> script = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> attempts = new ConcurrentHashMap<>();
    private final DeliveryLoop loop = loop(store.queue(), 8, TestRelay.to("x", this::byScript));

    @AfterEach
    void stop() throws InterruptedException {
        loop.stop(Duration.ofSeconds(5));
    }

    @Test
    void aDeferredRecipientIsTriedAgainWhileTheDeliveredOneIsNot() {
        script.put("ok@x.test", attempt -> new Outcome.Delivered(OK, Peer.NONE));
        script.put(
                "slow@x.test",
                attempt -> attempt < 3 ? new Outcome.Deferred(LATER, Peer.NONE) : new Outcome.Delivered(OK, Peer.NONE));
        loop.start();
        MessageId id = submit("ok@x.test", "slow@x.test");
        for (int tries = 1; tries < 3; tries++) {
            int made = tries;
            await().until(() -> state(id, "slow@x.test").attempts() == made);
            clock.advance(Duration.ofMinutes(5));
        }
        await().until(() -> state(id, "slow@x.test").status() == RecipientState.Status.DELIVERED);
        assertThat(attempts.get("ok@x.test")).hasValue(1);
        assertThat(attempts.get("slow@x.test")).hasValue(3);
        assertThat(store.queue().depth().queued()).isZero();
    }

    @Test
    void aRelayThatThrowsDefersAndNeverBounces() {
        script.put("a@x.test", attempt -> {
            if (attempt == 1) {
                throw new IllegalStateException("a fault of ours");
            } else if (attempt == 2) {
                throw new IncompatibleClassChangeError("a library's, seen once");
            }
            return new Outcome.Delivered(OK, Peer.NONE);
        });
        loop.start();
        MessageId id = submit("a@x.test");
        for (int tries = 1; tries < 3; tries++) {
            int made = tries;
            await().until(() -> state(id, "a@x.test").attempts() == made);
            assertThat(state(id, "a@x.test").isPending()).isTrue();
            clock.advance(Duration.ofMinutes(5));
        }
        await().until(() -> state(id, "a@x.test").status() == RecipientState.Status.DELIVERED);
    }

    @Test
    void everyOutcomeIsAnEvent() throws InterruptedException {
        script.put("ok@x.test", attempt -> new Outcome.Delivered(OK, Peer.NONE));
        script.put("gone@x.test", attempt -> new Outcome.Failed(NEVER, Peer.NONE));
        loop.start();
        MessageId id = submit("ok@x.test", "gone@x.test");
        await().until(() -> store.queue().depth().queued() == 0);
        List<EventLog.Entry> entries = store.events().readAfter(0, 10, Duration.ofSeconds(1));
        assertThat(entries)
                .extracting(entry -> entry.event().getClass().getSimpleName())
                .containsExactly("Send", "Delivery", "Bounce");
        assertThat(entries)
                .allSatisfy(entry -> assertThat(entry.event().messageId()).isEqualTo(id));
        assertThat(((MailEvent.Bounce) entries.get(2).event())
                        .recipients()
                        .getFirst()
                        .address())
                .isEqualTo("gone@x.test");
        assertThat(loop.totals()).isEqualTo(new DeliveryLoop.Totals(1, 0, 1));
    }

    @Test
    void aStoreThatCannotWriteIsAskedAgainAndTheMailIsNotSentTwice() throws InterruptedException {
        AtomicInteger refusals = new AtomicInteger(2);
        AtomicInteger deliveries = new AtomicInteger();
        MailQueue failing = new FailingSettle(store.queue(), refusals);
        DeliveryLoop patient = loop(failing, 2, TestRelay.to("x", parcel -> {
            deliveries.incrementAndGet();
            return Map.of(parcel.recipients().getFirst(), new Outcome.Delivered(OK, Peer.NONE));
        }));
        patient.start();
        submit("a@x.test");
        await().until(() -> store.queue().depth().queued() == 0);
        assertThat(refusals.get()).isNegative();
        assertThat(deliveries).hasValue(1);
        assertThat(patient.stop(Duration.ofSeconds(5))).isTrue();
    }

    @Test
    void whatTheStoreCannotReadIsTriedAgainAndNeverHeldAgainstThePeer() throws InterruptedException {
        AtomicInteger failures = new AtomicInteger(40);
        MailQueue unreadable = (MailQueue) Proxy.newProxyInstance(
                MailQueue.class.getClassLoader(), new Class<?>[] {MailQueue.class}, (proxy, method, arguments) -> {
                    Object result = method.invoke(store.queue(), arguments);
                    return result instanceof List<?> list && method.getName().equals("lease")
                            ? list.stream()
                                    .map(lease -> unreadable((Lease) lease, failures))
                                    .toList()
                            : result;
                });
        AtomicInteger deliveries = new AtomicInteger();
        DeliveryLoop patient = loop(unreadable, 8, TestRelay.to("x", parcel -> {
            deliveries.incrementAndGet();
            return Map.of(parcel.recipients().getFirst(), new Outcome.Delivered(OK, Peer.NONE));
        }));
        for (int i = 0; i < 40; i++) {
            submit("r" + i + "@x.test");
        }
        patient.start();
        await().until(() -> failures.get() == 0 && patient.active() == 0);
        DestinationView view = patient.destinations().getFirst();
        assertThat(view.window()).isEqualTo(Pace.OPENING);
        assertThat(view.perSecond()).isInfinite();
        assertThat(view.suspended()).isFalse();
        assertThat(deliveries).hasValue(0);
        clock.advance(Duration.ofMinutes(1));
        await().until(() -> store.queue().depth().queued() == 0);
        assertThat(deliveries).hasValue(40);
        assertThat(patient.stop(Duration.ofSeconds(5))).isTrue();
    }

    private static Lease unreadable(Lease lease, AtomicInteger failures) {
        return new Lease(lease.mail(), lease.recipients(), () -> {
            if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                throw new UncheckedIOException(new IOException("Input/output error"));
            }
            return lease.content();
        });
    }

    @Test
    void noMoreDeliveriesRunThanThereAreSlots() throws InterruptedException {
        CountDownLatch hold = new CountDownLatch(1);
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        DeliveryLoop narrow = loop(store.queue(), 3, TestRelay.to("x", parcel -> {
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            try {
                hold.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            running.decrementAndGet();
            return Map.of(parcel.recipients().getFirst(), new Outcome.Delivered(OK, Peer.NONE));
        }));
        narrow.start();
        for (int i = 0; i < 20; i++) {
            submit("r" + i + "@x.test");
        }
        await().until(() -> running.get() == 3);
        assertThat(narrow.active()).isEqualTo(3);
        hold.countDown();
        await().until(() -> store.queue().depth().queued() == 0);
        assertThat(most).hasValue(3);
        await().until(() -> narrow.active() == 0);
        assertThat(narrow.stop(Duration.ofSeconds(5))).isTrue();
    }

    private DeliveryLoop loop(MailQueue queue, int attemptsAtATime, Relay relay) {
        return new DeliveryLoop(
                queue,
                relay,
                new DeliveryConfig(
                        new RetrySchedule(List.of(Duration.ofMinutes(1)), Duration.ofHours(1)),
                        "mta.test",
                        attemptsAtATime,
                        attemptsAtATime,
                        List.of()),
                new PausedDestinations(store.settings()),
                (mail, content) -> content,
                (destination, took) -> {},
                clock);
    }

    private Map<String, Outcome> byScript(Parcel parcel) {
        return parcel.recipients().stream()
                .collect(Collectors.toMap(
                        address -> address,
                        address -> script.get(address)
                                .apply(attempts.computeIfAbsent(address, a -> new AtomicInteger())
                                        .incrementAndGet())));
    }

    private MessageId submit(String... recipients) {
        MessageId id = MessageId.next("us-east-1", clock.instant());
        Mail mail = new Mail(
                id,
                new Tenant("123456789012", "us-east-1"),
                MailKind.SENT,
                clock.instant(),
                new Envelope("b@x.test", List.of(recipients)),
                "s@x.test",
                Optional.empty(),
                Optional.empty(),
                List.of(),
                10);
        store.queue().submit(new Submission(mail, Content.of("Subject: s\r\n\r\n")), recipients.length);
        return id;
    }

    private RecipientState state(MessageId id, String address) {
        return store.queue().find(id).orElseThrow().recipients().stream()
                .filter(state -> state.address().equals(address))
                .findFirst()
                .orElseThrow();
    }

    /// A queue whose store refuses some settles, as a full disk does.
    private record FailingSettle(MailQueue inner, AtomicInteger refusals) implements MailQueue {
        @Override
        public void recordEnded(Mail mail, List<? extends MailEvent> events) {
            inner.recordEnded(mail, events);
        }

        @Override
        public void settle(Lease lease, List<RecipientState> states, List<? extends MailEvent> events) {
            if (refusals.getAndDecrement() > 0) {
                throw new UncheckedIOException(new IOException("disk full"));
            }
            inner.settle(lease, states, events);
        }

        @Override
        public void submit(Submission submission, int counted) {
            inner.submit(submission, counted);
        }

        @Override
        public List<Lease> lease(int max, Duration patience) throws InterruptedException {
            return inner.lease(max, patience);
        }

        @Override
        public void wake() {
            inner.wake();
        }

        @Override
        public List<Lease> lease(Set<MessageId> ids) {
            return inner.lease(ids);
        }

        @Override
        public Parked park(Lease lease) {
            return inner.park(lease);
        }

        @Override
        public Optional<Lease> resume(Parked parked) {
            return inner.resume(parked);
        }

        @Override
        public void release(Lease lease, Instant due) {
            inner.release(lease, due);
        }

        @Override
        public void retime(Instant from, Instant to) {
            inner.retime(from, to);
        }

        @Override
        public Optional<QueuedMessage> find(MessageId id) {
            return inner.find(id);
        }

        @Override
        public List<QueuedMessage> list(Optional<MessageId> after, int max) {
            return inner.list(after, max);
        }

        @Override
        public List<QueuedMessage> pendingOf(String accountId, Optional<MessageId> before, int max) {
            return inner.pendingOf(accountId, before, max);
        }

        @Override
        public Depth depth() {
            return inner.depth();
        }

        @Override
        public List<AccountDepth> accounts(int max) {
            return inner.accounts(max);
        }
    }
}
