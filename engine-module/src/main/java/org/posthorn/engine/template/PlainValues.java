package org.posthorn.engine.template;

import com.github.jknack.handlebars.ValueResolver;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import java.util.Set;
import java.util.stream.Collectors;

/// Shows a template maps and lists, and nothing of the JVM behind them.
final class PlainValues implements ValueResolver {
    private final Budget budget;

    PlainValues(Budget budget) {
        this.budget = budget;
    }

    @Override
    public Object resolve(Object context, String name) {
        budget.step(0);
        Object value = context instanceof Map<?, ?> map
                ? map.get(name)
                : context instanceof List<?> list && name.equals("length") ? Integer.valueOf(list.size()) : null;
        return value == null ? UNRESOLVED : value;
    }

    @Override
    public Object resolve(Object context) {
        return context instanceof Map || context instanceof List ? context : UNRESOLVED;
    }

    @Override
    public Set<Entry<String, Object>> propertySet(Object context) {
        return context instanceof Map<?, ?> map
                ? map.entrySet().stream()
                        .map(entry -> Map.<String, Object>entry(String.valueOf(entry.getKey()), entry.getValue()))
                        .collect(Collectors.toCollection(java.util.LinkedHashSet::new))
                : Set.of();
    }
}
