package org.posthorn.engine.settings;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A member of a contact list, with what it has said.
///
/// @param unsubscribeAll whether it wants no mail at all of the list
/// @param choices one for each topic that it has said something about
/// @param attributes what the account keeps with it, in a form of its own
/// @param createdAt empty for those that were noted before this was
public record Contact(
        String address,
        boolean unsubscribeAll,
        List<Choice> choices,
        Instant changedAt,
        Optional<String> attributes,
        Optional<Instant> createdAt) {
    public Contact {
        choices = List.copyOf(choices);
    }

    /// One that has said nothing yet.
    public static Contact made(String address, Instant now) {
        return new Contact(address, false, List.of(), now, Optional.empty(), Optional.of(now));
    }

    /// What it said about one topic.
    public record Choice(String topic, boolean optedIn) {}

    /// What it said about a topic; empty when nothing.
    public Optional<Boolean> choice(String topic) {
        return choices.stream()
                .filter(choice -> choice.topic().equals(topic))
                .map(Choice::optedIn)
                .findFirst();
    }

    /// The same with another choice.
    public Contact with(String topic, boolean optedIn) {
        List<Choice> all = new ArrayList<>(
                choices.stream().filter(choice -> !choice.topic().equals(topic)).toList());
        all.add(new Choice(topic, optedIn));
        return new Contact(address, unsubscribeAll, all, changedAt, attributes, createdAt);
    }

    public Contact withUnsubscribeAll(boolean unsubscribeAll) {
        return new Contact(address, unsubscribeAll, choices, changedAt, attributes, createdAt);
    }

    public Contact changedAt(Instant now) {
        return new Contact(address, unsubscribeAll, choices, now, attributes, createdAt);
    }
}
