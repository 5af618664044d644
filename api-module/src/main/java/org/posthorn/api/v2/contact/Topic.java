package org.posthorn.api.v2.contact;

import java.util.List;
import java.util.Optional;
import org.posthorn.engine.settings.ContactList;

/// A topic of a list.
record Topic(
        String topicName,
        String displayName,
        Optional<String> description,
        SubscriptionStatus defaultSubscriptionStatus) {
    static List<ContactList.Topic> toSettings(List<Topic> topics) {
        return topics.stream()
                .map(topic -> new ContactList.Topic(
                        topic.topicName,
                        topic.defaultSubscriptionStatus.optedIn(),
                        Optional.of(topic.displayName),
                        topic.description.filter(text -> !text.isEmpty())))
                .toList();
    }

    static List<Topic> of(ContactList list) {
        return list.topics().stream()
                .map(topic -> new Topic(
                        topic.name(), topic.shownName(), topic.description(), SubscriptionStatus.of(topic.optedIn())))
                .toList();
    }
}
