package org.posthorn.api.v2.identity;

import java.util.Optional;
import org.posthorn.api.call.Action;
import org.posthorn.api.call.NoResult;
import org.posthorn.api.v2.Route;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.identity.Identities;
import org.posthorn.engine.record.InPath;

/// Switches bounces and complaints by mail to the sender on or off; where nothing else tells of them, they are mailed
/// all the same.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_PutEmailIdentityFeedbackAttributes.html
@Route(method = "PUT", path = "/identities/{EmailIdentity}/feedback")
final class PutEmailIdentityFeedbackAttributes implements Action<PutEmailIdentityFeedbackAttributes.Request, NoResult> {
    /// Without the switch, off: as of a primitive member.
    record Request(@InPath String emailIdentity, Optional<Boolean> emailForwardingEnabled) {}

    private final Identities identities;

    PutEmailIdentityFeedbackAttributes(Identities identities) {
        this.identities = identities;
    }

    @Override
    public NoResult perform(Request request, Caller caller) {
        identities.setForwarding(
                caller.tenant(),
                request.emailIdentity(),
                request.emailForwardingEnabled().orElse(false));
        return NoResult.NO_RESULT;
    }
}
