package org.posthorn.smtp.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.posthorn.engine.mail.Content;

/// Who gets the room when there is not enough for all.
final class ContentBudgetTest {
    private static final byte[] BLOCK = new byte[10];

    private long nanos;
    private final ContentBudget budget = new ContentBudget(new ListenerConfig.Room(1, 100, 60), () -> nanos);

    private ContentBudget.Claim begun(String sender, long declared) {
        ContentBudget.Claim claim = budget.open(sender);
        assertThat(claim.begin(declared)).as("has room").isTrue();
        return claim;
    }

    private static boolean keep(ContentBudget.Claim claim, int blocks) {
        for (int i = 0; i < blocks; i++) {
            if (!claim.keep(BLOCK, BLOCK.length)) {
                return false;
            }
        }
        return true;
    }

    @Test
    void whatBeganLastGivesWayToWhatBeganBeforeIt() {
        ContentBudget.Claim first = begun("a", 0);
        ContentBudget.Claim second = begun("b", 0);
        ContentBudget.Claim third = begun("c", 0);
        for (int i = 0; i < 3; i++) {
            assertThat(keep(third, 1) && keep(second, 1) && keep(first, 1)).isTrue();
        }
        assertThat(keep(second, 2)).as("the third gives way").isTrue();
        assertThat(keep(third, 1)).isFalse();
        assertThat(third.complete()).isEmpty();
        assertThat(keep(first, 3)).as("the second gives way").isTrue();
        assertThat(second.complete()).isEmpty();
        assertThat(first.complete()).map(Content::sizeBytes).contains(60);
        first.close();
        assertThat(keep(begun("d", 60), 6)).isTrue();
    }

    @Test
    void smallMessagesGoOnWhileLargeOnesHaveAllTheRoom() {
        ContentBudget wide = new ContentBudget(new ListenerConfig.Room(1, 6_400, 6_400), () -> nanos);
        ContentBudget.Claim large = wide.open("a");
        ContentBudget.Claim small = wide.open("a");
        assertThat(large.begin(0) && small.begin(100)).isTrue();
        assertThat(keep(small, 5)).isTrue();
        assertThat(keep(large, 636)).isFalse();
        assertThat(large.complete()).as("gave way, though it began first").isEmpty();
        ContentBudget.Claim other = wide.open("b");
        assertThat(other.begin(0) && keep(other, 635)).as("as much as is left").isTrue();
        assertThat(keep(small, 5)).isTrue();
        assertThat(small.complete()).map(Content::sizeBytes).contains(100);
        for (int i = 0; i < 6; i++) {
            ContentBudget.Claim next = wide.open("b");
            assertThat(next.begin(100) && keep(next, 10))
                    .as("small message %d", i)
                    .isTrue();
        }
        assertThat(wide.open("b").begin(110)).as("another that is not small").isFalse();
        ContentBudget.Claim growing = wide.open("b");
        assertThat(growing.begin(0) && keep(growing, 5)).isTrue();
        assertThat(keep(growing, 6)).as("no longer small").isFalse();
        assertThat(other.complete()).map(Content::sizeBytes).contains(6_350);
    }

    @Test
    void whatNeverFitsGivesWayByItself() {
        ContentBudget.Claim endless = begun("a", 0);
        ContentBudget.Claim later = begun("b", 0);
        assertThat(keep(later, 4) && keep(endless, 6)).isTrue();
        assertThat(keep(endless, 1)).isFalse();
        assertThat(later.complete()).map(Content::sizeBytes).contains(40);
    }

    @Test
    void whatIsShortOfItsSendersShareTakesNothingFromOthers() {
        ContentBudget.Claim first = begun("a", 0);
        ContentBudget.Claim ofOther = begun("b", 0);
        ContentBudget.Claim second = begun("a", 0);
        assertThat(keep(first, 5) && keep(ofOther, 3) && keep(second, 1)).isTrue();
        assertThat(keep(first, 1)).isTrue();
        assertThat(second.complete()).isEmpty();
        assertThat(keep(first, 1)).as("the only one, and above its share").isFalse();
        assertThat(ofOther.complete()).map(Content::sizeBytes).contains(30);
    }

    @Test
    void whatIsCompleteGivesWayToNobody() {
        ContentBudget.Claim first = begun("a", 0);
        ContentBudget.Claim second = begun("b", 0);
        assertThat(keep(second, 6) && keep(first, 4)).isTrue();
        assertThat(second.complete()).isPresent();
        assertThat(keep(first, 1)).isFalse();
        second.close();
        assertThat(keep(begun("b", 0), 6)).isTrue();
    }

    @Test
    void aSizeThatWasSaidHoldsItsRoomWhileContentComesIn() {
        ContentBudget.Claim first = begun("a", 60);
        assertThat(budget.open("b").begin(60)).isFalse();
        assertThat(budget.open("b").begin(Long.MAX_VALUE)).isFalse();
        assertThat(keep(begun("b", 40), 4)).isTrue();
        nanos += Duration.ofSeconds(11).toNanos();
        begun("c", 60);
        assertThat(keep(first, 6)).as("begun first, however slow").isTrue();
    }

    /// All of them take their blocks as fast as they can, and there is room for one of them.
    @Test
    void ofAnySetAtOnceOneIsTaken() throws Exception {
        int clients = 8;
        try (ExecutorService threads = Executors.newFixedThreadPool(clients)) {
            for (int round = 0; round < 2_000; round++) {
                ContentBudget crowded = new ContentBudget(new ListenerConfig.Room(1, 100, 100));
                CyclicBarrier start = new CyclicBarrier(clients);
                List<Future<Boolean>> taken = new ArrayList<>();
                for (int i = 0; i < clients; i++) {
                    taken.add(threads.submit(() -> {
                        start.await();
                        try (ContentBudget.Claim claim = crowded.open("a")) {
                            return claim.begin(0)
                                    && keep(claim, 10)
                                    && claim.complete().isPresent();
                        }
                    }));
                }
                int count = 0;
                for (Future<Boolean> one : taken) {
                    count += one.get() ? 1 : 0;
                }
                assertThat(count).isPositive();
            }
        }
    }
}
