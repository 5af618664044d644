package org.posthorn.server;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class IntakeWatchTest {
    private final Logger logger = (Logger) LoggerFactory.getLogger(IntakeWatch.class);
    private final ListAppender<ILoggingEvent> written = new ListAppender<>();
    private final AtomicLong nanos = new AtomicLong();
    private Optional<String> trouble = Optional.empty();
    private final IntakeWatch watch =
            new IntakeWatch(() -> trouble, () -> new IntakeWatch.Figures(100, 200, 7, 1_000), nanos::get);

    @BeforeEach
    void listen() {
        logger.setLevel(Level.INFO);
        written.start();
        logger.addAppender(written);
    }

    @AfterEach
    void stop() {
        logger.detachAppender(written);
        logger.setLevel(null);
    }

    @Test
    void closingIsToldOnceAndSoIsOpening() {
        look(3);
        trouble = Optional.of("the disk is nearly full");
        look(60);
        trouble = Optional.empty();
        look(30);

        assertThat(lines())
                .containsExactly(
                        "ERROR event=intake_closed reason=\"the disk is nearly full\" free_bytes=100 floor_bytes=200"
                                + " queued=7 max_messages=1000",
                        "INFO event=intake_open after_seconds=69 free_bytes=100 floor_bytes=200 queued=7"
                                + " max_messages=1000");
    }

    @Test
    void aFullQueueThatHasRoomForAMomentStaysClosed() {
        for (int i = 0; i < 100; i++) {
            trouble = Optional.of("the queue is full again and again");
            look(1);
            trouble = Optional.empty();
            look(9);
        }
        assertThat(lines()).hasSize(1);
        look(2);
        assertThat(lines()).hasSize(2);
    }

    @Test
    void anotherReasonIsToldToo() {
        // Not the words of another test: what was logged within the minute is not logged again.
        trouble = Optional.of("the queue is full to the brim");
        look(5);
        trouble = Optional.of("the store can't write");
        look(5);
        assertThat(lines()).hasSize(2).last().asString().contains("reason=\"the store can't write\"");
    }

    private void look(int times) {
        for (int i = 0; i < times; i++) {
            watch.look();
            nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        }
    }

    private List<String> lines() {
        return written.list.stream()
                .map(event -> event.getLevel() + " " + event.getFormattedMessage())
                .toList();
    }
}
