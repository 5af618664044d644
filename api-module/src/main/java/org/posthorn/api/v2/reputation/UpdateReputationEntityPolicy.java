package org.posthorn.api.v2.reputation;

import java.util.Arrays;
import org.posthorn.api.call.Action;
import org.posthorn.api.call.NoResult;
import org.posthorn.api.v2.Route;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.account.ReputationEntities;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.record.Bounds;
import org.posthorn.engine.record.InPath;
import org.posthorn.engine.settings.ReputationState;

/// Says when the reputation of an identity, a configuration set or a tenant stops its mail: `standard`, `strict` or
/// `none`.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_UpdateReputationEntityPolicy.html
@Route(method = "PUT", path = "/reputation/entities/{ReputationEntityType}/{ReputationEntityReference}/policy")
final class UpdateReputationEntityPolicy implements Action<UpdateReputationEntityPolicy.Request, NoResult> {
    record Request(
            @InPath EntityType reputationEntityType,
            @InPath @Bounds(min = 1) String reputationEntityReference,
            @Bounds(min = 1) String reputationEntityPolicy) {
        /// The text for another is a guess.
        private ReputationState.Policy policy(String region) {
            String start = "arn:aws:ses:" + region + ":aws:reputation-policy/";
            return Arrays.stream(ReputationState.Policy.values())
                    .filter(policy -> reputationEntityPolicy.equals(start + policy))
                    .findFirst()
                    .orElseThrow(() -> new SesException(
                            SesError.INVALID_PARAMETER_VALUE,
                            "Invalid reputation policy <" + reputationEntityPolicy + ">."));
        }
    }

    private final ReputationEntities entities;

    UpdateReputationEntityPolicy(ReputationEntities entities) {
        this.entities = entities;
    }

    @Override
    public NoResult perform(Request request, Caller caller) {
        ReputationState.Policy policy = request.policy(caller.tenant().region());
        ReputationEntities.Entity entity = Entities.find(entities, caller.tenant(), request.reputationEntityReference())
                .orElseThrow(() -> new SesException(
                        SesError.INVALID_PARAMETER_VALUE, Entities.unknown(request.reputationEntityReference())));
        entities.setPolicy(caller.tenant(), entity.resource(), policy);
        return NoResult.NO_RESULT;
    }
}
