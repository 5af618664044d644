package org.posthorn.api.v2.account;

import org.posthorn.api.call.Action;
import org.posthorn.api.call.NoResult;
import org.posthorn.api.v2.Route;
import org.posthorn.engine.account.Preferences;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.record.Required;

/// Sets the switches of the Virtual Deliverability Manager, all of them.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_PutAccountVdmAttributes.html
@Route(method = "PUT", path = "/account/vdm")
final class PutAccountVdmAttributes implements Action<PutAccountVdmAttributes.Request, NoResult> {
    record Request(@Required(tellsNull = true) VdmAttributes vdmAttributes) {}

    private final Preferences preferences;

    PutAccountVdmAttributes(Preferences preferences) {
        this.preferences = preferences;
    }

    @Override
    public NoResult perform(Request request, Caller caller) {
        preferences.change(
                caller.tenant(), known -> known.withVdm(request.vdmAttributes().toVdm()));
        return NoResult.NO_RESULT;
    }
}
