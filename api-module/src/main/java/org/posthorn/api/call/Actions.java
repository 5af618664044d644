package org.posthorn.api.call;

import static java.util.function.Function.identity;
import static java.util.stream.Collectors.toUnmodifiableMap;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The operations that Posthorn answers, by name.
public final class Actions {
    private final Map<String, Operation<?, ?>> operations;

    /// @param groups the operations of each area; no two of the same name
    public Actions(Collection<List<Operation<?, ?>>> groups) {
        operations = groups.stream().flatMap(List::stream).collect(toUnmodifiableMap(Operation::name, identity()));
    }

    public Optional<Operation<?, ?>> find(String name) {
        return Optional.ofNullable(operations.get(name));
    }

    /// Every operation there is, in no order.
    public List<Operation<?, ?>> all() {
        return List.copyOf(operations.values());
    }
}
