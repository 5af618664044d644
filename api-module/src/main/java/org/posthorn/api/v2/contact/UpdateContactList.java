package org.posthorn.api.v2.contact;

import java.util.List;
import java.util.Optional;
import org.posthorn.api.call.Action;
import org.posthorn.api.call.NoResult;
import org.posthorn.api.v2.Route;
import org.posthorn.engine.contact.OwnLists;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.record.InPath;

/// Gives a contact list other topics or another description; what is not given stays.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_UpdateContactList.html
@Route(method = "PUT", path = "/contact-lists/{ContactListName}")
final class UpdateContactList implements Action<UpdateContactList.Request, NoResult> {
    record Request(@InPath String contactListName, Optional<List<Topic>> topics, Optional<String> description) {}

    private final OwnLists lists;

    UpdateContactList(OwnLists lists) {
        this.lists = lists;
    }

    @Override
    public NoResult perform(Request request, Caller caller) {
        lists.update(
                caller.tenant(),
                request.contactListName(),
                request.topics().map(Topic::toSettings),
                request.description());
        return NoResult.NO_RESULT;
    }
}
