package org.posthorn.engine.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.posthorn.engine.delivery.Lease;
import org.posthorn.engine.delivery.MailQueue;
import org.posthorn.engine.delivery.RecipientState;
import org.posthorn.engine.mail.MessageId;
import org.posthorn.engine.mail.Submission;

/// What every [MailQueue] does with leases: given back, divided, parked, retimed, ended once.
public interface LeaseContract extends Ports.Opener {
    Duration PATIENCE = Duration.ofSeconds(20);
    /// Longer than a test may take.
    Duration FOREVER = Duration.ofHours(1);

    @Test
    default void aReleasedLeaseIsDueAtTheTimeGivenAndCountsNoAttempt() throws InterruptedException {
        TestClock clock = new TestClock();
        MailQueue queue = open(clock).queue();
        queue.submit(TestMail.sent(clock.instant(), "a@example.net"), 1);
        Lease lease = only(queue.lease(10, PATIENCE));
        Instant due = clock.instant().plusSeconds(30);

        queue.release(lease, due);

        assertThat(queue.depth()).isEqualTo(new MailQueue.Depth(1, 0, 0));
        assertThat(queue.lease(10, Duration.ZERO)).isEmpty();
        clock.advance(Duration.ofSeconds(30));
        RecipientState again = only(queue.lease(10, PATIENCE)).recipients().getFirst();
        assertThat(again.address()).isEqualTo("a@example.net");
        assertThat(again.attempts()).isZero();
        assertThat(again.lastReply()).isEmpty();
    }

    @Test
    default void aDeferredMessageKeepsItsRemainingWaitWhenTheClockIsSet() throws InterruptedException {
        for (Duration step : List.of(Duration.ofHours(-4), Duration.ofHours(2))) {
            TestClock clock = new TestClock();
            MailQueue queue = open(clock).queue();
            queue.submit(TestMail.sent(clock.instant(), "a@example.net"), 1);
            Lease lease = only(queue.lease(10, PATIENCE));
            Instant due = clock.instant().plusSeconds(60);
            queue.settle(lease, List.of(TestMail.deferred(lease.recipients().getFirst(), due)), List.of());
            Instant before = clock.instant();
            clock.advance(step);

            queue.retime(before, clock.instant());

            assertThat(queue.lease(10, Duration.ZERO)).as("at once, " + step).isEmpty();
            clock.advance(Duration.ofSeconds(59));
            assertThat(queue.lease(10, Duration.ZERO)).as("early, " + step).isEmpty();
            clock.advance(Duration.ofSeconds(1));
            assertThat(queue.lease(10, PATIENCE)).as("in time, " + step).hasSize(1);
        }
    }

    @Test
    default void whatIsDueStaysDueWhenTheClockIsSetBack() throws InterruptedException {
        TestClock clock = new TestClock();
        MailQueue queue = open(clock).queue();
        Submission due = TestMail.sent(clock.instant(), "a@example.net");
        Submission parked = TestMail.sent(clock.instant(), "b@example.net");
        queue.submit(parked, 1);
        MailQueue.Parked ticket = queue.park(only(queue.lease(1, PATIENCE)));
        queue.submit(due, 1);
        Instant before = clock.instant();
        clock.advance(Duration.ofHours(-4));

        queue.retime(before, clock.instant());

        Lease lease = only(queue.lease(10, PATIENCE));
        assertThat(lease.mail()).isEqualTo(due.mail());
        assertThat(lease.content().bytes()).isEqualTo(due.content().bytes());
        assertThat(queue.resume(ticket).map(Lease::mail)).contains(parked.mail());
    }

    @Test
    default void theRestOfALeasedMessageIsRetimedToo() throws InterruptedException {
        TestClock clock = new TestClock();
        MailQueue queue = open(clock).queue();
        queue.submit(TestMail.sent(clock.instant(), "a@example.net", "b@example.org"), 2);
        Lease both = only(queue.lease(10, PATIENCE));
        Lease a = both.part(List.of("a@example.net"));
        queue.release(both.part(List.of("b@example.org")), clock.instant().plusSeconds(60));
        Instant before = clock.instant();
        clock.advance(Duration.ofHours(-4));

        queue.retime(before, clock.instant());
        queue.settle(a, TestMail.delivered(a, clock.instant()), List.of());

        assertThat(queue.lease(10, Duration.ZERO)).isEmpty();
        clock.advance(Duration.ofSeconds(60));
        assertThat(only(queue.lease(10, PATIENCE)).addresses()).containsExactly("b@example.org");
    }

    @Test
    default void thePartsOfALeaseAreSettledOnTheirOwn() throws InterruptedException {
        TestClock clock = new TestClock();
        MailQueue queue = open(clock).queue();
        Submission submission = TestMail.sent(clock.instant(), "a@example.net", "b@example.org", "c@example.com");
        queue.submit(submission, 3);
        Lease lease = only(queue.lease(10, PATIENCE));
        Lease a = lease.part(List.of("a@example.net"));
        Lease b = lease.part(List.of("b@example.org"));
        Lease c = lease.part(List.of("c@example.com"));

        queue.settle(a, TestMail.delivered(a, clock.instant()), List.of());
        assertThat(queue.lease(10, Duration.ZERO)).isEmpty();
        assertThat(queue.depth()).isEqualTo(new MailQueue.Depth(1, 1, 0));
        assertThatThrownBy(() -> queue.settle(a, TestMail.delivered(a, clock.instant()), List.of()))
                .isInstanceOf(IllegalStateException.class);
        assertThat(b.content().bytes()).isEqualTo(submission.content().bytes());
        queue.release(b, clock.instant().plusSeconds(10));
        RecipientState later =
                TestMail.deferred(c.recipients().getFirst(), clock.instant().plusSeconds(60));
        queue.settle(c, List.of(later), List.of());

        assertThat(queue.depth()).isEqualTo(new MailQueue.Depth(1, 0, 0));
        clock.advance(Duration.ofSeconds(10));
        assertThat(only(queue.lease(10, PATIENCE)).addresses()).containsExactly("b@example.org");
    }

    @Test
    default void theWholeLeaseCanBeGivenBackAfterAPartOfItWasSettled() throws InterruptedException {
        TestClock clock = new TestClock();
        MailQueue queue = open(clock).queue();
        queue.submit(TestMail.sent(clock.instant(), "a@example.net", "b@example.org"), 2);
        Lease lease = only(queue.lease(10, PATIENCE));
        Lease a = lease.part(List.of("a@example.net"));
        queue.settle(a, TestMail.delivered(a, clock.instant()), List.of());

        queue.release(lease, clock.instant());

        assertThat(only(queue.lease(10, PATIENCE)).addresses()).containsExactly("b@example.org");
    }

    @Test
    default void aParkedMessageStaysLeasedUntilItIsResumed() throws InterruptedException {
        TestClock clock = new TestClock();
        MailQueue queue = open(clock).queue();
        Submission submission = TestMail.sent(clock.instant(), "a@example.net");
        queue.submit(submission, 1);
        Lease lease = only(queue.lease(10, PATIENCE));

        MailQueue.Parked parked = queue.park(lease);

        assertThat(parked.id()).isEqualTo(submission.mail().id());
        assertThat(queue.lease(10, Duration.ZERO)).isEmpty();
        assertThat(queue.lease(parked.id())).isEmpty();
        assertThat(queue.depth()).isEqualTo(new MailQueue.Depth(1, 1, 0));
        Lease again = queue.resume(parked).orElseThrow();
        assertThat(again.recipients()).isEqualTo(lease.recipients());
        assertThat(again.content().bytes()).isEqualTo(submission.content().bytes());
        queue.settle(again, TestMail.delivered(again, clock.instant()), List.of());
        assertThat(queue.depth()).isEqualTo(new MailQueue.Depth(0, 0, 0));
    }

    @Test
    default void aWaitingMessageIsLeasedByItsIdWhetherDueOrNot() throws InterruptedException {
        TestClock clock = new TestClock();
        MailQueue queue = open(clock).queue();
        Submission submission = TestMail.sent(clock.instant(), "a@example.net");
        queue.submit(submission, 1);
        Lease lease = only(queue.lease(10, PATIENCE));
        assertThat(queue.lease(submission.mail().id())).isEmpty();
        queue.release(lease, clock.instant().plusSeconds(3600));
        Submission other = TestMail.sent(clock.instant(), "b@example.net");
        Submission third = TestMail.sent(clock.instant(), "c@example.net");
        queue.submit(other, 1);
        queue.submit(third, 1);

        List<Lease> both = queue.lease(
                Set.of(submission.mail().id(), other.mail().id(), MessageId.next("us-east-1", clock.instant())));

        assertThat(both).flatExtracting(Lease::addresses).containsExactlyInAnyOrder("a@example.net", "b@example.net");
        assertThat(only(queue.lease(10, PATIENCE)).addresses()).containsExactly("c@example.net");
        Lease early = both.stream()
                .filter(one -> one.mail().id().equals(submission.mail().id()))
                .findFirst()
                .orElseThrow();
        assertThat(queue.lease(submission.mail().id())).isEmpty();
        queue.settle(early, TestMail.delivered(early, clock.instant()), List.of());
        assertThat(queue.lease(submission.mail().id())).isEmpty();
    }

    @Test
    default void aLeaseEndsOnce() throws InterruptedException {
        TestClock clock = new TestClock();
        MailQueue queue = open(clock).queue();
        queue.submit(TestMail.sent(clock.instant(), "a@example.net"), 1);
        Lease lease = only(queue.lease(10, PATIENCE));
        List<RecipientState> states = TestMail.delivered(lease, clock.instant());
        queue.settle(lease, states, List.of());

        assertThatThrownBy(() -> queue.settle(lease, states, List.of())).isInstanceOf(IllegalStateException.class);
        queue.release(lease, clock.instant());
        assertThat(queue.lease(10, Duration.ZERO)).isEmpty();
        assertThat(queue.depth()).isEqualTo(new MailQueue.Depth(0, 0, 0));
    }

    @Test
    default void theNextWaitOfOneThatIsWokenDoesNotBegin() throws InterruptedException {
        TestClock clock = new TestClock();
        MailQueue queue = open(clock).queue();
        queue.wake();

        assertThat(queue.lease(10, FOREVER)).isEmpty();
        queue.submit(TestMail.sent(clock.instant(), "a@example.net"), 1);
        assertThat(queue.lease(10, PATIENCE)).hasSize(1);
    }

    @Test
    default void aWaitThatIsUnderWayEndsWhenItIsWoken() throws Exception {
        MailQueue queue = open(new TestClock()).queue();
        FutureTask<List<Lease>> waiting = new FutureTask<>(() -> queue.lease(10, FOREVER));
        Thread thread = Thread.ofPlatform().start(waiting);
        await().atMost(PATIENCE).until(() -> thread.getState() == Thread.State.TIMED_WAITING);

        queue.wake();

        assertThat(waiting.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isEmpty();
    }

    private static Lease only(List<Lease> leases) {
        assertThat(leases).hasSize(1);
        return leases.getFirst();
    }
}
