package org.posthorn.engine.identity;

import java.util.List;

/// Asks DNS for the TXT records of a name. Blocks, with a limit on the time.
@FunctionalInterface
public interface TxtLookup {
    Answer lookup(String name);

    /// What DNS said.
    sealed interface Answer {}

    /// @param texts one per record, its strings joined
    record Found(List<String> texts) implements Answer {}

    /// The name does not exist or has no such record: an answer, not a failure.
    record Absent() implements Answer {}

    /// No answer could be had now.
    record Unavailable(String reason) implements Answer {}
}
