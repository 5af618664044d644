package org.posthorn.api.v2.sending;

import java.util.Optional;
import org.posthorn.engine.mail.ListUse;

/// Of which list, and for which topic of it, the recipient is a contact.
record ListManagementOptions(String contactListName, Optional<String> topicName) {
    ListUse toUse() {
        return new ListUse(contactListName, topicName);
    }
}
