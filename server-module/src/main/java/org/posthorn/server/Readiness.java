package org.posthorn.server;

/// Whether the server takes mail and does all its work: between the end of the start and the beginning of the stop.
final class Readiness {
    private volatile boolean ready;

    boolean isReady() {
        return ready;
    }

    void begin() {
        ready = true;
    }

    void end() {
        ready = false;
    }
}
