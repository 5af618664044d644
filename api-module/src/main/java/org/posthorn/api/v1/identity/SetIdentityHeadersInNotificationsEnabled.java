package org.posthorn.api.v1.identity;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.posthorn.api.call.Action;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.identity.NotificationSettings;
import org.posthorn.engine.settings.Notifications;

/// Lets notifications of one kind tell the headers of the message, or not.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference/API_SetIdentityHeadersInNotificationsEnabled.html
final class SetIdentityHeadersInNotificationsEnabled
        implements Action<
                SetIdentityHeadersInNotificationsEnabled.Request, SetIdentityHeadersInNotificationsEnabled.Response> {
    /// @param notificationType a text: SES answers an unknown one in other words than it does elsewhere
    record Request(String identity, String notificationType, boolean enabled) {}

    record Response() {}

    private final NotificationSettings notifications;

    SetIdentityHeadersInNotificationsEnabled(NotificationSettings notifications) {
        this.notifications = notifications;
    }

    @Override
    public Response perform(Request request, Caller caller) {
        notifications.setHeaders(
                caller.tenant(), request.identity(), type(request.notificationType()), request.enabled());
        return new Response();
    }

    private static Notifications.Type type(String name) {
        return Arrays.stream(Notifications.Type.values())
                .filter(type -> type.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new SesException(
                        SesError.INVALID_PARAMETER_VALUE,
                        "Invalid notification type: " + name + ". Valid values are: "
                                + Arrays.stream(Notifications.Type.values())
                                        .map(Notifications.Type::name)
                                        .collect(Collectors.joining(", "))
                                + "."));
    }
}
