package org.posthorn.config;

/// A configured secret. Its text comes out only where it is asked for by name.
public record Secret(String reveal) {
    @Override
    public String toString() {
        return "********";
    }
}
