package org.posthorn.engine.wiring;

import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import org.posthorn.engine.account.Reputation;
import org.posthorn.engine.account.ReputationEntities;
import org.posthorn.engine.dkim.DkimVerifier;
import org.posthorn.engine.identity.DomainVerifier;
import org.posthorn.engine.identity.KeyUses;
import org.posthorn.engine.identity.MailFromVerifier;
import org.posthorn.engine.insight.Recommendations;
import org.posthorn.engine.job.JobRuns;
import org.posthorn.engine.part.Part;
import org.posthorn.engine.part.Parts;
import org.posthorn.engine.part.Repeated;
import org.posthorn.engine.suppression.SuppressionList;
import org.posthorn.engine.suppression.TenantSuppression;

/// What the engine does again and again.
final class EngineParts implements Parts {
    private static final Duration REPUTATION_CHECK = Duration.ofMinutes(1);
    private static final Duration SWEEP = Duration.ofHours(1);
    private static final Duration KEY_USE_WRITE = Duration.ofMinutes(1);
    private static final Duration RECOMMENDATIONS_CHECK = Duration.ofHours(1);
    private static final Duration IDENTITY_CHECK = Duration.ofSeconds(5);

    private final Reputation reputation;
    private final ReputationEntities entities;
    private final SuppressionList suppressed;
    private final TenantSuppression suppressedForTenants;
    private final DomainVerifier domains;
    private final DkimVerifier dkim;
    private final MailFromVerifier mailFrom;
    private final KeyUses keyUses;
    private final Recommendations recommendations;
    private final JobRuns jobs;

    @Inject
    EngineParts(
            Reputation reputation,
            ReputationEntities entities,
            SuppressionList suppressed,
            TenantSuppression suppressedForTenants,
            DomainVerifier domains,
            DkimVerifier dkim,
            MailFromVerifier mailFrom,
            KeyUses keyUses,
            Recommendations recommendations,
            JobRuns jobs) {
        this.reputation = reputation;
        this.entities = entities;
        this.suppressed = suppressed;
        this.suppressedForTenants = suppressedForTenants;
        this.domains = domains;
        this.dkim = dkim;
        this.mailFrom = mailFrom;
        this.keyUses = keyUses;
        this.recommendations = recommendations;
        this.jobs = jobs;
    }

    @Override
    public List<Part> parts() {
        return List.of(
                new Part("reputation", () -> Repeated.every(REPUTATION_CHECK, "reputation", this::checkReputation)),
                new Part("suppression expiry", () -> Repeated.every(SWEEP, "suppression", this::sweep)),
                new Part("identities", () -> Repeated.every(IDENTITY_CHECK, "identities", domains::checkDue)),
                new Part("dkim", () -> Repeated.every(IDENTITY_CHECK, "dkim", dkim::checkDue)),
                new Part("MAIL FROM domains", () -> Repeated.every(IDENTITY_CHECK, "mail-from", mailFrom::checkDue)),
                new Part(
                        "recommendations",
                        () -> Repeated.every(RECOMMENDATIONS_CHECK, "recommendations", recommendations::check)),
                new Part("key uses", this::writeKeyUses),
                new Part("jobs", jobs::start));
    }

    private void checkReputation() {
        reputation.check();
        entities.check();
    }

    private void sweep() {
        suppressed.sweep();
        suppressedForTenants.sweep();
    }

    private AutoCloseable writeKeyUses() {
        Repeated writing = Repeated.every(KEY_USE_WRITE, "key-uses", keyUses::write);
        return () -> {
            writing.close();
            keyUses.write();
        };
    }
}
