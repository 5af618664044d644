package org.posthorn.api.v1.identity;

import java.util.Optional;
import org.posthorn.api.call.Action;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.identity.NotificationSettings;
import org.posthorn.engine.settings.Notifications;

/// Sets or clears the topic that hears of one kind of outcome of an identity's mail.
///
/// Differs from SES: topics are those of `posthorn topic` and of `topics.aws.sns_endpoint`, and the account's own
/// unless the operator allows another's; with a topic cleared, feedback by mail is switched on again at once.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference/API_SetIdentityNotificationTopic.html
final class SetIdentityNotificationTopic
        implements Action<SetIdentityNotificationTopic.Request, SetIdentityNotificationTopic.Response> {
    record Request(String identity, Notifications.Type notificationType, Optional<String> snsTopic) {}

    record Response() {}

    private final NotificationSettings notifications;

    SetIdentityNotificationTopic(NotificationSettings notifications) {
        this.notifications = notifications;
    }

    @Override
    public Response perform(Request request, Caller caller) {
        notifications.setTopic(caller.tenant(), request.identity(), request.notificationType(), request.snsTopic());
        return new Response();
    }
}
