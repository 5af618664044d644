package org.posthorn.engine.settings;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// People who are written to, by topics.
public record ContactList(String name, List<Topic> topics, Instant createdAt) {
    public ContactList {
        topics = List.copyOf(topics);
    }

    /// Something that one can want mail about.
    ///
    /// @param optedIn whether those who have not said anything get it
    public record Topic(String name, boolean optedIn) {}

    public Optional<Topic> topic(String topic) {
        return topics.stream().filter(known -> known.name().equals(topic)).findFirst();
    }
}
