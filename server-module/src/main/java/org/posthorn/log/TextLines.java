package org.posthorn.log;

import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;

/// The encoder of `log.format = "text"`.
public final class TextLines extends PatternLayoutEncoder {
    @Override
    public byte[] encode(ILoggingEvent event) {
        return super.encode(new LineEvent(event, Cause.isWhole(event, getContext())));
    }
}
