package org.posthorn.api.call;

import static java.util.function.Function.identity;
import static java.util.stream.Collectors.toUnmodifiableMap;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The operations that Posthorn answers, by name.
public final class Actions {
    private final Map<String, Operation<?, ?>> operations;

    /// @param areas no two operations of the same name
    public Actions(List<Area> areas) {
        operations = areas.stream()
                .flatMap(area -> area.operations().stream())
                .collect(toUnmodifiableMap(Operation::name, identity()));
    }

    public Optional<Operation<?, ?>> find(String name) {
        return Optional.ofNullable(operations.get(name));
    }

    /// Every operation there is, in no order.
    public List<Operation<?, ?>> all() {
        return List.copyOf(operations.values());
    }
}
