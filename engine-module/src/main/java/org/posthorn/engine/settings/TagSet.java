package org.posthorn.engine.settings;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// The tags of one resource.
///
/// @param values by key, in the order they were first given
public record TagSet(Map<String, String> values) {
    public TagSet {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }
}
