package org.posthorn.engine.mail;

import java.util.Locale;
import java.util.Optional;

/// The contact list that a message is sent to a member of.
///
/// @param topic of the list; without it the message is for whoever is not unsubscribed from all
public record ListUse(String list, Optional<String> topic) {
    /// Reads the value of `X-SES-LIST-MANAGEMENT-OPTIONS`: `{list}; topic={topic}`.
    public static ListUse parse(String value) {
        String[] parts = value.split(";", 2);
        String list = parts[0].strip();
        Optional<String> topic = Optional.empty();
        if (parts.length == 2) {
            String option = parts[1].strip();
            boolean named = option.toLowerCase(Locale.ROOT).startsWith("topic=");
            topic = Optional.of(named ? option.substring("topic=".length()).strip() : option)
                    .filter(name -> !name.isEmpty());
        }
        return new ListUse(list, topic);
    }
}
