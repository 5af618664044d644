package org.posthorn.engine.record;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What the type of a record's component says: the five forms that every codec switches over.
public sealed interface Shape {
    /// A single value: `String`, `int`, `long`, `double`, `boolean`, `Instant`, `Duration`, `byte[]` or an enum.
    record Scalar(Class<?> type) implements Shape {}

    /// A record.
    record Structure(Class<? extends Record> type) implements Shape {
        public RecordSchema<?> schema() {
            return RecordSchema.of(type);
        }
    }

    /// A sealed interface whose cases are records; only in stored bytes.
    record Choice(Class<?> type) implements Shape {}

    record OptionalOf(Shape element) implements Shape {}

    record ListOf(Shape element) implements Shape {}

    /// Keys are strings.
    record MapOf(Shape element) implements Shape {}

    /// Whether its absence is a value of its own: an optional, a list, a map.
    default boolean mayBeAbsent() {
        return this instanceof OptionalOf || this instanceof ListOf || this instanceof MapOf;
    }

    static Shape of(Type type) {
        if (type instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            Type raw = generic.getRawType();
            if (raw == Optional.class) {
                return new OptionalOf(of(arguments[0]));
            }
            if (raw == List.class) {
                return new ListOf(of(arguments[0]));
            }
            if (raw == Map.class && arguments[0] == String.class) {
                return new MapOf(of(arguments[1]));
            }
            throw new IllegalArgumentException("no shape for " + type);
        }
        Class<?> plain = (Class<?>) type;
        if (plain.isRecord()) {
            return new Structure(plain.asSubclass(Record.class));
        }
        return plain.isSealed() && plain.isInterface() ? new Choice(plain) : new Scalar(plain);
    }
}
