package org.posthorn.api.v2;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A tag as the API has it.
public record Tag(String key, String value) {
    public static Map<String, String> toMap(List<Tag> tags) {
        Map<String, String> map = new LinkedHashMap<>();
        tags.forEach(tag -> map.put(tag.key(), tag.value()));
        return map;
    }

    public static List<Tag> of(Map<String, String> tags) {
        return tags.entrySet().stream()
                .map(tag -> new Tag(tag.getKey(), tag.getValue()))
                .toList();
    }
}
