package org.posthorn.api.codec;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.record.RecordSchema;
import org.posthorn.engine.record.Shape;

/// Reads a request record out of Query parameters: structures as `Name.`, lists as `Name.member.N`.
///
/// The record's schema leads, so what it does not name is ignored and nesting is as deep as the schema, never as deep
/// as the request. Violations are gathered over the whole request and reported together, the later member first, as in
/// the one answer of SES with two of them that was published (`message` before `destination`).
public final class QueryDecoder {
    /// Nine digits fit an int; no list of the API is longer than the count of parameters.
    private static final int MAX_INDEX_DIGITS = 9;

    private static final Map<Class<?>, String> KIND_NAMES = Map.of(
            boolean.class,
            "boolean",
            Boolean.class,
            "boolean",
            byte[].class,
            "base64 string",
            Instant.class,
            "timestamp");

    private final QueryParameters parameters;
    private final Violations violations = new Violations(Violations.Style.V1);

    private QueryDecoder(QueryParameters parameters) {
        this.parameters = parameters;
    }

    /// @throws SesException VALIDATION_ERROR for missing members and unknown enum constants, MALFORMED_INPUT for values
    ///     that are not of their type
    public static <T extends Record> T decode(QueryParameters parameters, Class<T> type) {
        QueryDecoder decoder = new QueryDecoder(parameters);
        Object decoded = decoder.structure(RecordSchema.of(type), "", "");
        decoder.violations.throwIfAny();
        if (decoded == null) {
            throw new IllegalStateException("nothing decoded and nothing violated: " + type);
        }
        return type.cast(decoded);
    }

    /// @param wire what the names of the members start with
    /// @param path the same for texts
    /// @return null once something was violated
    private @Nullable Object structure(RecordSchema<?> schema, String wire, String path) {
        List<RecordSchema.Component> components = schema.components();
        Object[] values = new Object[components.size()];
        for (int i = values.length - 1; i >= 0; i--) {
            RecordSchema.Component component = components.get(i);
            Object value = component(component, wire + component.wireName(), path + component.name());
            if (value != null) {
                values[i] = value;
            }
        }
        return violations.isEmpty() ? schema.construct(values) : null;
    }

    private @Nullable Object component(RecordSchema.Component component, String wire, String path) {
        Shape shape = component.shape();
        if (shape instanceof Shape.OptionalOf optional) {
            return isPresent(optional.element(), wire)
                    ? Optional.ofNullable(value(optional.element(), wire, path))
                    : Optional.empty();
        }
        if (!component.isRequired() || isPresent(shape, wire)) {
            return value(shape, wire, path);
        }
        violations.missing(path);
        return null;
    }

    private boolean isPresent(Shape shape, String wire) {
        return switch (shape) {
            case Shape.Scalar scalar -> parameters.contains(wire);
            // An empty list comes as `Name=`.
            case Shape.ListOf list -> parameters.contains(wire) || hasMembers(wire);
            default -> hasMembers(wire);
        };
    }

    private boolean hasMembers(String wire) {
        String prefix = wire + ".";
        String next = parameters.names().ceiling(prefix);
        return next != null && next.startsWith(prefix);
    }

    private @Nullable Object value(Shape shape, String wire, String path) {
        return switch (shape) {
            case Shape.Scalar scalar -> scalar(scalar.type(), wire, path);
            case Shape.Structure structure -> structure(structure.schema(), wire + ".", path + ".");
            case Shape.ListOf list -> list(list.element(), wire, path);
            case Shape.OptionalOf optional -> throw unsupported(optional);
            case Shape.MapOf map -> throw unsupported(map);
            case Shape.Choice choice -> throw unsupported(choice);
        };
    }

    private List<Object> list(Shape element, String wire, String path) {
        String prefix = wire + ".member.";
        NavigableMap<Integer, String> members = members(prefix);
        if (members.isEmpty()) {
            // Not what SDKs send, but what one page of the SES documentation shows.
            prefix = wire + ".";
            members = members(prefix);
        }
        List<Object> list = new ArrayList<>(members.size());
        for (var member : members.entrySet()) {
            Object value = value(element, prefix + member.getValue(), path + "." + member.getKey() + ".member");
            if (value != null) {
                list.add(value);
            }
        }
        return List.copyOf(list);
    }

    /// The indices of a list, in order and with gaps closed, each with the way it is written.
    private NavigableMap<Integer, String> members(String prefix) {
        NavigableMap<Integer, String> members = new TreeMap<>();
        for (String name : parameters.startingWith(prefix)) {
            int end = prefix.length();
            while (end < name.length() && Character.digit(name.charAt(end), 10) >= 0 && name.charAt(end) < 128) {
                end++;
            }
            int digits = end - prefix.length();
            if (digits == 0 || digits > MAX_INDEX_DIGITS || (end < name.length() && name.charAt(end) != '.')) {
                throw new SesException(
                        SesError.MALFORMED_INPUT,
                        "A list index must be a number: " + name.substring(0, prefix.length()));
            }
            String written = name.substring(prefix.length(), end);
            members.putIfAbsent(Integer.valueOf(written), written);
        }
        return members;
    }

    private @Nullable Object scalar(Class<?> type, String wire, String path) {
        try {
            if (type == byte[].class) {
                return parameters.base64(wire);
            }
            String text = parameters.get(wire).orElse("");
            if (type == String.class) {
                return text;
            }
            if (type.isEnum()) {
                return constant(type, text, path);
            }
            if (type == int.class || type == Integer.class) {
                return Integer.valueOf(text);
            }
            if (type == boolean.class || type == Boolean.class) {
                return bool(text);
            }
            if (type == Instant.class) {
                return OffsetDateTime.parse(text).toInstant();
            }
        } catch (IllegalArgumentException | DateTimeParseException e) {
            throw new SesException(
                    SesError.MALFORMED_INPUT,
                    "The value at '" + path + "' is not a valid " + KIND_NAMES.getOrDefault(type, "integer") + ".");
        }
        throw new IllegalStateException("no such parameter type: " + type);
    }

    private @Nullable Object constant(Class<?> type, String text, String path) {
        Object[] constants = type.getEnumConstants();
        for (Object constant : constants) {
            if (constant.toString().equals(text)) {
                return constant;
            }
        }
        violations.notOneOf(constants, path);
        return null;
    }

    /// In any case, since Python clients without an SDK send `True`.
    private static Boolean bool(String text) {
        if (text.equalsIgnoreCase("true")) {
            return true;
        }
        if (text.equalsIgnoreCase("false")) {
            return false;
        }
        throw new IllegalArgumentException("neither true nor false");
    }

    private static IllegalStateException unsupported(Shape shape) {
        return new IllegalStateException("not in a request: " + shape);
    }
}
