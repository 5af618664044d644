package org.posthorn.api.v2.reputation;

import org.posthorn.api.call.Action;
import org.posthorn.api.v2.Route;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.account.ReputationEntities;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.record.Bounds;
import org.posthorn.engine.record.InPath;

/// Tells of the reputation of an identity, a configuration set or a tenant.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_GetReputationEntity.html
@Route(method = "GET", path = "/reputation/entities/{ReputationEntityType}/{ReputationEntityReference}")
final class GetReputationEntity implements Action<GetReputationEntity.Request, GetReputationEntity.Response> {
    record Request(
            @InPath @Bounds(min = 1) String reputationEntityReference,
            @InPath EntityType reputationEntityType) {}

    record Response(ReputationEntity reputationEntity) {}

    private final ReputationEntities entities;

    GetReputationEntity(ReputationEntities entities) {
        this.entities = entities;
    }

    @Override
    public Response perform(Request request, Caller caller) {
        return new Response(Entities.find(entities, caller.tenant(), request.reputationEntityReference())
                .map(entity -> ReputationEntity.of(caller.tenant(), entity))
                .orElseThrow(() ->
                        new SesException(SesError.NOT_FOUND, Entities.unknown(request.reputationEntityReference()))));
    }
}
