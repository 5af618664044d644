package org.posthorn.engine.settings;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// People who are written to, by topics.
///
/// @param changedAt of the list itself, not of its members; empty as long as it is as it was made
public record ContactList(
        String name, List<Topic> topics, Instant createdAt, Optional<String> description, Optional<Instant> changedAt) {
    public ContactList {
        topics = List.copyOf(topics);
    }

    /// Something that one can want mail about.
    ///
    /// @param optedIn whether those who have not said anything get it
    /// @param displayName what people are shown; its name when empty
    public record Topic(String name, boolean optedIn, Optional<String> displayName, Optional<String> description) {
        public Topic(String name, boolean optedIn) {
            this(name, optedIn, Optional.empty(), Optional.empty());
        }

        public String shownName() {
            return displayName.orElse(name);
        }
    }

    public Optional<Topic> topic(String topic) {
        return topics.stream().filter(known -> known.name().equals(topic)).findFirst();
    }
}
