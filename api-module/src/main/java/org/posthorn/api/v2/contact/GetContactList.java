package org.posthorn.api.v2.contact;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.posthorn.api.call.Action;
import org.posthorn.api.v2.Route;
import org.posthorn.api.v2.Tag;
import org.posthorn.engine.contact.OwnLists;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.record.InPath;
import org.posthorn.engine.settings.ContactList;
import org.posthorn.engine.tag.Resource;
import org.posthorn.engine.tag.Tags;

/// Tells of a contact list.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_GetContactList.html
@Route(method = "GET", path = "/contact-lists/{ContactListName}")
final class GetContactList implements Action<GetContactList.Request, GetContactList.Response> {
    record Request(@InPath String contactListName) {}

    record Response(
            String contactListName,
            List<Topic> topics,
            Optional<String> description,
            Instant createdTimestamp,
            Instant lastUpdatedTimestamp,
            List<Tag> tags) {}

    private final OwnLists lists;
    private final Tags tags;

    GetContactList(OwnLists lists, Tags tags) {
        this.lists = lists;
        this.tags = tags;
    }

    @Override
    public Response perform(Request request, Caller caller) {
        ContactList list = lists.get(caller.tenant(), request.contactListName());
        return new Response(
                list.name(),
                Topic.of(list),
                list.description(),
                list.createdAt(),
                list.changedAt().orElse(list.createdAt()),
                Tag.of(tags.of(caller.tenant(), new Resource(Resource.Type.CONTACT_LIST, list.name()))));
    }
}
