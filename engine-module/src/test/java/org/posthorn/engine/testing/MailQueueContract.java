package org.posthorn.engine.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.posthorn.engine.delivery.Lease;
import org.posthorn.engine.delivery.MailQueue;
import org.posthorn.engine.delivery.QueuedMessage;
import org.posthorn.engine.delivery.RecipientState;
import org.posthorn.engine.event.Counts;
import org.posthorn.engine.event.EventLog;
import org.posthorn.engine.event.MailEvent;
import org.posthorn.engine.mail.Content;
import org.posthorn.engine.mail.Mail;
import org.posthorn.engine.mail.MessageId;
import org.posthorn.engine.mail.Submission;
import org.posthorn.engine.mail.Tenant;

/// What every [MailQueue] does.
public interface MailQueueContract extends LeaseContract, QueueRoomContract {
    Duration PATIENCE = Duration.ofSeconds(20);

    @Test
    default void whatEndedBeforeItWasQueuedIsHistory() throws InterruptedException {
        TestClock clock = new TestClock();
        Ports ports = open(clock);
        Mail mail = TestMail.sent(clock.instant(), "a@x.test").mail();
        MailEvent event = new MailEvent.RenderingFailure(mail.id(), clock.instant(), "template", "why");
        ports.queue().recordEnded(mail, List.of(event));
        assertThat(ports.queue().find(mail.id()).map(QueuedMessage::mail)).contains(mail);
        assertThat(ports.queue().depth()).isEqualTo(new MailQueue.Depth(0, 0, 0));
        assertThat(ports.queue().lease(9, Duration.ZERO)).isEmpty();
        assertThat(ports.events().readAfter(0, 9, PATIENCE))
                .extracting(EventLog.Entry::event)
                .containsExactly(event);
    }

    @Test
    default void aSubmittedMessageIsLeasedWithAllThatWasSubmitted() throws InterruptedException {
        TestClock clock = new TestClock();
        MailQueue queue = open(clock).queue();
        Submission submission = TestMail.sent(clock.instant(), "a@example.net", "b@example.net");
        queue.submit(submission, 2);

        Lease lease = only(queue.lease(10, PATIENCE));

        assertThat(lease.mail()).isEqualTo(submission.mail());
        assertThat(lease.content().bytes()).isEqualTo(submission.content().bytes());
        assertThat(lease.recipients())
                .containsExactly(
                        RecipientState.fresh("a@example.net", clock.instant()),
                        RecipientState.fresh("b@example.net", clock.instant()));
    }

    @Test
    default void aLeasedMessageIsNotLeasedAgain() throws InterruptedException {
        TestClock clock = new TestClock();
        MailQueue queue = open(clock).queue();
        queue.submit(TestMail.sent(clock.instant(), "a@example.net"), 1);

        assertThat(queue.lease(10, PATIENCE)).hasSize(1);
        clock.advance(Duration.ofHours(1));
        assertThat(queue.lease(10, Duration.ZERO)).isEmpty();
        assertThat(queue.depth()).isEqualTo(new MailQueue.Depth(1, 1, 0));
    }

    @Test
    default void aMessageWithoutPendingRecipientBecomesHistory() throws InterruptedException {
        TestClock clock = new TestClock();
        MailQueue queue = open(clock).queue();
        Submission submission = TestMail.sent(clock.instant(), "a@example.net", "b@example.net");
        queue.submit(submission, 2);
        Lease lease = only(queue.lease(10, PATIENCE));
        RecipientState a = TestMail.delivered(lease.recipients().get(0), clock.instant());
        RecipientState b = TestMail.bounced(lease.recipients().get(1), clock.instant());

        queue.settle(lease, List.of(a, b), List.of());

        assertThat(queue.find(submission.mail().id())).contains(new QueuedMessage(submission.mail(), List.of(a, b)));
        assertThat(queue.list(Optional.empty(), 10)).isEmpty();
        assertThat(queue.depth()).isEqualTo(new MailQueue.Depth(0, 0, 0));
        clock.advance(Duration.ofDays(1));
        assertThat(queue.lease(10, Duration.ZERO)).isEmpty();
    }

    @Test
    default void aDeferredRecipientIsDueAgainWhileTheDeliveredOneIsNot() throws InterruptedException {
        TestClock clock = new TestClock();
        MailQueue queue = open(clock).queue();
        Submission submission = TestMail.sent(clock.instant(), "a@example.net", "b@example.net");
        queue.submit(submission, 2);
        Lease first = only(queue.lease(10, PATIENCE));
        RecipientState done = TestMail.delivered(first.recipients().get(0), clock.instant());
        RecipientState later =
                TestMail.deferred(first.recipients().get(1), clock.instant().plusSeconds(60));
        queue.settle(first, List.of(done, later), List.of());

        assertThat(queue.lease(10, Duration.ZERO)).isEmpty();
        clock.advance(Duration.ofSeconds(60));
        Lease second = only(queue.lease(10, PATIENCE));

        assertThat(second.recipients()).containsExactly(later);
        assertThat(second.content().bytes()).isEqualTo(submission.content().bytes());
    }

    @Test
    default void recipientsDueAtDifferentTimesAreLeasedApart() throws InterruptedException {
        TestClock clock = new TestClock();
        MailQueue queue = open(clock).queue();
        queue.submit(TestMail.sent(clock.instant(), "a@example.net", "b@example.net"), 2);
        Lease both = only(queue.lease(10, PATIENCE));
        RecipientState soon =
                TestMail.deferred(both.recipients().get(0), clock.instant().plusSeconds(60));
        RecipientState late =
                TestMail.deferred(both.recipients().get(1), clock.instant().plusSeconds(300));
        queue.settle(both, List.of(soon, late), List.of());

        clock.advance(Duration.ofSeconds(60));
        Lease one = only(queue.lease(10, PATIENCE));
        assertThat(one.recipients()).containsExactly(soon);
        queue.settle(one, TestMail.delivered(one, clock.instant()), List.of());
        assertThat(queue.lease(10, Duration.ZERO)).isEmpty();

        clock.advance(Duration.ofSeconds(240));
        assertThat(only(queue.lease(10, PATIENCE)).recipients()).containsExactly(late);
    }

    @Test
    default void theLongestDueIsLeasedFirstAndNoMoreThanAskedFor() throws InterruptedException {
        TestClock clock = new TestClock();
        MailQueue queue = open(clock).queue();
        List<MessageId> ids = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            Submission submission = TestMail.sent(clock.instant(), i + "@example.net");
            ids.add(submission.mail().id());
            queue.submit(submission, 1);
            clock.advance(Duration.ofSeconds(1));
        }
        Lease oldest = only(queue.lease(1, PATIENCE));
        queue.release(oldest, clock.instant());

        assertThat(idsOf(queue.lease(2, PATIENCE))).containsExactly(ids.get(1), ids.get(2));
        assertThat(idsOf(queue.lease(10, PATIENCE))).containsExactly(ids.get(3), ids.get(4), ids.get(0));
    }

    @Test
    default void manyThreadsNeverHoldTheSameLease() throws Exception {
        TestClock clock = new TestClock();
        MailQueue queue = open(clock).queue();
        int messages = 200;
        List<MessageId> submitted = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> submits = new ArrayList<>();
            for (int i = 0; i < messages; i++) {
                Submission submission = TestMail.sent(clock.instant(), "user" + i + "@example.net");
                submitted.add(submission.mail().id());
                submits.add(threads.submit(() -> queue.submit(submission, 1)));
            }
            List<Future<List<MessageId>>> workers = new ArrayList<>();
            CountDownLatch left = new CountDownLatch(messages);
            for (int i = 0; i < 8; i++) {
                workers.add(threads.submit(() -> settleAll(queue, left, clock)));
            }
            for (Future<?> submit : submits) {
                submit.get();
            }
            List<MessageId> settled = new ArrayList<>();
            for (Future<List<MessageId>> worker : workers) {
                settled.addAll(worker.get());
            }
            assertThat(settled).containsExactlyInAnyOrderElementsOf(submitted);
        }
        assertThat(queue.depth()).isEqualTo(new MailQueue.Depth(0, 0, 0));
    }

    private static List<MessageId> settleAll(MailQueue queue, CountDownLatch left, TestClock clock)
            throws InterruptedException {
        List<MessageId> settled = new ArrayList<>();
        while (left.getCount() > 0) {
            for (Lease lease : queue.lease(7, Duration.ofMillis(10))) {
                queue.settle(lease, TestMail.delivered(lease, clock.instant()), List.of());
                settled.add(lease.mail().id());
                left.countDown();
            }
        }
        return settled;
    }

    @Test
    default void aWaitingLeaseWakesUpWhenAMessageIsSubmitted() throws Exception {
        TestClock clock = new TestClock();
        MailQueue queue = open(clock).queue();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<List<Lease>> waiting = threads.submit(() -> queue.lease(10, PATIENCE));
            Submission submission = TestMail.sent(clock.instant(), "a@example.net");
            queue.submit(submission, 1);
            assertThat(idsOf(waiting.get())).containsExactly(submission.mail().id());
        }
    }

    @Test
    default void aWaitingLeaseGivesUpWhenItsPatienceEnds() throws InterruptedException {
        assertThat(open(new TestClock()).queue().lease(10, Duration.ofMillis(30)))
                .isEmpty();
    }

    @Test
    default void eventsAndCountsAreWrittenWithSubmitAndSettle() throws InterruptedException {
        TestClock clock = new TestClock();
        Ports ports = open(clock);
        Submission submission = TestMail.sent(clock.instant(), "a@example.net", "b@example.net");
        Mail mail = submission.mail();
        ports.queue().submit(submission, 1);
        Lease lease = only(ports.queue().lease(10, PATIENCE));
        MailEvent.Bounce bounce = TestMail.bounce(mail, clock.instant(), "b@example.net");
        ports.queue()
                .settle(
                        lease,
                        List.of(
                                TestMail.delivered(lease.recipients().get(0), clock.instant()),
                                TestMail.bounced(lease.recipients().get(1), clock.instant())),
                        List.of(TestMail.delivery(mail, clock.instant(), List.of("a@example.net")), bounce));

        assertThat(ports.events().readAfter(0, 10, PATIENCE))
                .extracting(EventLog.Entry::event)
                .containsExactly(
                        new MailEvent.Send(mail.id(), mail.acceptedAt(), 1),
                        TestMail.delivery(mail, clock.instant(), List.of("a@example.net")),
                        bounce);
        assertThat(ports.counters().read(TestMail.TENANT, TestClock.START))
                .extracting(window -> window.counts())
                .containsExactly(new Counts(1, 2, 1, 0, 0));
    }

    @Test
    default void findKnowsPendingMessagesAndNoOthers() {
        TestClock clock = new TestClock();
        MailQueue queue = open(clock).queue();
        Submission submission = TestMail.sent(clock.instant(), "a@example.net");
        queue.submit(submission, 1);

        assertThat(queue.find(submission.mail().id())).contains(QueuedMessage.of(submission));
        assertThat(queue.find(MessageId.next("us-east-1", clock.instant()))).isEmpty();
    }

    @Test
    default void pendingMessagesAreListedByPagesOldestFirstWhateverTheirRegion() throws InterruptedException {
        TestClock clock = new TestClock();
        MailQueue queue = open(clock).queue();
        List<MessageId> ids = new ArrayList<>();
        for (String region : List.of("us-west-2", "us-east-1", "eu-west-1", "mars-north-1", "us-east-1")) {
            Submission submission = TestMail.sent(clock.instant(), region + "@example.net");
            Mail mail = submission.mail();
            MessageId id = MessageId.next(region, clock.instant());
            Mail moved = new Mail(
                    id,
                    mail.tenant(),
                    mail.kind(),
                    mail.acceptedAt(),
                    mail.envelope(),
                    mail.source(),
                    mail.feedbackTo(),
                    mail.configurationSet(),
                    mail.tags(),
                    mail.sizeBytes());
            queue.submit(new Submission(moved, submission.content()), 1);
            ids.add(id);
            clock.advance(Duration.ofMillis(1));
        }
        queue.lease(1, PATIENCE);

        List<QueuedMessage> first = queue.list(Optional.empty(), 2);
        List<QueuedMessage> second = queue.list(Optional.of(ids.get(1)), 10);

        assertThat(first).extracting(message -> message.mail().id()).isEqualTo(ids.subList(0, 2));
        assertThat(second).extracting(message -> message.mail().id()).isEqualTo(ids.subList(2, 5));
    }

    @Test
    default void whatAnAccountHasPendingIsListedTheNewestFirstWhoeverHoldsIt() throws InterruptedException {
        TestClock clock = new TestClock();
        MailQueue queue = open(clock).queue();
        List<MessageId> ids = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            Submission ours = TestMail.sent(clock.instant(), "a@example.net");
            queue.submit(ours, 1);
            ids.addFirst(ours.mail().id());
            clock.advance(Duration.ofMillis(1));
        }
        queue.submit(TestMail.sentBy(new Tenant("999999999999", "us-east-1"), clock.instant(), "a@example.net"), 1);
        List<Lease> leases = queue.lease(Set.of(ids.get(0), ids.get(2), ids.get(4)));
        Lease ended = leases.stream()
                .filter(lease -> lease.mail().id().equals(ids.get(0)))
                .findFirst()
                .orElseThrow();
        Lease parked = leases.stream()
                .filter(lease -> lease.mail().id().equals(ids.get(2)))
                .findFirst()
                .orElseThrow();
        queue.settle(ended, TestMail.delivered(ended, clock.instant()), List.of());
        queue.park(parked);
        String account = TestMail.TENANT.accountId();

        List<QueuedMessage> first = queue.pendingOf(account, Optional.empty(), 2);
        List<QueuedMessage> rest = queue.pendingOf(account, Optional.of(ids.get(2)), 10);

        assertThat(first).extracting(message -> message.mail().id()).containsExactly(ids.get(1), ids.get(2));
        assertThat(rest).extracting(message -> message.mail().id()).isEqualTo(ids.subList(3, 6));
        assertThat(queue.pendingOf("999999999999", Optional.empty(), 10)).hasSize(1);
        assertThat(queue.pendingOf("99999999999", Optional.empty(), 10)).isEmpty();
    }

    default void contentOfAMegabyteComesBackByteForByte() throws InterruptedException {
        TestClock clock = new TestClock();
        MailQueue queue = open(clock).queue();
        byte[] bytes = new byte[1 << 20];
        new java.util.Random(7).nextBytes(bytes);
        queue.submit(TestMail.sent(clock.instant(), new Content(bytes), "a@example.net"), 1);
        Lease first = only(queue.lease(1, PATIENCE));
        queue.release(first, clock.instant());

        assertThat(first.content().bytes()).isEqualTo(bytes);
        assertThat(only(queue.lease(1, PATIENCE)).content().bytes()).isEqualTo(bytes);
    }

    private static Lease only(List<Lease> leases) {
        assertThat(leases).hasSize(1);
        return leases.getFirst();
    }

    private static List<MessageId> idsOf(List<Lease> leases) {
        return leases.stream().map(lease -> lease.mail().id()).toList();
    }
}
