package org.posthorn.engine.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.posthorn.engine.delivery.Captures;
import org.posthorn.engine.delivery.Captures.Captured;
import org.posthorn.engine.mail.Content;
import org.posthorn.engine.mail.MessageId;
import org.posthorn.engine.mail.Submission;

/// What every implementation of [Captures] keeps to.
public interface CapturesContract {
    /// The captured mail of one new, empty store, for a bound; each call is as after a start.
    IntFunction<Captures> captures();

    @Test
    default void theNewestAreKeptInTheOrderInWhichTheyWereAccepted() {
        IntFunction<Captures> store = captures();
        Captures captures = store.apply(3);
        List<Captured> mail =
                IntStream.range(0, 5).mapToObj(CapturesContract::captured).toList();
        // As it may be delivered: not in order.
        List.of(1, 0, 4, 3, 2).forEach(i -> captures.add(mail.get(i)));
        assertThat(captures.ids()).containsExactly(id(mail, 2), id(mail, 3), id(mail, 4));
        assertThat(captures.find(id(mail, 0))).isEmpty();
        same(captures.find(id(mail, 3)).orElseThrow(), mail.get(3));

        Captures again = store.apply(2);
        assertThat(again.ids()).as("the bound is lower now").containsExactly(id(mail, 3), id(mail, 4));
        assertThat(again.find(id(mail, 2))).isEmpty();
        same(store.apply(3).find(id(mail, 4)).orElseThrow(), mail.get(4));
    }

    @Test
    default void whatIsCapturedAgainTakesThePlaceOfWhatWas() {
        Captures captures = captures().apply(3);
        Captured first = captured(1);
        captures.add(first);
        captures.add(captured(2));
        Captured again = new Captured(first.mail(), Content.of("Subject: again\r\n\r\n"));
        captures.add(again);
        assertThat(captures.ids()).hasSize(2).startsWith(first.mail().id());
        same(captures.find(first.mail().id()).orElseThrow(), again);
    }

    @Test
    default void whatIsForgottenStaysSo() {
        IntFunction<Captures> store = captures();
        Captures captures = store.apply(10);
        List<Captured> mail =
                IntStream.range(0, 4).mapToObj(CapturesContract::captured).toList();
        mail.forEach(captures::add);
        captures.forget(List.of(id(mail, 1)));
        captures.forget(List.of(id(mail, 1), id(mail, 2)));
        captures.forget(List.of());
        assertThat(captures.ids()).containsExactly(id(mail, 0), id(mail, 3));
        assertThat(store.apply(10).ids()).containsExactly(id(mail, 0), id(mail, 3));
        assertThat(captures.find(id(mail, 1))).isEmpty();
    }

    @Test
    default void theBoundHoldsHoweverManyComeAtOnce() throws InterruptedException {
        Captures captures = captures().apply(5);
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            int first = t * 10;
            threads.add(Thread.ofVirtual()
                    .start(() -> IntStream.range(first, first + 10).forEach(i -> captures.add(captured(i)))));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(captures.ids())
                .hasSize(5)
                .allSatisfy(id -> assertThat(captures.find(id)).isPresent());
    }

    private static MessageId id(List<Captured> mail, int index) {
        return mail.get(index).mail().id();
    }

    private static void same(Captured one, Captured other) {
        assertThat(one.mail()).isEqualTo(other.mail());
        assertThat(one.content().bytes()).isEqualTo(other.content().bytes());
    }

    /// @param seconds when it was accepted
    private static Captured captured(int seconds) {
        Submission sent = TestMail.sent(TestClock.START.plusSeconds(seconds), "to@example.net");
        return new Captured(sent.mail(), Content.of("Subject: " + seconds + "\r\n\r\n"));
    }
}
