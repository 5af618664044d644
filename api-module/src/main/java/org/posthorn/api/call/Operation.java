package org.posthorn.api.call;

/// One line of the table [Actions]: an operation's name, the type of its request, and what does it; no face of the API
/// is named.
///
/// @param sends whether it sends mail: then the sender's own checks say who may, and how often
public record Operation<Q extends Record, R extends Record>(
        String name, Class<Q> requestType, Action<Q, R> action, boolean sends) {
    /// An operation is named as the class that encloses its request.
    public static <Q extends Record, R extends Record> Operation<Q, R> of(Class<Q> requestType, Action<Q, R> action) {
        return new Operation<>(requestType.getDeclaringClass().getSimpleName(), requestType, action, false);
    }

    /// The same for one that sends mail.
    public static <Q extends Record, R extends Record> Operation<Q, R> sending(
            Class<Q> requestType, Action<Q, R> action) {
        return new Operation<>(requestType.getDeclaringClass().getSimpleName(), requestType, action, true);
    }
}
