package org.posthorn.engine.dns;

import java.util.List;

/// What DNS said to one question.
public sealed interface DnsAnswer<T> {
    /// @param values one per record, at least one
    record Found<T>(List<T> values) implements DnsAnswer<T> {
        public Found {
            values = List.copyOf(values);
        }
    }

    /// The name does not exist or has no such record: an answer, not a failure.
    record Absent<T>() implements DnsAnswer<T> {}

    /// No answer could be had now.
    record Unavailable<T>(String reason) implements DnsAnswer<T> {}
}
