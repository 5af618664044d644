package org.posthorn.engine.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.posthorn.engine.mail.SmtpReply;
import org.posthorn.engine.mail.Submission;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.testing.MemoryStore;
import org.posthorn.engine.testing.TestClock;
import org.posthorn.engine.testing.TestMail;

class SlotsTest {
    private static final SmtpReply OK = SmtpReply.of(250, "2.0.0 ok");
    private static final int ATTEMPTS = 8;

    private final TestClock clock = new TestClock();
    private final MailQueue queue = new MemoryStore(clock).queue();
    private final CountDownLatch hang = new CountDownLatch(1);

    @Test
    void hostsThatNeverAnswerOneAccountLeaveSlotsToTheOthers() throws Exception {
        DeliveryLoop loop = new DeliveryLoop(
                queue,
                this::plan,
                new DeliveryConfig(
                        new RetrySchedule(List.of(Duration.ofMinutes(1)), Duration.ofHours(1)),
                        "mta.test",
                        ATTEMPTS,
                        20,
                        List.of()),
                new PausedDestinations(new MemoryStore(clock).settings()),
                (mail, content) -> content,
                (destination, took) -> {},
                clock);
        loop.start();
        for (int i = 0; i < 40; i++) {
            submit("111111111111", "to@host" + i % 10 + ".hanging.test");
        }
        await().until(() -> loop.active() == ATTEMPTS * 3 / 4);
        Submission other = submit("222222222222", "to@healthy.test");
        await().atMost(Duration.ofSeconds(10))
                .until(() -> queue.find(other.mail().id()).orElseThrow().recipients().stream()
                        .noneMatch(RecipientState::isPending));
        // An attempt ends a moment after its outcome is recorded.
        await().until(() -> loop.active() == ATTEMPTS * 3 / 4);
        hang.countDown();
        await().atMost(Duration.ofSeconds(10)).until(() -> loop.totals().delivered() == 41);
        assertThat(loop.stop(Duration.ofSeconds(10))).isTrue();
    }

    @Test
    void onlyWhatHasSomethingToStartWaitsForASlotAndEachOnce() {
        Slots slots = new Slots(1);
        assertThat(slots.tryTake("111111111111")).isTrue();
        Destination busy = new Destination("mx:busy.test", DeliveryLimit.standard(5), false, 0);
        Destination idle = new Destination("mx:idle.test", DeliveryLimit.standard(5), false, 0);
        busy.offer(part("to@busy.test"), 0);
        for (int looks = 0; looks < 1_000; looks++) {
            assertThat(busy.start(0, slots)).isEmpty();
            assertThat(idle.start(0, slots)).isEmpty();
        }
        assertThat(slots.waiting()).isEqualTo(1);

        slots.release("111111111111");

        assertThat(slots.next()).contains(busy);
        assertThat(busy.start(0, slots)).isPresent();
        assertThat(busy.start(0, slots)).isEmpty();
        assertThat(slots.waiting()).isZero();
    }

    private Destination.Part part(String recipient) {
        Submission submission = TestMail.sent(clock.instant(), recipient);
        Lease lease = new Lease(
                submission.mail(), List.of(RecipientState.fresh(recipient, clock.instant())), submission.content());
        return new Destination.Part(lease, new SingleWay("mx:busy.test", List.of(recipient), parcel -> Map.of()), true);
    }

    private Plan plan(org.posthorn.engine.mail.Mail mail, List<String> addresses) {
        String domain = addresses.getFirst().substring(addresses.getFirst().indexOf('@') + 1);
        return new Plan(
                List.of(new SingleWay("mx:" + domain, addresses, parcel -> {
                    if (domain.endsWith("hanging.test")) {
                        awaitEnd();
                    }
                    return Map.of(addresses.getFirst(), new Outcome.Delivered(OK, Peer.NONE));
                })),
                Map.of());
    }

    private void awaitEnd() {
        try {
            hang.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private Submission submit(String account, String recipient) {
        Submission submission = TestMail.sentBy(new Tenant(account, "us-east-1"), clock.instant(), recipient);
        queue.submit(submission, 1);
        return submission;
    }
}
