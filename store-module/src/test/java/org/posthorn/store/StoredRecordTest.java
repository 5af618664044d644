package org.posthorn.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.posthorn.engine.delivery.QueuedMessage;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.testing.TestClock;
import org.posthorn.engine.testing.TestMail;

class StoredRecordTest {
    enum Colour {
        RED,
        BLUE
    }

    sealed interface Form {
        record Circle(int radius) implements Form {}

        record Box(int width, Optional<Integer> height) implements Form {}
    }

    record Everything(
            String text,
            int number,
            long large,
            double fraction,
            boolean flag,
            Instant at,
            Duration span,
            Colour colour,
            Tenant tenant,
            Form form,
            Optional<String> maybe,
            Optional<Instant> never,
            List<Form> forms,
            Map<String, Integer> numbers) {}

    record First(String name, int age) {}

    record Grown(String name, int age, Optional<String> city, List<String> pets, Map<String, String> notes) {}

    record GrownByAFlag(String name, int age, boolean retired) {}

    record GrownBadly(String name, int age, String city) {}

    record Tree(List<Tree> branches) {}

    private static final Everything SAMPLE = new Everything(
            "héllo \ud83d\udcee",
            Integer.MIN_VALUE,
            Long.MAX_VALUE,
            -0.5,
            true,
            Instant.parse("1969-12-31T23:59:59.123456789Z"),
            Duration.ofMillis(-1500),
            Colour.BLUE,
            new Tenant("123456789012", ""),
            new Form.Circle(-3),
            Optional.of(""),
            Optional.empty(),
            List.of(new Form.Box(1, Optional.of(2)), new Form.Box(128, Optional.empty())),
            Map.of("one", 1));

    /// Written by version 1. Never edit: what this test reads lies on disks.
    private static final String SAMPLE_BYTES =
            "010e0b68c3a96c6c6f20f09f93ae05ffffffff0f0afeffffffffffffffff0108bfe0000000000000"
                    + "01010501959aef3a060380cab5ee0104424c55450f020c313233343536373839303132000a064369"
                    + "72636c6501010501010016020a03426f780201020201040903426f7802028002000701036f6e6501"
                    + "02";

    @Test
    void bytesOfVersionOneAreStillRead() {
        assertThat(StoredRecord.decode(Everything.class, HexFormat.of().parseHex(SAMPLE_BYTES), 0))
                .isEqualTo(SAMPLE);
    }

    @Test
    void bytesAreWrittenAsVersionOneHasThem() {
        assertThat(HexFormat.of().formatHex(StoredRecord.encode(SAMPLE))).isEqualTo(SAMPLE_BYTES);
    }

    @Test
    void aQueuedMessageTakesFewBytes() {
        QueuedMessage message = QueuedMessage.of(TestMail.sent(TestClock.START, "someone@example.net"));
        byte[] bytes = StoredRecord.encode(message);
        assertThat(StoredRecord.decode(QueuedMessage.class, bytes, 0)).isEqualTo(message);
        assertThat(bytes.length).isLessThan(250);
    }

    @Test
    void aComponentLongerThanALengthByteIsReadBack() {
        for (int length : new int[] {127, 128, 16_383, 16_384, 3_000_000}) {
            First long1 = new First("x".repeat(length), length);
            assertThat(StoredRecord.decode(First.class, StoredRecord.encode(long1), 0))
                    .isEqualTo(long1);
        }
    }

    @Test
    void componentsAppendedLaterReadAsEmpty() {
        byte[] old = StoredRecord.encode(new First("Ada", 36));
        assertThat(StoredRecord.decode(Grown.class, old, 0))
                .isEqualTo(new Grown("Ada", 36, Optional.empty(), List.of(), Map.of()));
    }

    @Test
    void aFlagAppendedLaterReadsAsFalse() {
        byte[] old = StoredRecord.encode(new First("Ada", 36));
        assertThat(StoredRecord.decode(GrownByAFlag.class, old, 0)).isEqualTo(new GrownByAFlag("Ada", 36, false));
    }

    @Test
    void aRequiredComponentThatIsMissingIsCorrupt() {
        byte[] old = StoredRecord.encode(new First("Ada", 36));
        assertThatThrownBy(() -> StoredRecord.decode(GrownBadly.class, old, 0))
                .isInstanceOf(CorruptRecordException.class)
                .hasMessage("GrownBadly.city: missing");
    }

    @Test
    void aRecordOfSomethingNewerIsNotReadInPart() {
        byte[] newer = StoredRecord.encode(new Grown("Ada", 36, Optional.of("London"), List.of(), Map.of()));
        assertThatThrownBy(() -> StoredRecord.decode(First.class, newer, 0))
                .isInstanceOf(CorruptRecordException.class)
                .hasMessageContaining("newer");
        byte[] otherVersion = StoredRecord.encode(SAMPLE);
        otherVersion[0] = 2;
        assertThatThrownBy(() -> StoredRecord.decode(Everything.class, otherVersion, 0))
                .isInstanceOf(CorruptRecordException.class)
                .hasMessageContaining("version 2");
    }

    @Test
    void valuesThatTheRecordRefusesAreCorrupt() {
        byte[] bytes = StoredRecord.encode(new Form.Box(1, Optional.empty()));
        assertThatThrownBy(() -> StoredRecord.decode(QueuedMessage.class, bytes, 0))
                .isInstanceOf(CorruptRecordException.class);
    }

    @Test
    void everyCutIsNoticed() {
        byte[] bytes = StoredRecord.encode(SAMPLE);
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> StoredRecord.decode(Everything.class, cut, 0))
                    .as("cut to %s bytes", length)
                    .isInstanceOf(CorruptRecordException.class);
        }
    }

    @Test
    void randomBytesAreCorruptOrARecordAndNeverAnythingElse() {
        Random random = new Random(42);
        byte[] bytes = StoredRecord.encode(SAMPLE);
        int refused = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] damaged = bytes.clone();
            for (int hits = random.nextInt(1, 4); hits > 0; hits--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }
            try {
                StoredRecord.decode(Everything.class, damaged, 0);
            } catch (CorruptRecordException e) {
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(1_000);
    }

    @Test
    void nestingHasALimit() {
        Tree tree = new Tree(List.of());
        for (int i = 0; i < StoredRecord.MAX_DEPTH; i++) {
            tree = new Tree(List.of(tree));
        }
        byte[] bytes = StoredRecord.encode(tree);
        assertThatThrownBy(() -> StoredRecord.decode(Tree.class, bytes, 0))
                .isInstanceOf(CorruptRecordException.class)
                .hasMessageContaining("deep");
    }
}
