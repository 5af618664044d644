package org.posthorn.api.v2.contact;

import java.util.List;
import org.posthorn.engine.settings.Contact;
import org.posthorn.engine.settings.ContactList;

/// What a contact wants of a topic.
record TopicPreference(String topicName, SubscriptionStatus subscriptionStatus) {
    static List<Contact.Choice> toChoices(List<TopicPreference> preferences) {
        return preferences.stream()
                .map(preference -> new Contact.Choice(preference.topicName, preference.subscriptionStatus.optedIn()))
                .toList();
    }

    /// What it said itself, of topics that the list has.
    static List<TopicPreference> said(ContactList list, Contact contact) {
        return contact.choices().stream()
                .filter(choice -> list.topic(choice.topic()).isPresent())
                .map(choice -> new TopicPreference(choice.topic(), SubscriptionStatus.of(choice.optedIn())))
                .toList();
    }

    /// What holds where it said nothing.
    static List<TopicPreference> byDefault(ContactList list, Contact contact) {
        return list.topics().stream()
                .filter(topic -> contact.choice(topic.name()).isEmpty())
                .map(topic -> new TopicPreference(topic.name(), SubscriptionStatus.of(topic.optedIn())))
                .toList();
    }
}
