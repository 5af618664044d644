package org.posthorn.feedback.follow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.posthorn.engine.UnavailableException;
import org.posthorn.engine.event.EventLog;
import org.posthorn.engine.event.EventLog.Entry;
import org.posthorn.engine.event.MailEvent;
import org.posthorn.engine.event.SetAside;
import org.posthorn.engine.mail.Mail;
import org.posthorn.engine.settings.Unanswered;
import org.posthorn.engine.testing.MemoryStore;
import org.posthorn.engine.testing.TestClock;
import org.posthorn.engine.testing.TestMail;
import org.posthorn.feedback.follow.EventFollower.Failure;

class EventFollowerTest {
    private static final String NAME = "test";

    private final TestClock clock = new TestClock();
    private final MemoryStore store = new MemoryStore(clock);
    private final EventLog log = store.events();
    private final SetAside aside = new SetAside(store.settings());
    private final Answers answers = new Answers();
    private final EventFollower<Answer> follower = new EventFollower<>(NAME, log, aside, clock, answers);

    /// One answer to each recipient of a bounce.
    private record Answer(String to) {}

    /// Takes answers, and fails as it is told.
    private final class Answers implements EventFollower.Answering<Answer> {
        private final List<String> done = new CopyOnWriteArrayList<>();
        private final List<String> performed = new CopyOnWriteArrayList<>();
        private final Set<String> unreadable = ConcurrentHashMap.newKeySet();
        private final Set<String> unwritable = ConcurrentHashMap.newKeySet();
        private final Set<String> throwing = ConcurrentHashMap.newKeySet();
        private final Set<String> unacknowledged = ConcurrentHashMap.newKeySet();
        private final AtomicInteger storeFailures = new AtomicInteger();

        @Override
        public List<Answer> answer(Entry entry) {
            List<String> recipients = ((MailEvent.Bounce) entry.event())
                    .recipients().stream()
                            .map(MailEvent.BouncedRecipient::address)
                            .toList();
            if (recipients.stream().anyMatch(unreadable::contains)) {
                throw new IllegalStateException("unreadable");
            }
            return recipients.stream().map(Answer::new).toList();
        }

        @Override
        public String destination(Answer answer) {
            return answer.to();
        }

        @Override
        public List<Failure<Answer>> perform(List<Answer> all) {
            if (storeFailures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                throw new UnavailableException(new IOException("the store is away"));
            }
            all.forEach(answer -> performed.add(answer.to()));
            if (all.stream().anyMatch(answer -> throwing.contains(answer.to()))) {
                throw new IllegalArgumentException("thrown");
            }
            return all.stream()
                    .filter(answer -> unwritable.contains(answer.to()))
                    .map(answer ->
                            new Failure<>(answer, new UncheckedIOException(new IOException("no such directory"))))
                    .toList();
        }

        @Override
        public void acknowledge(long position, List<Answer> all) {
            if (all.stream().anyMatch(answer -> unacknowledged.contains(answer.to()))) {
                throw new IllegalArgumentException("not to be encoded");
            }
            log.acknowledge(NAME, position, List.of());
            all.forEach(answer -> done.add(answer.to()));
        }

        private long triesOf(String to) {
            return performed.stream().filter(to::equals).count();
        }
    }

    @AfterEach
    void stop() throws InterruptedException {
        follower.stop();
    }

    @Test
    void anEventThatCannotBeAnsweredIsSetAsideAfterThreeTriesAndTheRestGoesOn() {
        answers.unreadable.add("bad");
        bounces("a", "bad", "b");

        follower.start();

        awaitEnd();
        assertThat(answers.done).containsExactlyInAnyOrder("a", "b");
        assertThat(aside.list(Optional.of(NAME))).singleElement().satisfies(one -> {
            assertThat(one.position()).isEqualTo(2);
            assertThat(one.event()).isEqualTo("Bounce");
            assertThat(one.what()).isEmpty();
            assertThat(one.reason()).isEqualTo("IllegalStateException: unreadable");
            assertThat(one.tries()).isEqualTo(3);
        });
        assertThat(follower.skipped()).isEqualTo(1);
    }

    @Test
    void oneAnswerThatFailsIsSetAsideAloneAndTheOthersAreGivenOnce() {
        answers.unwritable.add("full");
        bounces("a", "full", "b");

        follower.start();

        awaitEnd();
        assertThat(answers.done).containsExactly("a", "b");
        assertThat(answers.triesOf("a")).isEqualTo(1);
        assertThat(answers.triesOf("full")).isEqualTo(3);
        assertThat(aside.list(Optional.of(NAME))).singleElement().satisfies(one -> {
            assertThat(one.what()).isEqualTo("full");
            assertThat(one.reason()).isEqualTo("IOException: no such directory");
        });
    }

    @Test
    void anAnswerThatThrowsIsFoundAmongTheOthers() {
        answers.throwing.add("bad");
        bounces("a", "bad", "b");

        follower.start();

        awaitEnd();
        assertThat(answers.done).containsExactly("a", "b");
        assertThat(aside.list(Optional.of(NAME))).extracting(Unanswered::what).containsExactly("bad");
    }

    @Test
    void anAnswerThatCannotBeAcknowledgedIsSetAsideAlone() {
        answers.unacknowledged.add("bad");
        bounces("a", "bad", "b");

        follower.start();

        awaitEnd();
        assertThat(answers.done).containsExactly("a", "b");
        assertThat(aside.list(Optional.of(NAME))).singleElement().satisfies(one -> {
            assertThat(one.what()).isEqualTo("bad");
            assertThat(one.reason()).isEqualTo("IllegalArgumentException: not to be encoded");
        });
    }

    @Test
    void aDestinationThatStaysBrokenHoldsUpNobody() {
        answers.unwritable.add("broken");
        follower.start();
        bounces("broken");
        awaitEnd();
        long tries = answers.performed.size();

        long started = System.nanoTime();
        for (int i = 0; i < 20; i++) {
            bounces("broken", "good" + i);
            awaitEnd();
        }

        assertThat(answers.done).hasSize(20);
        assertThat(answers.triesOf("broken") - tries)
                .as("one try for each event")
                .isEqualTo(20);
        assertThat(Duration.ofNanos(System.nanoTime() - started))
                .as("no waiting for what is broken: 20 times 300 ms would be 6 s")
                .isLessThan(Duration.ofSeconds(5));
        assertThat(aside.count(NAME)).isEqualTo(21);
    }

    @Test
    void aDestinationThatWorksAgainGetsThreeTriesAgain() {
        answers.unwritable.add("broken");
        follower.start();
        bounces("broken");
        awaitEnd();
        answers.unwritable.clear();
        bounces("broken");
        awaitEnd();
        answers.unwritable.add("broken");
        answers.performed.clear();
        bounces("broken");
        awaitEnd();

        assertThat(answers.done).containsExactly("broken");
        assertThat(answers.triesOf("broken")).isEqualTo(3);
    }

    @Test
    void theStoreIsWaitedForAndNothingIsSetAside() {
        answers.storeFailures.set(4);
        bounces("a", "b");

        follower.start();

        awaitEnd();
        assertThat(answers.done).containsExactly("a", "b");
        assertThat(aside.count(NAME)).isZero();
    }

    @Test
    void whatWasSetAsideIsTriedAgainOnRequest() {
        answers.unwritable.add("full");
        bounce("full", "other");
        follower.start();
        awaitEnd();
        Unanswered one = aside.list(Optional.of(NAME)).getFirst();

        assertThat(follower.retry(List.of(one))).containsExactly(Optional.of("IOException: no such directory"));
        assertThat(aside.find(NAME, one.number()).orElseThrow().tries()).isEqualTo(4);

        answers.unwritable.clear();
        assertThat(follower.retry(List.of(one))).containsExactly(Optional.empty());
        assertThat(answers.done)
                .as("the other answer to the event is not given twice")
                .containsExactly("other", "full");
        assertThat(aside.count(NAME)).isZero();
        assertThat(log.acknowledged(NAME)).isEqualTo(1);
    }

    @Test
    void howFarItIsBehindHasAnAge() {
        bounces("a", "b");
        assertThat(follower.lagEvents()).isEqualTo(2);
        clock.advance(Duration.ofMinutes(3));
        assertThat(follower.lag()).isEqualTo(Duration.ofMinutes(3));

        follower.start();

        awaitEnd();
        await().until(() -> follower.lagEvents() == 0);
        assertThat(follower.lag()).isZero();
    }

    private void bounces(String... recipients) {
        for (String recipient : recipients) {
            bounce(recipient);
        }
    }

    /// One event.
    private void bounce(String... recipients) {
        Instant now = clock.instant();
        Mail mail = TestMail.sent(now, recipients).mail();
        List<MailEvent.BouncedRecipient> bounced = new ArrayList<>();
        for (String recipient : recipients) {
            bounced.addAll(TestMail.bounce(mail, now, recipient).recipients());
        }
        MailEvent.Bounce one = TestMail.bounce(mail, now, "any");
        log.append(
                mail,
                List.of(new MailEvent.Bounce(
                        one.messageId(),
                        one.at(),
                        one.type(),
                        one.subType(),
                        bounced,
                        one.reportingMta(),
                        one.remoteMtaIp(),
                        one.originalHeaders(),
                        one.evidence())));
    }

    private void awaitEnd() {
        await().atMost(Duration.ofSeconds(20)).until(() -> log.acknowledged(NAME) == log.last());
    }
}
