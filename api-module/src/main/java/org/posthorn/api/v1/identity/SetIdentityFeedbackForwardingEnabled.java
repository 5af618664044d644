package org.posthorn.api.v1.identity;

import org.posthorn.api.call.Action;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.identity.NotificationSettings;

/// Switches bounces and complaints by mail on or off; off needs a topic for both. The text of that error is a guess: no
/// document has it.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference/API_SetIdentityFeedbackForwardingEnabled.html
final class SetIdentityFeedbackForwardingEnabled
        implements Action<SetIdentityFeedbackForwardingEnabled.Request, SetIdentityFeedbackForwardingEnabled.Response> {
    record Request(String identity, boolean forwardingEnabled) {}

    record Response() {}

    private final NotificationSettings notifications;

    SetIdentityFeedbackForwardingEnabled(NotificationSettings notifications) {
        this.notifications = notifications;
    }

    @Override
    public Response perform(Request request, Caller caller) {
        notifications.setForwarding(caller.tenant(), request.identity(), request.forwardingEnabled());
        return new Response();
    }
}
