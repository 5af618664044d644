package org.posthorn.engine.template;

import java.util.LinkedHashMap;
import java.util.Map;

/// What a template's blanks are filled with.
public sealed interface TemplateData {
    /// @param values strings, numbers, booleans, nulls, and lists and maps of these
    record Values(Map<String, Object> values) implements TemplateData {}

    /// Not the JSON that it should be.
    ///
    /// @param why as a rendering failure tells it
    record Unreadable(String why) implements TemplateData {}

    /// These, and what only `defaults` has.
    default TemplateData over(TemplateData defaults) {
        if (this instanceof Values own && defaults instanceof Values others) {
            Map<String, Object> both = new LinkedHashMap<>(others.values());
            both.putAll(own.values());
            return new Values(both);
        }
        return this instanceof Unreadable ? this : defaults;
    }
}
