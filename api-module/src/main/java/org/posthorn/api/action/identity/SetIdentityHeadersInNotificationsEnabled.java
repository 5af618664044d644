package org.posthorn.api.action.identity;

import org.posthorn.api.action.Action;
import org.posthorn.engine.identity.NotificationSettings;
import org.posthorn.engine.send.Caller;
import org.posthorn.engine.settings.Notifications;

/// Lets notifications of one kind tell the headers of the message, or not.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference/API_SetIdentityHeadersInNotificationsEnabled.html
final class SetIdentityHeadersInNotificationsEnabled
        implements Action<
                SetIdentityHeadersInNotificationsEnabled.Request, SetIdentityHeadersInNotificationsEnabled.Response> {
    record Request(String identity, Notifications.Type notificationType, boolean enabled) {}

    record Response() {}

    private final NotificationSettings notifications;

    SetIdentityHeadersInNotificationsEnabled(NotificationSettings notifications) {
        this.notifications = notifications;
    }

    @Override
    public Response perform(Request request, Caller caller) {
        notifications.setHeaders(caller.tenant(), request.identity(), request.notificationType(), request.enabled());
        return new Response();
    }
}
