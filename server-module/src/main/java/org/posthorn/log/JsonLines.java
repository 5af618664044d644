package org.posthorn.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/// The encoder of `log.format = "json"`: one object a line.
///
/// ```
/// {"time":"2026-11-26T02:29:13.123Z","level":"INFO","logger":"org.posthorn…","thread":"api-7",
///  "message":"event=accepted message=0100… ","event":"accepted","message_id":"0100…","recipients":1}
/// ```
///
/// `message` is the line as text has it. The members behind it are what the pattern names ([LogTemplate]), escaped as
/// in text, so that a value is safe to show; of libraries' lines there are none, since they put values into patterns.
public final class JsonLines extends EncoderBase<ILoggingEvent> {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);
    private static final String OURS = "org.posthorn.";

    @Override
    public byte[] encode(ILoggingEvent event) {
        LineEvent line = new LineEvent(event, Cause.isWhole(event, getContext()));
        StringBuilder json = new StringBuilder(512);
        json.append("{\"time\":\"");
        TIME.formatTo(Instant.ofEpochMilli(event.getTimeStamp()), json);
        json.append('"');
        member(json, "level", event.getLevel().toString());
        member(json, "logger", event.getLoggerName());
        member(json, "thread", line.getThreadName());
        member(json, "message", line.getFormattedMessage());
        if (event.getMessage() != null && event.getLoggerName().startsWith(OURS)) {
            for (LogTemplate.Member member : LogTemplate.of(event.getMessage()).members()) {
                member(json, member.name(), member.of(event.getArgumentArray()));
            }
        }
        IThrowableProxy thrown = event.getThrowableProxy();
        if (thrown != null) {
            member(json, "exception", LogLine.escaped(Cause.line(thrown)));
        }
        if (line.getThrowableProxy() != null) {
            member(json, "stack_trace", ThrowableProxyUtil.asString(line.getThrowableProxy()));
        }
        return json.append("}\n").toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void member(StringBuilder json, String name, Object value) {
        json.append(",\"").append(name).append("\":");
        if (value instanceof Double number && !Double.isFinite(number)) {
            json.append("null");
        } else if (value instanceof Number || value instanceof Boolean) {
            json.append(value);
        } else {
            json.append('"');
            append(json, value.toString());
            json.append('"');
        }
    }

    /// RFC 8259 §7.
    private static void append(StringBuilder json, String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> json.append("\\\"");
                case '\\' -> json.append("\\\\");
                case '\n' -> json.append("\\n");
                case '\t' -> json.append("\\t");
                default -> {
                    if (c < ' ') {
                        json.append(String.format("\\u%04x", (int) c));
                    } else {
                        json.append(c);
                    }
                }
            }
        }
    }

    @Override
    public byte[] headerBytes() {
        return new byte[0];
    }

    @Override
    public byte[] footerBytes() {
        return new byte[0];
    }
}
