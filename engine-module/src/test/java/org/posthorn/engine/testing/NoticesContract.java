package org.posthorn.engine.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.posthorn.engine.settings.Notice;
import org.posthorn.engine.settings.Subscription;
import org.posthorn.engine.topic.NoticeRoom;
import org.posthorn.engine.topic.Notices;
import org.posthorn.engine.topic.Notices.Depth;
import org.posthorn.engine.topic.Notices.Settled;
import org.posthorn.engine.topic.Notices.Waiting;

/// What every implementation of [Notices] keeps to.
public interface NoticesContract {
    /// The notices of one new, empty store; each call is as after a start.
    Function<NoticeRoom, Notices> notices();

    String TOPIC = "arn:aws:sns:us-east-1:123456789012:topic";

    @Test
    default void whatComesOnTopOfTheBoundIsADeadLetterAndWhatIsTooMuchForThoseIsCounted() {
        Function<NoticeRoom, Notices> store = notices();
        Notices notices = store.apply(new NoticeRoom(2, 1));
        List<String> told = new ArrayList<>();
        notices.listen(told::add);
        notices.add(List.of(notice("a", "1"), notice("a", "2"), notice("b", "3"), notice("a", "4"), notice("a", "5")));
        assertThat(told).containsExactly("a", "b");
        assertThat(waiting(notices, "a")).containsExactly("1", "2");
        assertThat(waiting(notices, "b")).containsExactly("3");
        assertThat(notices.dead(10)).extracting(Notice::message).containsExactly("4");
        assertThat(notices.dead(10).getFirst().lastError()).isEqualTo("too many messages wait for this subscription");
        assertThat(notices.depth()).isEqualTo(new Depth(3, 1, 1));

        // After a restart the bounds hold as before, and what was delivered makes room.
        Notices again = store.apply(new NoticeRoom(2, 1));
        assertThat(again.depth()).isEqualTo(new Depth(3, 1, 0));
        again.settle(again.waiting("a", 1).getFirst(), new Settled.Delivered());
        again.add(List.of(notice("a", "6", 1), notice("a", "7", 1)));
        assertThat(waiting(again, "a")).containsExactly("2", "6");
        assertThat(again.depth()).isEqualTo(new Depth(3, 1, 1));
    }

    @Test
    default void deadLettersAreTriedAgainByTopic() {
        Notices notices = notices().apply(new NoticeRoom(1, 10));
        notices.add(List.of(notice("a", "1"), notice("a", "2")));
        Waiting row = notices.waiting("a", 1).getFirst();
        notices.settle(row, new Settled.Dead(row.notice().after("HTTP 404", TestClock.START)));
        assertThat(notices.depth()).isEqualTo(new Depth(0, 2, 0));
        List<String> told = new ArrayList<>();
        notices.listen(told::add);
        Instant later = TestClock.START.plusSeconds(60);
        assertThat(notices.revive(Optional.of("another"), later)).isZero();
        assertThat(told).isEmpty();
        assertThat(notices.revive(Optional.of(TOPIC), later)).isEqualTo(2);
        assertThat(told).containsExactly("a");
        assertThat(notices.waiting("a", 10)).singleElement().satisfies(one -> {
            assertThat(one.notice().attempts()).isZero();
            assertThat(one.notice().due()).isEqualTo(later);
            assertThat(one.notice().at()).isEqualTo(later);
        });
        assertThat(notices.dead(10)).as("there was room for one").hasSize(1);
        assertThat(notices.depth()).isEqualTo(new Depth(1, 1, 0));
    }

    @Test
    default void aNoticeThatIsDeferredKeepsItsPlaceAndIsSettledOnce() {
        Function<NoticeRoom, Notices> store = notices();
        Notices notices = store.apply(new NoticeRoom());
        notices.add(List.of(notice("a", "1"), notice("a", "2")));
        Waiting row = notices.waiting("a", 1).getFirst();
        Notice after = row.notice().after("HTTP 503", TestClock.START.plusSeconds(1));
        notices.settle(row, new Settled.Deferred(after));
        assertThat(store.apply(new NoticeRoom()).waiting("a", 10))
                .extracting(Waiting::notice)
                .startsWith(after)
                .hasSize(2);

        notices.settle(row, new Settled.Delivered());
        notices.settle(row, new Settled.Delivered());
        notices.settle(row, new Settled.Deferred(after));
        notices.settle(row, new Settled.Dead(after));
        assertThat(waiting(notices, "a")).containsExactly("2");
        assertThat(notices.depth()).isEqualTo(new Depth(1, 0, 0));
    }

    @Test
    default void eachSubscriptionIsNamedOnceAndSeesItsOwn() {
        Notices notices = notices().apply(new NoticeRoom());
        assertThat(notices.subscriptions()).isEmpty();
        // One id is the beginning of another.
        notices.add(List.of(notice("b", "1"), notice("a", "2"), notice("ab", "3"), notice("b", "4")));
        notices.add(List.of());
        assertThat(notices.subscriptions()).containsExactlyInAnyOrder("a", "ab", "b");
        assertThat(waiting(notices, "a")).containsExactly("2");
        assertThat(waiting(notices, "b")).containsExactly("1", "4");
        assertThat(notices.waiting("b", 1)).hasSize(1);
        assertThat(waiting(notices, "c")).isEmpty();
    }

    @Test
    default void oldDeadLettersAreForgottenAndLeaveTheirPlaces() {
        Notices notices = notices().apply(new NoticeRoom(0, 2));
        notices.add(List.of(notice("a", "old"), notice("b", "new", 3600)));
        assertThat(notices.depth()).isEqualTo(new Depth(0, 2, 0));
        notices.forgetDead(TestClock.START.plus(Duration.ofHours(1)));
        assertThat(notices.dead(10)).extracting(Notice::message).containsExactly("new");
        notices.add(List.of(notice("a", "next", 3600)));
        assertThat(notices.depth()).isEqualTo(new Depth(0, 2, 0));
    }

    @Test
    default void aDeadLetterThatFindsNoPlaceIsLostAndCounted() {
        Notices notices = notices().apply(new NoticeRoom(10, 0));
        notices.add(List.of(notice("a", "1")));
        Waiting row = notices.waiting("a", 1).getFirst();
        notices.settle(row, new Settled.Dead(row.notice().after("HTTP 404", TestClock.START)));
        assertThat(notices.depth()).isEqualTo(new Depth(0, 0, 1));
        assertThat(notices.dead(10)).isEmpty();
        assertThat(notices.subscriptions()).isEmpty();
    }

    @Test
    default void theBoundHoldsHoweverManyAddAndSettleAtOnce() throws InterruptedException {
        Function<NoticeRoom, Notices> store = notices();
        Notices notices = store.apply(new NoticeRoom(20, 1_000));
        CountDownLatch start = new CountDownLatch(1);
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            threads.add(Thread.ofVirtual().start(() -> {
                try {
                    start.await();
                } catch (InterruptedException e) {
                    return;
                }
                for (int i = 0; i < 20; i++) {
                    notices.add(List.of(notice("a", "m")));
                    notices.waiting("a", 1).forEach(row -> notices.settle(row, new Settled.Delivered()));
                }
                notices.add(List.of(notice("a", "m"), notice("b", "m"), notice("a", "m"), notice("a", "m")));
            }));
        }
        start.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        Depth depth = notices.depth();
        assertThat(depth.waiting()).isEqualTo(notices.waiting("a", 1_000).size() + 4);
        assertThat(notices.waiting("a", 1_000)).hasSizeLessThanOrEqualTo(20);
        assertThat(notices.dead(1_000)).hasSize((int) depth.dead());
        assertThat(store.apply(new NoticeRoom()).depth()).isEqualTo(new Depth(depth.waiting(), depth.dead(), 0));
    }

    private static List<String> waiting(Notices notices, String subscription) {
        return notices.waiting(subscription, 10).stream()
                .map(row -> row.notice().message())
                .toList();
    }

    private static Notice notice(String subscription, String message) {
        return notice(subscription, message, 0);
    }

    /// @param afterSeconds when it came
    static Notice notice(String subscription, String message, int afterSeconds) {
        Instant at = TestClock.START.plusSeconds(afterSeconds);
        return new Notice(
                Notice.Kind.Notification,
                message,
                new Subscription(subscription, TOPIC, "http://127.0.0.1/", false, true, at),
                Optional.empty(),
                message,
                at,
                0,
                at,
                "");
    }
}
