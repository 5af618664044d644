package org.posthorn.api.v2.reputation;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.posthorn.api.call.Action;
import org.posthorn.api.call.Paging;
import org.posthorn.api.v2.Route;
import org.posthorn.api.v2.tenant.FilterKeys;
import org.posthorn.api.v2.tenant.TenantPages;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.account.ReputationEntities;
import org.posthorn.engine.account.ReputationEntities.Entity;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.SendingStatus;

/// Lists what has a reputation in pages, in the order of ARNs: configuration sets, identities, tenants. Pages are as
/// those of tenants, which is a guess.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_ListReputationEntities.html
@Route(method = "POST", path = "/reputation/entities")
final class ListReputationEntities implements Action<ListReputationEntities.Request, ListReputationEntities.Response> {
    record Request(Map<String, String> filter, Optional<String> nextToken, Optional<Integer> pageSize) {
        /// The texts for words that are none are guesses.
        private Wanted wanted() {
            of(Key.ENTITY_TYPE, "entity type", EntityType.values());
            return new Wanted(
                    of(Key.REPUTATION_IMPACT, "reputation impact", ReputationEntities.Impact.values()),
                    of(Key.SENDING_STATUS, "sending status", SendingStatus.values()),
                    Optional.ofNullable(filter.get(Key.ENTITY_REFERENCE_PREFIX.name())));
        }

        private <E extends Enum<E>> Optional<E> of(Key key, String what, E[] constants) {
            return Optional.ofNullable(filter.get(key.name()))
                    .map(word -> Arrays.stream(constants)
                            .filter(one -> one.name().equals(word))
                            .findFirst()
                            .orElseThrow(() -> new SesException(
                                    SesError.INVALID_PARAMETER_VALUE, "Invalid " + what + " <" + word + ">.")));
        }
    }

    private record Wanted(
            Optional<ReputationEntities.Impact> impact, Optional<SendingStatus> status, Optional<String> prefix) {
        boolean matches(Tenant owner, Entity entity) {
            return (impact.isEmpty() || impact.equals(entity.impact()))
                    && status.filter(word -> word != entity.state().aggregate()).isEmpty()
                    && prefix.filter(start -> !entity.resource().arn(owner).startsWith(start))
                            .isEmpty();
        }
    }

    enum Key {
        ENTITY_TYPE,
        REPUTATION_IMPACT,
        SENDING_STATUS,
        ENTITY_REFERENCE_PREFIX
    }

    record Response(List<ReputationEntity> reputationEntities, Optional<String> nextToken) {}

    private final ReputationEntities entities;

    ListReputationEntities(ReputationEntities entities) {
        this.entities = entities;
    }

    @Override
    public Response perform(Request request, Caller caller) {
        FilterKeys.check(request.filter().keySet(), Key.values());
        Paging paging =
                TenantPages.of("reputation-entities" + request.filter(), request.pageSize(), request.nextToken());
        Wanted wanted = request.wanted();
        Paging.Page<ReputationEntity> page = paging.page(
                        caller.tenant(),
                        request.pageSize(),
                        request.nextToken(),
                        (after, max) -> entities.list(
                                caller.tenant(), after, max, entity -> wanted.matches(caller.tenant(), entity)),
                        entity -> entity.resource().key())
                .map(entity -> ReputationEntity.of(caller.tenant(), entity));
        return new Response(page.items(), page.nextToken());
    }
}
