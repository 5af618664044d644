package org.posthorn.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;

/// Trouble that repeats is logged when it begins, then counted: one line a minute, and one when it has ended.
///
/// Warnings and errors of one kind (one logger, one text before its arguments are put in) come through as long as they
/// differ, ten a minute; only the first of a minute has its stack trace. The others are counted. What tells of mail is
/// `info` and always comes through.
public final class Repeats extends TurboFilter {
    private static final long MINUTE = Duration.ofMinutes(1).toNanos();
    private static final int MOST_LINES = 10;
    private static final int MOST_KINDS = 1_000;
    /// Stands for all kinds above the most that are remembered.
    private static final String OTHERS = "others";

    /// Set while we log ourselves.
    private final ThreadLocal<Boolean> own = ThreadLocal.withInitial(() -> false);
    private final Map<String, Kind> kinds = new LinkedHashMap<>();
    private final LongSupplier nanos;
    private @Nullable Thread teller;

    private static final class Kind {
        private final Logger logger;
        private final Level level;
        private final String format;
        private final long since;
        private final Set<String> texts = new HashSet<>();
        private long minuteFrom;
        private int lines;
        private long kept;
        private long keptInAll;
        private String last = "";

        Kind(Logger logger, Level level, String format, long now) {
            this.logger = logger;
            this.level = level;
            this.format = format;
            this.since = now;
            this.minuteFrom = now;
        }
    }

    public Repeats() {
        this(System::nanoTime);
    }

    Repeats(LongSupplier nanos) {
        this.nanos = nanos;
    }

    @Override
    public void start() {
        super.start();
        teller = Thread.ofPlatform().daemon().name("log-repeats").start(() -> {
            try {
                while (true) {
                    Thread.sleep(Duration.ofSeconds(1));
                    tell();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    @Override
    public void stop() {
        super.stop();
        if (teller != null) {
            teller.interrupt();
        }
    }

    @Override
    public FilterReply decide(
            @Nullable Marker marker,
            Logger logger,
            Level level,
            @Nullable String format,
            Object @Nullable [] arguments,
            @Nullable Throwable thrown) {
        if (format == null
                || !level.isGreaterOrEqual(Level.WARN)
                || !level.isGreaterOrEqual(logger.getEffectiveLevel())
                || own.get()) {
            return FilterReply.NEUTRAL;
        }
        Throwable failure = thrown != null ? thrown : lastThrowable(arguments);
        String line = LogLine.format(format, arguments);
        String text =
                failure == null ? line : LogLine.format("{} cause=\"{}\"", new Object[] {line, failure.toString()});
        return switch (count(logger, level, format, text, failure != null && level == Level.ERROR)) {
            case WHOLE -> FilterReply.NEUTRAL;
            case SHORT -> {
                asOwn(() -> writeShort(logger, level, format, arguments, failure));
                yield FilterReply.DENY;
            }
            case NONE -> FilterReply.DENY;
        };
    }

    private enum Shown {
        WHOLE,
        SHORT,
        NONE
    }

    private synchronized Shown count(Logger logger, Level level, String format, String text, boolean traced) {
        long now = nanos.getAsLong();
        String name = logger.getName() + ' ' + format;
        if (!kinds.containsKey(name) && kinds.size() >= MOST_KINDS) {
            name = OTHERS;
        }
        Kind kind =
                kinds.computeIfAbsent(name, key -> new Kind(logger, level, key.equals(OTHERS) ? OTHERS : format, now));
        kind.last = text;
        if (kind.lines < MOST_LINES && kind.texts.add(text)) {
            kind.lines++;
            return kind.lines > 1 && traced ? Shown.SHORT : Shown.WHOLE;
        }
        kind.kept++;
        return Shown.NONE;
    }

    /// Tells what was counted in minutes that are over.
    void tell() {
        List<Runnable> lines = new ArrayList<>();
        synchronized (this) {
            long now = nanos.getAsLong();
            kinds.values().removeIf(kind -> now - kind.minuteFrom >= MINUTE && isOver(kind, now, lines));
        }
        asOwn(() -> lines.forEach(Runnable::run));
    }

    private static boolean isOver(Kind kind, long now, List<Runnable> lines) {
        long kept = kind.kept;
        boolean quiet = kept == 0 && kind.lines == 0;
        kind.keptInAll += kept;
        long all = kind.keptInAll;
        long seconds = Duration.ofNanos(now - kind.since).toSeconds();
        if (kept > 0) {
            String last = kind.last;
            lines.add(() -> write(
                    kind.logger,
                    kind.level,
                    "event=repeated times={} kind=\"{}\" last=\"{}\"",
                    kept,
                    kind.format,
                    last));
        } else if (quiet && all > 0) {
            lines.add(() -> write(
                    kind.logger,
                    kind.level,
                    "event=repeated_no_more times={} seconds={} kind=\"{}\"",
                    all,
                    seconds,
                    kind.format));
        }
        kind.kept = 0;
        kind.lines = 0;
        kind.minuteFrom = now;
        kind.texts.clear();
        return quiet;
    }

    private void asOwn(Runnable action) {
        own.set(true);
        try {
            action.run();
        } finally {
            own.remove();
        }
    }

    /// Without the stack trace.
    private static void writeShort(
            Logger logger, Level level, String format, Object @Nullable [] arguments, @Nullable Throwable failure) {
        List<Object> all = new ArrayList<>(arguments == null ? List.of() : Arrays.asList(arguments));
        if (lastThrowable(arguments) != null) {
            all.removeLast();
        }
        all.add(String.valueOf(failure));
        write(logger, level, format + " cause=\"{}\"", all.toArray());
    }

    private static void write(Logger logger, Level level, String format, Object... arguments) {
        if (level == Level.ERROR) {
            logger.error(format, arguments);
        } else {
            logger.warn(format, arguments);
        }
    }

    private static @Nullable Throwable lastThrowable(Object @Nullable [] arguments) {
        return arguments != null && arguments.length > 0 && arguments[arguments.length - 1] instanceof Throwable last
                ? last
                : null;
    }
}
