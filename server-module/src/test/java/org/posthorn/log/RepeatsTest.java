package org.posthorn.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RepeatsTest {
    private final AtomicLong nanos = new AtomicLong();
    private final Repeats repeats = new Repeats(nanos::get);
    private final ListAppender<ILoggingEvent> written = new ListAppender<>();
    private Logger logger;

    @BeforeEach
    void aLogger() {
        LoggerContext context = new LoggerContext();
        context.setMDCAdapter(new LogbackMDCAdapter());
        context.addTurboFilter(repeats);
        logger = context.getLogger("some.Part");
        logger.setLevel(Level.INFO);
        written.setContext(context);
        written.start();
        logger.addAppender(written);
    }

    @Test
    void whatIsTheSameComesOnceAMinuteAndIsCounted() {
        for (int i = 0; i < 1_000; i++) {
            logger.error("store=failed cause=\"{}\"", "No space left on device");
        }
        assertThat(lines()).containsExactly("store=failed cause=\"No space left on device\"");

        later();
        assertThat(lines())
                .containsExactly("event=repeated times=999 kind=\"store=failed cause=\\\"{}\\\"\""
                        + " last=\"store=failed cause=\\\"No space left on device\\\"\"");
        logger.error("store=failed cause=\"{}\"", "No space left on device");
        logger.error("store=failed cause=\"{}\"", "No space left on device");
        later();
        assertThat(lines()).hasSize(2).last().asString().startsWith("event=repeated times=1 ");
        later();
        assertThat(lines())
                .containsExactly(
                        "event=repeated_no_more times=1000 seconds=180 kind=\"store=failed cause=\\\"{}\\\"\"");
        later();
        later();
        assertThat(lines()).isEmpty();
    }

    @Test
    void whatDiffersComesTenTimesAMinuteAndOneStackTraceWithIt() {
        for (int i = 0; i < 100; i++) {
            logger.error("message={} outcome not recorded", i, new IOException("disk " + i));
        }
        assertThat(written.list).hasSize(10);
        assertThat(written.list.getFirst().getThrowableProxy()).isNotNull();
        assertThat(written.list.stream().skip(1)).allMatch(event -> event.getThrowableProxy() == null);
        assertThat(lines())
                .startsWith("message=0 outcome not recorded")
                .endsWith("message=9 outcome not recorded cause=\"java.io.IOException: disk 9\"");
        later();
        assertThat(lines()).singleElement().asString().startsWith("event=repeated times=90 ");
    }

    @Test
    void outcomesOfMailAlwaysComeThrough() {
        for (int i = 0; i < 100; i++) {
            logger.info("message=1 outcome=delivered");
        }
        assertThat(lines()).hasSize(100);
    }

    @Test
    void whatComesOnceIsNotToldOfAgain() {
        logger.warn("event=destination-paused destination={}", "mx:a");
        logger.warn("event=destination-paused destination={}", "mx:b");
        assertThat(lines()).hasSize(2);
        later();
        later();
        assertThat(lines()).isEmpty();
    }

    @Test
    void howManyKindsAreRememberedIsBounded() {
        for (int i = 0; i < 5_000; i++) {
            logger.warn("kind " + i);
        }
        assertThat(lines()).hasSize(1_010);
        later();
        assertThat(lines()).singleElement().asString().startsWith("event=repeated times=3990 kind=\"others\"");
    }

    private void later() {
        nanos.addAndGet(Duration.ofMinutes(1).toNanos());
        repeats.tell();
    }

    /// What was written since the last call.
    private List<String> lines() {
        List<String> lines = written.list.stream()
                .map(event -> LogLine.format(event.getMessage(), event.getArgumentArray()))
                .toList();
        written.list.clear();
        return lines;
    }
}
