package org.posthorn.dist.log;

import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;

/// The encoder of `log.format = "json"`.
public final class JsonLines extends JsonEncoder {
    @Override
    public byte[] encode(ILoggingEvent event) {
        return super.encode(new LineEvent(event));
    }
}
