package org.posthorn.engine.settings;

import java.time.Instant;
import java.util.Optional;

/// A message with blanks; at least one of text and HTML.
public record Template(String name, String subject, Optional<String> text, Optional<String> html, Instant createdAt) {}
