package org.posthorn.engine.delivery;

/// The queue takes no mail now: it is full, or has its share of the account's, the disk is nearly full, or the store
/// failed. Edges answer 503 or 452, so that clients come again.
public final class IntakeRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// Why intake is closed.
    public enum Reason {
        QUEUE_FULL,
        /// The account has its share of the queue; others may go on.
        ACCOUNT_SHARE,
        DISK_LOW,
        STORE_FAILED
    }

    private final Reason reason;

    public IntakeRefusedException(Reason reason, String message) {
        super(message, null, false, false);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
