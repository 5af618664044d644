package org.posthorn.api.operator;

/// One thing that an operator can ask of a running server; each is a class of its own in the package `command`, and one
/// line in its list. [Help] says what it does, [CommandForm] reads from its types how it is asked and what it answers.
///
/// @param <Q> its request, a record `Request` that the class encloses: the members of the JSON object, `Optional` and
///     `List` where one may be left out
/// @param <A> its answer: a record, or a list of records or of words
public interface Command<Q extends Record, A> {
    /// Does it. Changes are on disk when this returns.
    ///
    /// @throws AdminRefusal when it can't be done
    /// @throws org.posthorn.engine.SesException when SES would refuse it, too
    /// @throws IllegalArgumentException told to the operator like a refusal
    A perform(Q asked);

    /// The longest request that it reads, in bytes of JSON.
    default int mostBytes() {
        return 64 * 1024;
    }
}
