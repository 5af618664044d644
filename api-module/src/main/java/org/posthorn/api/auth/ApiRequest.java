package org.posthorn.api.auth;

import java.util.Optional;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.posthorn.api.codec.Chunks;
import org.posthorn.api.codec.QueryParameters;
import org.posthorn.api.http.RequestHead;

/// One request to the Query API, read to its end: what signatures are made over and what actions are asked by. For one
/// thread.
public final class ApiRequest {
    private final RequestHead head;
    private final Chunks body;
    private final IntConsumer memory;
    private @Nullable QueryParameters parameters;

    /// @param body as it came, maybe empty
    /// @param memory is told how many bytes the parameters take beside the body, before they do
    public ApiRequest(RequestHead head, Chunks body, IntConsumer memory) {
        this.head = head;
        this.body = body;
        this.memory = memory;
    }

    public RequestHead head() {
        return head;
    }

    public Chunks body() {
        return body;
    }

    /// Of the URL and of a form body; found when they are first asked for.
    ///
    /// @throws org.posthorn.engine.SesException when they are broken or too many
    public QueryParameters parameters() {
        if (parameters == null) {
            parameters = head.form() ? QueryParameters.parse(head.query(), body, memory) : head.parameters();
        }
        return parameters;
    }

    /// Its parameters if they were found already; empty when not, or when they are broken.
    public Optional<QueryParameters> parsed() {
        return Optional.ofNullable(parameters);
    }
}
