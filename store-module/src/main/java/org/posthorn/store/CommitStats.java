package org.posthorn.store;

import java.util.concurrent.TimeUnit;

/// Figures of [GroupCommit]: written by its thread, read by any.
final class CommitStats {
    private volatile long commits;
    private volatile long groups;
    private volatile long syncs;
    private volatile long failures;
    private volatile long lastSyncMicros;
    private volatile long lastGroupBatches;

    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
    void wrote(int batches) {
        commits += batches;
        groups++;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
    void synced(int batches, long nanos) {
        syncs++;
        lastSyncMicros = TimeUnit.NANOSECONDS.toMicros(nanos);
        lastGroupBatches = batches;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
    void failed() {
        failures++;
    }

    long commits() {
        return commits;
    }

    long groups() {
        return groups;
    }

    long syncs() {
        return syncs;
    }

    long failures() {
        return failures;
    }

    long lastSyncMicros() {
        return lastSyncMicros;
    }

    long lastGroupBatches() {
        return lastGroupBatches;
    }
}
