package org.posthorn.api.v2.contact;

import java.util.List;
import java.util.Optional;
import org.posthorn.api.call.Action;
import org.posthorn.api.call.NoResult;
import org.posthorn.api.v2.Route;
import org.posthorn.api.v2.Tag;
import org.posthorn.engine.contact.OwnLists;
import org.posthorn.engine.identity.Caller;

/// Makes a contact list with its topics; an account has one in each region.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_CreateContactList.html
@Route(method = "POST", path = "/contact-lists")
final class CreateContactList implements Action<CreateContactList.Request, NoResult> {
    record Request(String contactListName, List<Topic> topics, Optional<String> description, List<Tag> tags) {}

    private final OwnLists lists;

    CreateContactList(OwnLists lists) {
        this.lists = lists;
    }

    @Override
    public NoResult perform(Request request, Caller caller) {
        lists.create(
                caller.tenant(),
                request.contactListName(),
                Topic.toSettings(request.topics()),
                request.description().filter(text -> !text.isEmpty()),
                Tag.toMap(request.tags()));
        return NoResult.NO_RESULT;
    }
}
