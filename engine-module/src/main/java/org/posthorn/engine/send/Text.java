package org.posthorn.engine.send;

import java.util.Optional;

/// A subject or body with the charset that it is to be encoded in; without one, 7-bit ASCII.
public record Text(String data, Optional<String> charset) {
    public static Text utf8(String data) {
        return new Text(data, Optional.of("UTF-8"));
    }
}
