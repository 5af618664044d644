package org.posthorn.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.Context;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/// How an exception is shown: with its stack trace when we are wrong (`error`), as a part of the line when not.
///
/// A peer that hangs up or a client that sends nonsense makes exceptions, in our code and in libraries'. Traces of them
/// would break "one event, one line" at the pace of a stranger. With `log.level = "debug"` all are whole.
final class Cause {
    private static final int MOST = 5;
    private static final int LONGEST = 1_000;

    private Cause() {}

    static boolean isWhole(ILoggingEvent event, @Nullable Context context) {
        return event.getLevel().isGreaterOrEqual(Level.ERROR)
                || (context instanceof LoggerContext loggers
                        && loggers.getLogger(Logger.ROOT_LOGGER_NAME).isDebugEnabled());
    }

    /// What went wrong and why, the last first, as one value without line breaks of its own.
    static String line(IThrowableProxy thrown) {
        StringBuilder line = new StringBuilder();
        IThrowableProxy cause = thrown;
        for (int i = 0; i < MOST && cause != null; i++) {
            line.append(i == 0 ? "" : " <- ").append(cause.getClassName());
            if (cause.getMessage() != null) {
                line.append(": ").append(cause.getMessage());
            }
            cause = cause.getCause();
        }
        return line.length() <= LONGEST ? line.toString() : line.substring(0, LONGEST) + "...";
    }
}
