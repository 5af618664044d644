package org.posthorn.receiving;

import jakarta.inject.Inject;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.posthorn.engine.part.Part;
import org.posthorn.engine.part.Parts;
import org.posthorn.engine.part.Repeated;
import org.posthorn.receiving.check.MailChecks;

/// What receiving does again and again.
public final class ReceiptParts implements Parts {
    private static final Duration SWEEP = Duration.ofHours(1);

    private final ReceiptRuns runs;
    private final MailChecks checks;
    private final InstantSource clock;

    @Inject
    ReceiptParts(ReceiptRuns runs, MailChecks checks, InstantSource clock) {
        this.runs = runs;
        this.checks = checks;
        this.clock = clock;
    }

    @Override
    public List<Part> parts() {
        return List.of(
                Part.stopping("mail checks", checks),
                new Part("receipt sweep", () -> Repeated.every(SWEEP, "receipt", this::sweep)));
    }

    private void sweep() {
        runs.sweep();
        runs.count(clock.instant());
    }
}
