package org.posthorn.api.v2.template;

import java.util.Optional;

/// The parts of a template.
public record EmailTemplateContent(Optional<String> subject, Optional<String> text, Optional<String> html) {}
