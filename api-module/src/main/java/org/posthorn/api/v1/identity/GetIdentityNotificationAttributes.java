package org.posthorn.api.v1.identity;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.posthorn.api.call.Action;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.identity.Identities;
import org.posthorn.engine.identity.NotificationSettings;
import org.posthorn.engine.record.Required;
import org.posthorn.engine.settings.Identity;
import org.posthorn.engine.settings.Notifications;

/// Tells how identities hear of bounces, complaints and deliveries: by mail, by topics.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference/API_GetIdentityNotificationAttributes.html
final class GetIdentityNotificationAttributes
        implements Action<GetIdentityNotificationAttributes.Request, GetIdentityNotificationAttributes.Response> {
    record Request(@Required List<String> identities) {}

    record Response(Map<String, IdentityNotificationAttributes> notificationAttributes) {}

    private final Identities identities;
    private final NotificationSettings notifications;

    GetIdentityNotificationAttributes(Identities identities, NotificationSettings notifications) {
        this.identities = identities;
        this.notifications = notifications;
    }

    @Override
    public Response perform(Request request, Caller caller) {
        return new Response(NamedIdentities.describe(
                identities,
                caller.tenant(),
                request.identities(),
                identity -> IdentityNotificationAttributes.of(
                        identity, notifications.of(caller.tenant(), identity.name()))));
    }

    /// Topics that are not set are left out, though the model calls them required.
    record IdentityNotificationAttributes(
            Optional<String> bounceTopic,
            Optional<String> complaintTopic,
            Optional<String> deliveryTopic,
            boolean forwardingEnabled,
            boolean headersInBounceNotificationsEnabled,
            boolean headersInComplaintNotificationsEnabled,
            boolean headersInDeliveryNotificationsEnabled) {
        static IdentityNotificationAttributes of(Identity identity, Notifications notifications) {
            return new IdentityNotificationAttributes(
                    notifications.bounce().arn(),
                    notifications.complaint().arn(),
                    notifications.delivery().arn(),
                    identity.forwardingEnabled(),
                    notifications.bounce().headers(),
                    notifications.complaint().headers(),
                    notifications.delivery().headers());
        }
    }
}
