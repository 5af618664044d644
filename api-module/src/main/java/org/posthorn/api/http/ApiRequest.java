package org.posthorn.api.http;

import java.util.Optional;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.posthorn.api.query.Chunks;
import org.posthorn.api.query.QueryParameters;

/// One request to the Query API, read to its end: what signatures are made over and what actions are asked by. For one
/// thread.
final class ApiRequest {
    private final RequestHead head;
    private final Chunks body;
    private final IntConsumer memory;
    private @Nullable QueryParameters parameters;

    /// @param body as it came, maybe empty
    /// @param memory is told how many bytes the parameters take beside the body, before they do
    ApiRequest(RequestHead head, Chunks body, IntConsumer memory) {
        this.head = head;
        this.body = body;
        this.memory = memory;
    }

    RequestHead head() {
        return head;
    }

    Chunks body() {
        return body;
    }

    /// Of the URL and of a form body; found when they are first asked for.
    ///
    /// @throws org.posthorn.engine.SesException when they are broken or too many
    QueryParameters parameters() {
        if (parameters == null) {
            parameters = head.form() ? QueryParameters.parse(head.query(), body, memory) : head.parameters();
        }
        return parameters;
    }

    /// Its parameters if they were found already; empty when not, or when they are broken.
    Optional<QueryParameters> parsed() {
        return Optional.ofNullable(parameters);
    }
}
