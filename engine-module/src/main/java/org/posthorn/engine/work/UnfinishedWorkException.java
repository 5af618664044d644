package org.posthorn.engine.work;

/// Work that [BoundedWork] did not finish: nothing is wrong with it for certain, so the answer to who asked is
/// temporary when the reason is [Reason#BUSY] or [Reason#STOPPED], and the caller's to decide when it is
/// [Reason#LATE].
public final class UnfinishedWorkException extends Exception {
    private static final long serialVersionUID = 1L;

    /// Why it was not finished.
    public enum Reason {
        /// Too much other work waits: it was never begun.
        BUSY,
        /// The deadline passed, in the queue or at work.
        LATE,
        /// The server stops, or the thread that asked was interrupted.
        STOPPED
    }

    private final Reason reason;

    UnfinishedWorkException(String name, Reason reason) {
        super(name + ": " + reason);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
