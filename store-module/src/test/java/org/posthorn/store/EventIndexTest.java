package org.posthorn.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.posthorn.engine.UnavailableException;
import org.posthorn.engine.event.About;
import org.posthorn.engine.event.EventLog;
import org.posthorn.engine.event.EventMails;
import org.posthorn.engine.event.EventQuery;
import org.posthorn.engine.mail.Submission;
import org.posthorn.engine.testing.TestClock;
import org.posthorn.engine.testing.TestMail;

/// The index of events in stores that have none, have half of one, or are repaired.
class EventIndexTest {
    private static final About ANN = new About.Recipient("ann@example.net");
    private static final About ACCOUNT = new About.Account(TestMail.TENANT.accountId());

    @TempDir
    Path parent;

    private final TestClock clock = new TestClock();

    private StoreConfig config(String name, long maxEvents) {
        return new StoreConfig(parent.resolve(name), 100_000, 0, 1 << 20, Duration.ofDays(14), maxEvents);
    }

    private RocksStore open() throws IOException {
        return RocksStore.open(config("db", 1_000_000), clock);
    }

    private Submission submit(RocksStore store, String... recipients) {
        Submission submission = TestMail.sent(clock.instant(), recipients);
        store.queue().submit(submission, 1);
        return submission;
    }

    private static List<EventLog.Entry> find(RocksStore store, About about) {
        return store.events().search(EventQuery.of(about, Instant.EPOCH, 10_000));
    }

    private static List<EventLog.Entry> findWhenBuilt(RocksStore store, About about) {
        return await().atMost(Duration.ofSeconds(60))
                .ignoreException(UnavailableException.class)
                .until(() -> find(store, about), found -> true);
    }

    private List<byte[]> rows() throws IOException {
        List<byte[]> keys = new ArrayList<>();
        try (Database database = Database.open(parent.resolve("db"))) {
            database.scan(Column.INDEX, new byte[0], Optional.empty(), (key, value) -> {
                keys.add(key);
                return true;
            });
        }
        return keys;
    }

    private void delete(List<byte[]> keys) throws IOException {
        try (Database database = Database.open(parent.resolve("db"))) {
            List<Batch.Change> changes = new ArrayList<>();
            keys.forEach(key -> changes.add(new Batch.Change.Delete(Column.INDEX, key)));
            database.write(changes, true);
        }
    }

    @Test
    void aStoreOfAnEarlierVersionGetsAllOfItAfterTheStart() throws IOException {
        Submission first;
        try (RocksStore store = open()) {
            first = submit(store, "ann@example.net", "bob@example.net");
            for (int i = 0; i < 1_200; i++) {
                clock.advance(Duration.ofMinutes(3));
                store.events()
                        .append(
                                first.mail(),
                                List.of(TestMail.bounce(first.mail(), clock.instant(), "bob@example.net")));
            }
        }
        List<byte[]> rows = rows();
        delete(rows);
        assertThat(rows()).isEmpty();

        try (RocksStore store = open()) {
            assertThat(findWhenBuilt(store, ACCOUNT)).hasSize(1_201);
            assertThat(find(store, ANN))
                    .singleElement()
                    .satisfies(entry -> assertThat(entry.position()).isEqualTo(1));
            assertThat(find(store, new About.Message(first.mail().id()))).hasSize(1_201);
        }
        assertThat(rows()).usingElementComparator(Arrays::compare).containsExactlyElementsOf(rows);
    }

    @Test
    void whatAnEarlierVersionWroteSinceIsFoundToo() throws IOException {
        try (RocksStore store = open()) {
            submit(store, "ann@example.net");
        }
        List<byte[]> before = rows();
        try (RocksStore store = open()) {
            submit(store, "ann@example.net");
        }
        List<byte[]> ofEarlier = new ArrayList<>(rows());
        ofEarlier.removeIf(key -> before.stream().anyMatch(known -> Arrays.equals(known, key)));
        delete(ofEarlier);

        try (RocksStore store = open()) {
            assertThat(findWhenBuilt(store, ANN)).hasSize(2);
        }
    }

    @Test
    void nothingIsAnsweredFromHalfAnIndex() throws IOException {
        try (RocksStore store = open()) {
            submit(store, "ann@example.net");
        }
        delete(List.of(EventIndex.COMPLETE));
        try (Database database = Database.open(parent.resolve("db"))) {
            EventIndex index = new EventIndex(database);
            assertThatThrownBy(() ->
                            index.search(EventQuery.of(ANN, Instant.EPOCH, 1), new EventMails(id -> Optional.empty())))
                    .isInstanceOf(UnavailableException.class)
                    .hasRootCauseMessage("the index of events is being made; try again in a minute");
        }
    }

    @Test
    void aNewStoreAndARestartedOneAnswerAtOnce() throws IOException {
        try (RocksStore store = open()) {
            assertThat(find(store, ANN)).isEmpty();
            submit(store, "ann@example.net");
            assertThat(find(store, ANN)).hasSize(1);
        }
        try (RocksStore store = open()) {
            assertThat(find(store, ANN)).hasSize(1);
        }
    }

    @Test
    void aRepairedStoreMakesItAnew() throws Exception {
        try (RocksStore store = open()) {
            submit(store, "ann@example.net");
            store.flush();
            submit(store, "ann@example.net");
        }
        SalvageReport report = Salvage.run(parent.resolve("db"), parent.resolve("saved"), clock);
        assertThat(report.losses()).isEmpty();
        try (RocksStore store = RocksStore.open(config("saved", 1_000_000), clock)) {
            assertThat(findWhenBuilt(store, ANN)).hasSize(2);
        }
    }

    @Test
    void rowsGoWithTheRetention() throws IOException {
        try (RocksStore store = open()) {
            submit(store, "ann@example.net");
            clock.advance(Duration.ofDays(10));
            submit(store, "ann@example.net");
            clock.advance(Duration.ofDays(5));
            store.sweep(clock.instant());
            assertThat(find(store, ANN)).hasSize(1);
            clock.advance(Duration.ofDays(11));
            store.sweep(clock.instant());
        }
        assertThat(rows()).usingElementComparator(Arrays::compare).containsExactly(EventIndex.COMPLETE);
    }

    @Test
    void eventsThatWereTooManyAreNotLookedFor() throws IOException {
        try (RocksStore store = RocksStore.open(config("db", 5), clock)) {
            for (int i = 0; i < 20; i++) {
                submit(store, "ann@example.net");
            }
            store.events().acknowledge("follower", store.events().last(), List.of());
            store.sweep(clock.instant());
            assertThat(find(store, ANN)).hasSize(5);
        }
    }
}
