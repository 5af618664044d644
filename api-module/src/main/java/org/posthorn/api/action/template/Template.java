package org.posthorn.api.action.template;

import java.util.Optional;

/// A template as the API has it.
record Template(
        String templateName, Optional<String> subjectPart, Optional<String> textPart, Optional<String> htmlPart) {}
