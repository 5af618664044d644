package org.posthorn.api.http;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.posthorn.api.codec.JsonDialect;
import org.posthorn.api.codec.JsonWriter;
import org.posthorn.engine.record.WireName;

/// Errors in the form of API v2: a header with the type, which makes typed exceptions in SDKs, and a body with the
/// text.
public final class JsonError {
    private static final String JSON = "application/json";

    private JsonError() {}

    private record Told(@WireName("message") String message) {}

    private record ToldInCapitals(String message) {}

    /// @param text an empty one is told as `null`
    public static Answer of(int status, String type, String text, boolean close) {
        String body = text.isEmpty()
                ? "{\"message\":null}"
                : new String(JsonWriter.write(new Told(text), JsonDialect.SES), StandardCharsets.UTF_8);
        return withBody(status, type, body, close);
    }

    /// The same with a capital `Message`, as what stands before SES writes it.
    public static Answer capital(int status, String type, String text, boolean close) {
        byte[] body = JsonWriter.write(new ToldInCapitals(text), JsonDialect.SES);
        return withBody(status, type, new String(body, StandardCharsets.UTF_8), close);
    }

    public static Answer withBody(int status, String type, String body, boolean close) {
        return new Answer(status, body, JSON, Map.of("x-amzn-ErrorType", type), close);
    }
}
