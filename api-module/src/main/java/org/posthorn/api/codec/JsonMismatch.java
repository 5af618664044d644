package org.posthorn.api.codec;

import org.jspecify.annotations.Nullable;

/// JSON that is not of the form that its record has: the caller's fault, told by the face in its own way.
public final class JsonMismatch extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String path;
    private final @Nullable String text;

    /// @param path of the member, dotted; empty for the whole
    /// @param text in the words of SES v2's reader; null where it says nothing
    JsonMismatch(String path, @Nullable String text) {
        super(path + ": " + text, null, false, false);
        this.path = path;
        this.text = text;
    }

    public String path() {
        return path;
    }

    public @Nullable String text() {
        return text;
    }
}
