package org.posthorn.engine.template;

import java.util.Optional;

/// What came of a template and its data.
public sealed interface Rendering {
    record Done(String subject, Optional<String> text, Optional<String> html) implements Rendering {}

    /// The data lack something.
    record Missing(String attribute) implements Rendering {
        @Override
        public String message() {
            return "Attribute '" + attribute + "' is not present in the rendering data.";
        }
    }

    /// The data are unreadable, or a limit was met.
    record Failed(String message) implements Rendering {}

    /// Why there is nothing to send; empty when there is.
    default String message() {
        return "";
    }
}
