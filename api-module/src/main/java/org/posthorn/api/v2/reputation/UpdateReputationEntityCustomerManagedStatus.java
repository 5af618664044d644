package org.posthorn.api.v2.reputation;

import org.posthorn.api.call.Action;
import org.posthorn.api.call.NoResult;
import org.posthorn.api.v2.Route;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.account.ReputationEntities;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.record.Bounds;
import org.posthorn.engine.record.InPath;
import org.posthorn.engine.settings.SendingStatus;

/// Stops the mail of an identity, a configuration set or a tenant, or allows it: `REINSTATED` whatever its reputation
/// is.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_UpdateReputationEntityCustomerManagedStatus.html
@Route(
        method = "PUT",
        path = "/reputation/entities/{ReputationEntityType}/{ReputationEntityReference}/customer-managed-status")
final class UpdateReputationEntityCustomerManagedStatus
        implements Action<UpdateReputationEntityCustomerManagedStatus.Request, NoResult> {
    record Request(
            @InPath EntityType reputationEntityType,
            @InPath @Bounds(min = 1) String reputationEntityReference,
            SendingStatus sendingStatus) {}

    private final ReputationEntities entities;

    UpdateReputationEntityCustomerManagedStatus(ReputationEntities entities) {
        this.entities = entities;
    }

    @Override
    public NoResult perform(Request request, Caller caller) {
        ReputationEntities.Entity entity = Entities.find(entities, caller.tenant(), request.reputationEntityReference())
                .orElseThrow(() -> new SesException(
                        SesError.INVALID_PARAMETER_VALUE, Entities.unknown(request.reputationEntityReference())));
        entities.setByOwner(caller.tenant(), entity.resource(), request.sendingStatus());
        return NoResult.NO_RESULT;
    }
}
