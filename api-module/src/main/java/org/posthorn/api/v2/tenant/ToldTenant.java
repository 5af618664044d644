package org.posthorn.api.v2.tenant;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.posthorn.api.v2.Tag;
import org.posthorn.engine.account.ReputationEntities;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.SendingStatus;
import org.posthorn.engine.settings.SendingTenant;
import org.posthorn.engine.tag.Resource;
import org.posthorn.engine.tag.Tags;
import org.posthorn.engine.tenant.SendingTenants;

/// A tenant with all that is told of it.
record ToldTenant(
        String tenantName,
        String tenantId,
        String tenantArn,
        Instant createdTimestamp,
        List<Tag> tags,
        SendingStatus sendingStatus,
        Optional<SuppressionAttributes> suppressionAttributes) {
    static ToldTenant of(Tenant owner, SendingTenant tenant, Tags tags, ReputationEntities reputation) {
        Resource resource = SendingTenants.resource(tenant);
        return new ToldTenant(
                tenant.name(),
                tenant.id(),
                resource.arn(owner),
                tenant.createdAt(),
                Tag.of(tags.of(owner, resource)).stream()
                        .sorted(Comparator.comparing(Tag::key))
                        .toList(),
                reputation.status(owner, resource),
                tenant.suppression().map(SuppressionAttributes::of));
    }
}
