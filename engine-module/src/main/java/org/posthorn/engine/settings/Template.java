package org.posthorn.engine.settings;

import java.time.Instant;
import java.util.Optional;

/// A message with blanks; at least one of text and HTML.
public record Template(String name, String subject, Optional<String> text, Optional<String> html, Instant createdAt) {
    /// This one instead of one that was made then; as it is when there was none.
    public Template madeAt(Optional<Instant> before) {
        return new Template(name, subject, text, html, before.orElse(createdAt));
    }
}
