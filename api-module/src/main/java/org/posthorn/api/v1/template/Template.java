package org.posthorn.api.v1.template;

import java.util.Optional;

/// A template as the API has it.
record Template(
        String templateName, Optional<String> subjectPart, Optional<String> textPart, Optional<String> htmlPart) {}
