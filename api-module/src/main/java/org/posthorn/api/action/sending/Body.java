package org.posthorn.api.action.sending;

import java.util.Optional;

/// A body as text, HTML, or both.
record Body(Optional<Content> text, Optional<Content> html) {}
