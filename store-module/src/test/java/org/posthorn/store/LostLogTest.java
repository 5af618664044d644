package org.posthorn.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.posthorn.engine.testing.TestClock;
import org.posthorn.engine.testing.TestMail;

/// What was on disk and is there no more: a small installation, three starts with 30 messages each, all in three logs.
class LostLogTest {
    private static final int MESSAGES = 30;

    @TempDir
    static Path all;

    private static StoreImage killed;

    @TempDir
    Path parent;

    private final TestClock clock = new TestClock();
    private StoreImage image;
    private List<Path> logs;

    @BeforeAll
    static void fill() throws IOException {
        TestClock clock = new TestClock();
        StoreImage image = new StoreImage(all.resolve("store0"));
        for (int start = 0; start < 3; start++) {
            try (RocksStore store = image.open(clock)) {
                for (int i = 0; i < MESSAGES; i++) {
                    store.queue().submit(TestMail.sent(clock.instant(), i + "@example.net"), 1);
                }
                image = StoreImage.of(store, image.directory(), all.resolve("store" + (start + 1)));
            }
        }
        killed = image;
    }

    @BeforeEach
    void copy() throws IOException {
        image = killed.copyTo(parent.resolve("killed"));
        logs = image.files(".log");
        assertThat(logs).hasSize(3);
        assertThat(image.files(".sst")).isEmpty();
    }

    private void assertWhole() throws IOException {
        try (RocksStore store = image.open(clock)) {
            assertThat(store.queue().depth().queued()).isEqualTo(3 * MESSAGES);
        }
    }

    private void assertRefused(String... words) throws IOException {
        List<Path> before = image.files();
        assertThatThrownBy(this::assertWhole)
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll(words)
                .hasMessageContaining("posthorn repair");
        // Neither by the second try, nor by the first one having changed anything.
        assertThatThrownBy(this::assertWhole).isInstanceOf(IOException.class).hasMessageContainingAll(words);
        assertThat(image.files()).isEqualTo(before);
    }

    @Test
    void whatAKilledProcessLeavesStarts() throws IOException {
        assertWhole();
        assertWhole();
    }

    @Test
    void aBitInTheFirstLogIsToldWithWhatItHides() throws IOException {
        StoreImage.flip(logs.getFirst(), Files.size(logs.getFirst()) / 2);
        assertRefused(
                " groups of commits are missing", "is damaged at byte", " groups behind the damage can still be read");
    }

    @Test
    void aBitInTheMiddleOfTheNewestLogIsTold() throws IOException {
        StoreImage.flip(logs.getLast(), Files.size(logs.getLast()) / 2);
        assertRefused("is damaged at byte");
    }

    @Test
    void aBitInTheLastRecordIsTold() throws IOException {
        StoreImage.flip(logs.getLast(), Files.size(logs.getLast()) - 10);
        assertRefused("1 group of commits is missing");
    }

    @Test
    void aCutLogIsToldEvenBetweenTwoRecords() throws IOException {
        StoreImage.truncate(logs.getFirst(), 0);
        assertRefused("90 groups of commits are missing", "60 groups behind the damage can still be read");
    }

    @Test
    void eachMissingLogIsTold() throws IOException {
        for (Path log : logs) {
            StoreImage whole = image;
            image = whole.copyTo(parent.resolve("without-" + log.getFileName()));
            Files.delete(image.directory().resolve(log.getFileName()));
            assertRefused(" groups of commits are missing");
            image = whole;
        }
    }

    @Test
    void laterGroupsProveALossWithoutAMark() throws IOException {
        Files.delete(Mark.file(image.directory()));
        StoreImage.zero(logs.get(1), Files.size(logs.get(1)) / 3, 4096);
        assertRefused(" groups of commits are missing");
    }

    @Test
    void aLogThatIsGoneInTheMiddleIsToldWithoutAMark() throws IOException {
        Files.delete(Mark.file(image.directory()));
        Files.delete(logs.get(1));
        assertRefused(" groups of commits are missing", "30 groups behind the damage can still be read");
    }

    @Test
    void theLastGroupsOfALogThatIsNotTheLastAreToldWithoutAMark() throws IOException {
        Files.delete(Mark.file(image.directory()));
        StoreImage.truncate(logs.get(1), Files.size(logs.get(1)) - 10);
        assertRefused(" groups of commits are missing", " groups behind the damage can still be read");
    }

    @Test
    void withoutAMarkAWholeStoreStartsAndHasOneAfterwards() throws IOException {
        Files.delete(Mark.file(image.directory()));
        assertWhole();
        assertThat(Mark.read(image.directory()).mark()).isPresent();
        StoreImage.flip(Mark.file(image.directory()), 30);
        assertThat(Mark.read(image.directory()).isDamaged()).isTrue();
        assertWhole();
        assertThat(Mark.read(image.directory()).mark()).isPresent();
    }

    @Test
    void aStoreThatIsGoneIsNotBegunAnew() throws IOException {
        for (Path file : image.files()) {
            Files.delete(file);
        }
        assertThatThrownBy(this::assertWhole)
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll("there is no store in", "was on disk there", "delete");
        Files.delete(Mark.file(image.directory()));
        try (RocksStore store = image.open(clock)) {
            assertThat(store.queue().depth().queued()).isZero();
        }
    }

    @Test
    void aTornEndThatWasNotOnDiskIsNoLoss() throws IOException {
        // What was written last, and of which nobody was told: the mark and all other groups do not know of it.
        Path log = logs.getLast();
        long before = Files.size(log);
        try (RocksStore store = image.open(clock)) {
            store.queue().submit(TestMail.sent(clock.instant(), "late@example.net"), 1);
        }
        Path newest = parent.resolve("torn");
        StoreImage torn = image;
        assertThat(Files.exists(log)).as("flushed at the end").isFalse();
        assertThat(before).isPositive();
        image = torn.copyTo(newest);
        Path empty = image.files(".log").getLast();
        Files.write(empty, new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9});
        for (int i = 0; i < 2; i++) {
            try (RocksStore store = image.open(clock)) {
                assertThat(store.queue().depth().queued()).isEqualTo(3 * MESSAGES + 1 + i);
                store.queue().submit(TestMail.sent(clock.instant(), "later@example.net"), 1);
                image = StoreImage.of(store, image.directory(), parent.resolve("again" + i));
            }
        }
        assertThat(image.files(".log")).hasSizeGreaterThan(1);
    }

    @Test
    void aManifestThatForgetsIsTold() throws IOException {
        image.open(clock).close();
        Path manifest = image.files().stream()
                .filter(file -> file.getFileName().toString().startsWith("MANIFEST"))
                .findFirst()
                .orElseThrow();
        StoreImage.truncate(manifest, Files.size(manifest) / 2);
        assertRefused("restore a backup");
    }
}
