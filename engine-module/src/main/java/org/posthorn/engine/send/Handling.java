package org.posthorn.engine.send;

import java.util.List;
import java.util.Optional;
import org.posthorn.engine.Limits;
import org.posthorn.engine.mail.ListUse;
import org.posthorn.engine.mail.MessageTag;
import org.posthorn.engine.tracking.TrackingOverride;

/// What is to be done with a message on its way. What a composed message says in its `X-SES-` headers counts where
/// nothing is said here.
///
/// @param list whose member the message is for
/// @param sendingTenant that it is sent for
/// @param sizeLimitBytes the largest message that this way in takes
public record Handling(
        List<MessageTag> tags,
        Optional<String> configurationSet,
        Optional<ListUse> list,
        TrackingOverride tracking,
        Optional<TenantUse> sendingTenant,
        int sizeLimitBytes) {
    /// Nothing in particular, up to the size that API v1 takes.
    public static final Handling PLAIN = of(List.of(), Optional.empty());

    /// Up to the size that API v1 takes.
    public static Handling of(List<MessageTag> tags, Optional<String> configurationSet) {
        return new Handling(
                tags,
                configurationSet,
                Optional.empty(),
                TrackingOverride.NONE,
                Optional.empty(),
                Limits.API_MESSAGE_BYTES);
    }

    public Handling withList(Optional<ListUse> use) {
        return new Handling(tags, configurationSet, use, tracking, sendingTenant, sizeLimitBytes);
    }

    public Handling withTracking(TrackingOverride override) {
        return new Handling(tags, configurationSet, list, override, sendingTenant, sizeLimitBytes);
    }

    public Handling withSendingTenant(Optional<TenantUse> use) {
        return new Handling(tags, configurationSet, list, tracking, use, sizeLimitBytes);
    }

    public Handling withSizeLimit(int bytes) {
        return new Handling(tags, configurationSet, list, tracking, sendingTenant, bytes);
    }
}
