package org.posthorn.api.v2.contact;

import jakarta.inject.Inject;
import java.util.List;
import org.posthorn.api.call.Area;
import org.posthorn.api.call.Operation;
import org.posthorn.engine.contact.ContactLists;
import org.posthorn.engine.contact.Contacts;
import org.posthorn.engine.contact.OwnLists;
import org.posthorn.engine.tag.Tags;

/// Contact lists and those who are on them.
public final class ContactArea implements Area {
    private final OwnLists own;
    private final ContactLists lists;
    private final Contacts contacts;
    private final Tags tags;

    @Inject
    ContactArea(OwnLists own, ContactLists lists, Contacts contacts, Tags tags) {
        this.own = own;
        this.lists = lists;
        this.contacts = contacts;
        this.tags = tags;
    }

    @Override
    public List<Operation<?, ?>> operations() {
        return List.of(
                Operation.of(CreateContact.Request.class, new CreateContact(contacts)),
                Operation.of(CreateContactList.Request.class, new CreateContactList(own)),
                Operation.of(DeleteContact.Request.class, new DeleteContact(contacts)),
                Operation.of(DeleteContactList.Request.class, new DeleteContactList(own)),
                Operation.of(GetContact.Request.class, new GetContact(contacts)),
                Operation.of(GetContactList.Request.class, new GetContactList(own, tags)),
                Operation.of(ListContactLists.Request.class, new ListContactLists(own)),
                Operation.of(ListContacts.Request.class, new ListContacts(own, lists)),
                Operation.of(UpdateContact.Request.class, new UpdateContact(contacts)),
                Operation.of(UpdateContactList.Request.class, new UpdateContactList(own)));
    }
}
