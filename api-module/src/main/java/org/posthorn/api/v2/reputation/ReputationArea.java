package org.posthorn.api.v2.reputation;

import jakarta.inject.Inject;
import java.util.List;
import org.posthorn.api.call.Area;
import org.posthorn.api.call.Operation;
import org.posthorn.engine.account.ReputationEntities;

/// Reputation of identities, configuration sets and tenants, and what follows from it.
public final class ReputationArea implements Area {
    private final ReputationEntities entities;

    @Inject
    ReputationArea(ReputationEntities entities) {
        this.entities = entities;
    }

    @Override
    public List<Operation<?, ?>> operations() {
        return List.of(
                Operation.of(GetReputationEntity.Request.class, new GetReputationEntity(entities)),
                Operation.of(ListReputationEntities.Request.class, new ListReputationEntities(entities)),
                Operation.of(
                        UpdateReputationEntityCustomerManagedStatus.Request.class,
                        new UpdateReputationEntityCustomerManagedStatus(entities)),
                Operation.of(UpdateReputationEntityPolicy.Request.class, new UpdateReputationEntityPolicy(entities)));
    }
}
