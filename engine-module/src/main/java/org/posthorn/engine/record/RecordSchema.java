package org.posthorn.engine.record;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The components of a record type, cached with fast access to them: one schema behind five codecs (Query →
/// record, record → XML, configuration → record, record ↔ JSON, record ↔ stored bytes).
///
/// The record need not be public, nor its package exported to this one.
public final class RecordSchema<T extends Record> {
    private static final ClassValue<RecordSchema<?>> SCHEMAS = new ClassValue<>() {
        @Override
        protected RecordSchema<?> computeValue(Class<?> type) {
            return new RecordSchema<>(type.asSubclass(Record.class));
        }
    };

    private final Class<T> type;
    private final List<Component> components;
    private final Map<String, Integer> byName = new HashMap<>();
    private final Map<String, Integer> byWireName = new HashMap<>();
    private final MethodHandle constructor;

    private RecordSchema(Class<T> type) {
        this.type = type;
        RecordComponent[] parts = type.getRecordComponents();
        List<Component> found = new ArrayList<>(parts.length);
        Class<?>[] parameterTypes = new Class<?>[parts.length];
        MethodHandles.Lookup lookup = MethodHandles.lookup();
        try {
            for (int i = 0; i < parts.length; i++) {
                parameterTypes[i] = parts[i].getType();
                parts[i].getAccessor().setAccessible(true);
                MethodHandle getter = lookup.unreflect(parts[i].getAccessor())
                        .asType(MethodType.methodType(Object.class, Record.class));
                Shape shape = Shape.of(parts[i].getGenericType());
                Optional<Required> marked = Optional.ofNullable(parts[i].getAnnotation(Required.class));
                boolean required = marked.isPresent() || !shape.mayBeAbsent();
                found.add(new Component(
                        parts[i].getName(),
                        wireName(parts[i]),
                        Place.of(parts[i]),
                        nameInUrl(parts[i]),
                        shape,
                        required,
                        marked.filter(Required::tellsNull).isPresent(),
                        Optional.ofNullable(parts[i].getAnnotation(Bounds.class)),
                        getter));
            }
            Constructor<T> canonical = type.getDeclaredConstructor(parameterTypes);
            canonical.setAccessible(true);
            constructor = lookup.unreflectConstructor(canonical)
                    .asSpreader(Object[].class, parts.length)
                    .asType(MethodType.methodType(Record.class, Object[].class));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("no schema for " + type, e);
        }
        components = List.copyOf(found);
        for (int i = 0; i < parts.length; i++) {
            byName.put(components.get(i).name(), i);
            byWireName.put(components.get(i).wireName(), i);
        }
    }

    @SuppressWarnings("unchecked") // computeValue makes the schema of the class it is asked for
    public static <T extends Record> RecordSchema<T> of(Class<T> type) {
        return (RecordSchema<T>) SCHEMAS.get(type);
    }

    public Class<T> type() {
        return type;
    }

    /// In the order of declaration, which is the order on the wire.
    public List<Component> components() {
        return components;
    }

    /// The place of a component as it is declared; negative when there is none.
    public int indexOfName(String name) {
        return byName.getOrDefault(name, -1);
    }

    /// The place of a component by its name on the wire; negative when there is none.
    public int indexOfWireName(String name) {
        return byWireName.getOrDefault(name, -1);
    }

    /// Makes a record of its components' values, in order. What the record's own constructor throws passes through.
    public T construct(Object[] values) {
        try {
            return type.cast((Record) constructor.invokeExact(values));
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static String nameInUrl(RecordComponent part) {
        InQuery inQuery = part.getAnnotation(InQuery.class);
        InPath inPath = part.getAnnotation(InPath.class);
        String given = inQuery != null ? inQuery.value() : inPath != null ? inPath.value() : "";
        return given.isEmpty() ? wireName(part) : given;
    }

    private static String wireName(RecordComponent part) {
        WireName given = part.getAnnotation(WireName.class);
        return given != null
                ? given.value()
                : Character.toUpperCase(part.getName().charAt(0))
                        + part.getName().substring(1);
    }

    /// Where in a request of a REST API a component is.
    public enum Place {
        BODY,
        PATH,
        QUERY;

        private static Place of(RecordComponent part) {
            if (part.isAnnotationPresent(InPath.class)) {
                return PATH;
            }
            return part.isAnnotationPresent(InQuery.class) ? QUERY : BODY;
        }
    }

    /// One component of a record.
    ///
    /// @param name as declared
    /// @param wireName its name in Query parameters, XML and the JSON of SES
    /// @param nameInUrl its name in the path or query of a URL, for those that are there
    /// @param isRequired whether a request must have it; a list or map only where it says so ([Required])
    /// @param tellsNull whether its absence is told so ([Required#tellsNull])
    public record Component(
            String name,
            String wireName,
            Place place,
            String nameInUrl,
            Shape shape,
            boolean isRequired,
            boolean tellsNull,
            Optional<Bounds> bounds,
            MethodHandle getter) {
        public Object get(Record owner) {
            try {
                return (Object) getter.invokeExact(owner);
            } catch (RuntimeException | Error e) {
                throw e;
            } catch (Throwable e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
