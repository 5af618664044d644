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

    /// These, and what only `defaults` has, at every depth: an object lies over an object, a list replaces a list.
    default TemplateData over(TemplateData defaults) {
        if (this instanceof Values own && defaults instanceof Values others) {
            return new Values(merged(own.values(), others.values()));
        }
        return this instanceof Unreadable ? this : defaults;
    }

    /// As deep as the JSON, whose reader bounds that.
    private static Map<String, Object> merged(Map<?, ?> own, Map<?, ?> defaults) {
        Map<String, Object> both = new LinkedHashMap<>();
        defaults.forEach((name, value) -> both.put(String.valueOf(name), value));
        own.forEach((name, value) -> both.put(
                String.valueOf(name),
                value instanceof Map<?, ?> object && both.get(String.valueOf(name)) instanceof Map<?, ?> below
                        ? merged(object, below)
                        : value));
        return both;
    }
}
