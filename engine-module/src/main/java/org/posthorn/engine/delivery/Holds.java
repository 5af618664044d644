package org.posthorn.engine.delivery;

import java.time.Duration;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sees to it that a lease in hand is never lost: what fails and must not gives it back, to be tried again later.
record Holds(MailQueue queue, InstantSource clock) {
    private static final Logger log = LoggerFactory.getLogger(Holds.class);
    static final Duration AFTER_FAULT = Duration.ofMinutes(1);

    interface Step {
        void run() throws InterruptedException;
    }

    void guarded(Lease lease, Step step) {
        try {
            step.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            log.error(
                    "message={} attempt failed; its recipients will be tried again",
                    lease.mail().id(),
                    e);
            giveBack(lease);
        }
    }

    /// Due again after a pause.
    void giveBack(Lease lease) {
        queue.release(lease, clock.instant().plus(AFTER_FAULT));
    }
}
