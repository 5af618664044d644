package org.posthorn.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.LoggerContextVO;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.KeyValuePair;

/// An event whose text is written by [LogLine], that of its exceptions included.
///
/// @param whole whether its exception is shown with the stack trace ([Cause])
record LineEvent(ILoggingEvent event, boolean whole) implements ILoggingEvent {
    @Override
    public String getFormattedMessage() {
        String line = LogLine.format(event.getMessage(), event.getArgumentArray());
        IThrowableProxy thrown = event.getThrowableProxy();
        return whole || thrown == null
                ? line
                : line + LogLine.format(" cause=\"{}\"", new Object[] {Cause.line(thrown)});
    }

    @Override
    public @Nullable IThrowableProxy getThrowableProxy() {
        return whole ? LineThrowable.of(event.getThrowableProxy()) : null;
    }

    @Override
    public String getThreadName() {
        return LogLine.escaped(String.valueOf(event.getThreadName()));
    }

    @Override
    public Level getLevel() {
        return event.getLevel();
    }

    @Override
    public String getMessage() {
        return event.getMessage();
    }

    @Override
    public Object[] getArgumentArray() {
        return event.getArgumentArray();
    }

    @Override
    public String getLoggerName() {
        return event.getLoggerName();
    }

    @Override
    public LoggerContextVO getLoggerContextVO() {
        return event.getLoggerContextVO();
    }

    @Override
    public StackTraceElement[] getCallerData() {
        return event.getCallerData();
    }

    @Override
    public boolean hasCallerData() {
        return event.hasCallerData();
    }

    @Override
    public List<Marker> getMarkerList() {
        return event.getMarkerList();
    }

    @Override
    public Map<String, String> getMDCPropertyMap() {
        return event.getMDCPropertyMap();
    }

    @Override
    @SuppressWarnings("deprecation") // the interface asks for it
    public Map<String, String> getMdc() {
        return event.getMdc();
    }

    @Override
    public long getTimeStamp() {
        return event.getTimeStamp();
    }

    @Override
    public int getNanoseconds() {
        return event.getNanoseconds();
    }

    @Override
    public long getSequenceNumber() {
        return event.getSequenceNumber();
    }

    @Override
    public List<KeyValuePair> getKeyValuePairs() {
        return event.getKeyValuePairs();
    }

    @Override
    public void prepareForDeferredProcessing() {
        event.prepareForDeferredProcessing();
    }
}
