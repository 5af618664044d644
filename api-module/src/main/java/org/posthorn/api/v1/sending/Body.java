package org.posthorn.api.v1.sending;

import java.util.Optional;

/// A body as text, HTML, or both.
record Body(Optional<Content> text, Optional<Content> html) {}
