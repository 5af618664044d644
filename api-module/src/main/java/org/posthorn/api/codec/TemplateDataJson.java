package org.posthorn.api.codec;

import java.util.Optional;
import org.posthorn.engine.Limits;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.template.TemplateData;
import tools.jackson.core.JacksonException;

/// Reads template data: a JSON object of bounded depth.
public final class TemplateDataJson {
    private TemplateDataJson() {}

    /// @param parameter its name in the request
    /// @throws SesException VALIDATION_ERROR when it is longer than SES takes
    public static TemplateData parse(String parameter, Optional<String> json) {
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
            return JsonObject.parse(json.get())
                    .<TemplateData>map(object -> new TemplateData.Values(object.values()))
                    .orElseGet(() -> new TemplateData.Unreadable("Template rendering data must be a JSON object."));
        } catch (JacksonException e) {
            return new TemplateData.Unreadable("Template rendering data is invalid: " + e.getOriginalMessage());
        }
    }
}
