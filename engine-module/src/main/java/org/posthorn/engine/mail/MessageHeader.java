package org.posthorn.engine.mail;

/// A header field of a composed message.
///
/// @param value unfolded, but for what Posthorn folds itself
public record MessageHeader(String name, String value) {
    public boolean is(String other) {
        return name.equalsIgnoreCase(other);
    }
}
