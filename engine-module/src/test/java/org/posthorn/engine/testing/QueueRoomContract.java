package org.posthorn.engine.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.posthorn.engine.delivery.IntakeRefusedException;
import org.posthorn.engine.delivery.Lease;
import org.posthorn.engine.delivery.MailQueue;
import org.posthorn.engine.mail.MessageId;
import org.posthorn.engine.mail.Submission;
import org.posthorn.engine.mail.Tenant;

/// How every [MailQueue] divides its room and its turns between accounts.
public interface QueueRoomContract extends Ports.Opener {
    Duration PATIENCE = Duration.ofSeconds(20);
    Tenant OTHER = new Tenant("222222222222", "eu-west-1");

    @Test
    default void aFullQueueRefusesMailUntilAMessageEnds() throws InterruptedException {
        TestClock clock = new TestClock();
        MailQueue queue = open(clock, 2).queue();
        queue.submit(TestMail.sent(clock.instant(), "a@example.net"), 1);
        queue.submit(TestMail.sent(clock.instant(), "b@example.net"), 1);
        Submission third = TestMail.sent(clock.instant(), "c@example.net");

        assertThatThrownBy(() -> queue.submit(third, 1))
                .isInstanceOfSatisfying(
                        IntakeRefusedException.class,
                        refused -> assertThat(refused.reason()).isEqualTo(IntakeRefusedException.Reason.QUEUE_FULL));
        assertThat(queue.find(third.mail().id())).isEmpty();

        Lease lease = only(queue.lease(1, PATIENCE));
        queue.settle(lease, TestMail.delivered(lease, clock.instant()), List.of());
        queue.submit(third, 1);
        assertThat(queue.depth().queued()).isEqualTo(2);
    }

    @Test
    default void oneAccountNeverFillsTheQueueOfAnother() throws InterruptedException {
        TestClock clock = new TestClock();
        MailQueue queue = open(clock, 30).queue();
        for (int i = 0; i < 27; i++) {
            queue.submit(TestMail.sent(clock.instant(), "a@example.net"), 1);
        }
        Submission more = TestMail.sent(clock.instant(), "more@example.net");
        assertThatThrownBy(() -> queue.submit(more, 1))
                .isInstanceOfSatisfying(IntakeRefusedException.class, refused -> {
                    assertThat(refused.reason()).isEqualTo(IntakeRefusedException.Reason.ACCOUNT_SHARE);
                    assertThat(refused)
                            .hasMessage("account 123456789012 has 27 of 27 messages in the queue, its share");
                });
        assertThat(queue.find(more.mail().id())).isEmpty();

        queue.submit(TestMail.sentBy(OTHER, clock.instant(), "b@example.net"), 1);
        assertThat(queue.accounts(9))
                .containsExactly(
                        new MailQueue.AccountDepth("123456789012", 27, 1),
                        new MailQueue.AccountDepth("222222222222", 1, 0));
        assertThat(queue.accounts(1)).hasSize(1);

        for (Lease lease : queue.lease(30, PATIENCE)) {
            queue.settle(lease, TestMail.delivered(lease, clock.instant()), List.of());
        }
        queue.submit(more, 1);
        assertThat(queue.accounts(9)).containsExactly(new MailQueue.AccountDepth("123456789012", 1, 1));
    }

    @Test
    default void theShareOfAnAccountIsExactHoweverManyAskAtOnce() throws Exception {
        TestClock clock = new TestClock();
        MailQueue queue = open(clock, 100).queue();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> submits = new ArrayList<>();
            for (int i = 0; i < 150; i++) {
                Submission submission = TestMail.sent(clock.instant(), i + "@example.net");
                submits.add(threads.submit(() -> queue.submit(submission, 1)));
            }
            int refused = 0;
            for (Future<?> submit : submits) {
                try {
                    submit.get();
                } catch (ExecutionException e) {
                    assertThat(e).hasCauseInstanceOf(IntakeRefusedException.class);
                    refused++;
                }
            }
            assertThat(refused).isEqualTo(60);
        }
        assertThat(queue.depth().queued()).isEqualTo(90);
    }

    @Test
    default void accountsTakeTurnsWhoeverWasDueFirst() throws InterruptedException {
        TestClock clock = new TestClock();
        MailQueue queue = open(clock).queue();
        for (int i = 0; i < 50; i++) {
            queue.submit(TestMail.sent(clock.instant(), i + "@example.net"), 1);
            clock.advance(Duration.ofSeconds(1));
        }
        assertThat(queue.lease(4, PATIENCE)).hasSize(4);
        List<MessageId> others = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Submission submission = TestMail.sentBy(OTHER, clock.instant(), i + "@example.org");
            others.add(submission.mail().id());
            queue.submit(submission, 1);
            clock.advance(Duration.ofSeconds(1));
        }

        List<MessageId> leased = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            leased.addAll(idsOf(queue.lease(2, PATIENCE)));
        }

        assertThat(leased).filteredOn(others::contains).isEqualTo(others);
        assertThat(leased).hasSize(6);
        assertThat(queue.lease(100, PATIENCE)).hasSize(43);
    }

    private static Lease only(List<Lease> leases) {
        assertThat(leases).hasSize(1);
        return leases.getFirst();
    }

    private static List<MessageId> idsOf(List<Lease> leases) {
        return leases.stream().map(lease -> lease.mail().id()).toList();
    }
}
