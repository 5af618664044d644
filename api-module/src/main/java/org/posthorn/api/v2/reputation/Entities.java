package org.posthorn.api.v2.reputation;

import java.util.Optional;
import org.posthorn.engine.account.ReputationEntities;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.tag.Resource;

/// Finds what has a reputation by its ARN.
final class Entities {
    private Entities() {}

    /// The resource of this account and region that an ARN names, if it is one that has a reputation.
    static Optional<ReputationEntities.Entity> find(ReputationEntities entities, Tenant owner, String arn) {
        String start = "arn:aws:ses:" + owner.region() + ":" + owner.accountId() + ":";
        int slash = arn.indexOf('/');
        if (!arn.startsWith(start) || slash < start.length()) {
            return Optional.empty();
        }
        return Resource.Type.of(arn.substring(start.length(), slash))
                .flatMap(type -> entities.find(owner, new Resource(type, arn.substring(slash + 1))));
    }

    /// The text is a guess.
    static String unknown(String arn) {
        return "The requested reputation entity <" + arn + "> does not exist.";
    }
}
