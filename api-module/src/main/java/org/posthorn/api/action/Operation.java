package org.posthorn.api.action;

import java.util.Optional;
import java.util.Set;
import org.posthorn.api.query.QueryDecoder;
import org.posthorn.api.query.QueryParameters;
import org.posthorn.engine.send.Caller;

/// One line of the table [Actions]: an operation's name, the type of its request, and what does it.
public record Operation<Q extends Record, R extends Record>(String name, Class<Q> requestType, Action<Q, R> action) {
    private static final Set<String> SENDING = Set.of(
            "SendBulkTemplatedEmail", "SendCustomVerificationEmail", "SendEmail", "SendRawEmail", "SendTemplatedEmail");

    /// An operation is named as the class that encloses its request.
    public static <Q extends Record, R extends Record> Operation<Q, R> of(Class<Q> requestType, Action<Q, R> action) {
        return new Operation<>(requestType.getDeclaringClass().getSimpleName(), requestType, action);
    }

    /// Whether it sends mail: then the sender's own checks say who may, and how often.
    public boolean sends() {
        return SENDING.contains(name);
    }

    /// @param parameters forgotten once they are decoded: of a message of megabytes this is the larger part
    /// @return the result; empty for an operation without an output
    public Optional<Record> perform(QueryParameters parameters, Caller caller) {
        Q request = QueryDecoder.decode(parameters, requestType);
        parameters.forget();
        R response = action.perform(request, caller);
        return response instanceof NoResult ? Optional.empty() : Optional.of(response);
    }
}
