package org.posthorn.api.v2.reputation;

import java.time.Instant;
import java.util.Optional;
import org.posthorn.engine.account.ReputationEntities;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.ReputationState;
import org.posthorn.engine.settings.SendingStatus;

/// An identity, a configuration set or a tenant with its reputation, as it is told.
record ReputationEntity(
        String reputationEntityReference,
        EntityType reputationEntityType,
        String reputationManagementPolicy,
        Optional<StatusRecord> customerManagedStatus,
        Optional<StatusRecord> awsSesManagedStatus,
        SendingStatus sendingStatusAggregate,
        Optional<ReputationEntities.Impact> reputationImpact) {
    record StatusRecord(SendingStatus status, Optional<String> cause, Instant lastUpdatedTimestamp) {
        private static StatusRecord of(ReputationState.Status status) {
            return new StatusRecord(status.status(), Optional.of(status.cause()), status.at());
        }
    }

    static ReputationEntity of(Tenant owner, ReputationEntities.Entity entity) {
        ReputationState state = entity.state();
        return new ReputationEntity(
                entity.resource().arn(owner),
                EntityType.RESOURCE,
                "arn:aws:ses:" + owner.region() + ":aws:reputation-policy/" + state.policy(),
                state.byOwner().map(StatusRecord::of),
                state.byReputation().map(StatusRecord::of),
                state.aggregate(),
                entity.impact());
    }
}
