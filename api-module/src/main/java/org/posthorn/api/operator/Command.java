package org.posthorn.api.operator;

import java.util.function.Function;

/// One command of the admin endpoint: what it is asked with, and what does it. An `IllegalArgumentException` of the
/// action
/// is told to the operator.
public record Command<Q>(Class<Q> requestType, Function<Q, ?> action) {
    /// @throws tools.jackson.core.JacksonException when the JSON is not of the request's form
    Object perform(byte[] json) {
        return action.apply(Json.MAPPER.readValue(json, requestType));
    }
}
