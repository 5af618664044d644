package org.posthorn.api.codec;

import java.util.Map;
import java.util.Optional;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A JSON object that a parameter holds, of bounded depth; no name in it twice.
///
/// @param compact the same without white space
public record JsonObject(Map<String, Object> values, String compact) {
    private static final int DEPTH = 64;
    private static final int NUMBER_CHARS = 100;
    private static final TypeReference<Map<String, Object>> VALUES = new TypeReference<>() {};
    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEPTH)
                            .maxNumberLength(NUMBER_CHARS)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /// @return empty for JSON that is no object
    /// @throws JacksonException for what is no JSON
    public static Optional<JsonObject> parse(String json) {
        JsonNode tree = MAPPER.readTree(json);
        return tree.isObject()
                ? Optional.of(new JsonObject(MAPPER.convertValue(tree, VALUES), tree.toString()))
                : Optional.empty();
    }
}
