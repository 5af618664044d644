package org.posthorn.api.action.template;

import java.util.Map;
import java.util.Optional;
import org.posthorn.engine.Limits;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.template.TemplateData;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Reads template data: a JSON object of bounded depth.
final class JsonData {
    private static final int DEPTH = 64;
    private static final int NUMBER_CHARS = 100;
    private static final TypeReference<Map<String, Object>> VALUES = new TypeReference<>() {};
    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEPTH)
                            .maxNumberLength(NUMBER_CHARS)
                            .build())
                    .build())
            .build();

    private JsonData() {}

    /// @param parameter its name in the request
    /// @throws SesException VALIDATION_ERROR when it is longer than SES takes
    static TemplateData parse(String parameter, Optional<String> json) {
        if (json.isPresent() && json.get().length() > Limits.TEMPLATE_DATA_CHARS) {
            throw new SesException(
                    SesError.VALIDATION_ERROR,
                    "1 validation error detected: Value at '" + parameter
                            + "' failed to satisfy constraint: Member must have length less than or equal to "
                            + Limits.TEMPLATE_DATA_CHARS);
        }
        if (json.isEmpty() || json.get().isBlank()) {
            return new TemplateData.Unreadable("Template rendering data is required.");
        }
        try {
            JsonNode tree = MAPPER.readTree(json.get());
            return tree.isObject()
                    ? new TemplateData.Values(MAPPER.convertValue(tree, VALUES))
                    : new TemplateData.Unreadable("Template rendering data must be a JSON object.");
        } catch (JacksonException e) {
            return new TemplateData.Unreadable("Template rendering data is invalid: " + e.getOriginalMessage());
        }
    }
}
