package org.posthorn.server;

import java.io.IOException;
import java.time.Duration;
import org.posthorn.store.RocksStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Gives the ballast up when the running server needs its room, and makes it anew afterwards. Of one thread.
final class BallastWatch {
    static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Logger log = LoggerFactory.getLogger(BallastWatch.class);

    private final Ballast ballast;
    private final RocksStore store;
    private final Readiness readiness;
    private long failuresSeen;

    BallastWatch(Ballast ballast, RocksStore store, Readiness readiness) {
        this.ballast = ballast;
        this.store = store;
        this.readiness = readiness;
    }

    /// To be called every [#PAUSE].
    void look() {
        try {
            if (readiness.isReady()) { // Until then, the start gives up what it needs.
                long failures = store.stats().failures();
                ballast.giveUpIfFull(failures > failuresSeen);
                failuresSeen = failures;
            }
            ballast.makeIfRoom();
        } catch (IOException e) {
            log.warn("event=ballast_failed reason=\"{}\"", e.toString());
        }
    }
}
