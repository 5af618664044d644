package org.posthorn.api.call;

/// The response of the operations that have no output: their answer holds metadata only.
public record NoResult() {
    public static final NoResult NO_RESULT = new NoResult();
}
