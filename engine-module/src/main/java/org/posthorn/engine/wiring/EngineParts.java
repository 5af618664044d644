package org.posthorn.engine.wiring;

import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import org.posthorn.engine.account.Reputation;
import org.posthorn.engine.dkim.DkimVerifier;
import org.posthorn.engine.identity.DomainVerifier;
import org.posthorn.engine.identity.KeyUses;
import org.posthorn.engine.identity.MailFromVerifier;
import org.posthorn.engine.job.JobRuns;
import org.posthorn.engine.part.Part;
import org.posthorn.engine.part.Parts;
import org.posthorn.engine.part.Repeated;
import org.posthorn.engine.suppression.SuppressionList;

/// What the engine does again and again.
final class EngineParts implements Parts {
    private static final Duration REPUTATION_CHECK = Duration.ofMinutes(1);
    private static final Duration SWEEP = Duration.ofHours(1);
    private static final Duration KEY_USE_WRITE = Duration.ofMinutes(1);
    private static final Duration IDENTITY_CHECK = Duration.ofSeconds(5);

    private final Reputation reputation;
    private final SuppressionList suppressed;
    private final DomainVerifier domains;
    private final DkimVerifier dkim;
    private final MailFromVerifier mailFrom;
    private final KeyUses keyUses;
    private final JobRuns jobs;

    @Inject
    EngineParts(
            Reputation reputation,
            SuppressionList suppressed,
            DomainVerifier domains,
            DkimVerifier dkim,
            MailFromVerifier mailFrom,
            KeyUses keyUses,
            JobRuns jobs) {
        this.reputation = reputation;
        this.suppressed = suppressed;
        this.domains = domains;
        this.dkim = dkim;
        this.mailFrom = mailFrom;
        this.keyUses = keyUses;
        this.jobs = jobs;
    }

    @Override
    public List<Part> parts() {
        return List.of(
                new Part("reputation", () -> Repeated.every(REPUTATION_CHECK, "reputation", reputation::check)),
                new Part("suppression expiry", () -> Repeated.every(SWEEP, "suppression", suppressed::sweep)),
                new Part("identities", () -> Repeated.every(IDENTITY_CHECK, "identities", domains::checkDue)),
                new Part("dkim", () -> Repeated.every(IDENTITY_CHECK, "dkim", dkim::checkDue)),
                new Part("MAIL FROM domains", () -> Repeated.every(IDENTITY_CHECK, "mail-from", mailFrom::checkDue)),
                new Part("key uses", this::writeKeyUses),
                new Part("jobs", jobs::start));
    }

    private AutoCloseable writeKeyUses() {
        Repeated writing = Repeated.every(KEY_USE_WRITE, "key-uses", keyUses::write);
        return () -> {
            writing.close();
            keyUses.write();
        };
    }
}
