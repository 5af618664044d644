package org.posthorn.api.action.identity;

import org.posthorn.api.action.Action;
import org.posthorn.engine.identity.Identities;
import org.posthorn.engine.send.Caller;

/// Switches bounces and complaints by mail on or off.
///
/// Differs from SES: forwarding can be switched off although no topic is set for bounces and complaints, since the log
/// and
/// the queue's history tell of them too.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference/API_SetIdentityFeedbackForwardingEnabled.html
final class SetIdentityFeedbackForwardingEnabled
        implements Action<SetIdentityFeedbackForwardingEnabled.Request, SetIdentityFeedbackForwardingEnabled.Response> {
    record Request(String identity, boolean forwardingEnabled) {}

    record Response() {}

    private final Identities identities;

    SetIdentityFeedbackForwardingEnabled(Identities identities) {
        this.identities = identities;
    }

    @Override
    public Response perform(Request request, Caller caller) {
        identities.setForwarding(caller.tenant(), request.identity(), request.forwardingEnabled());
        return new Response();
    }
}
